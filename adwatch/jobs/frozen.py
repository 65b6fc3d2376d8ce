"""Closed months: their figures are counted once, before their sightings expire, and read ever after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from adwatch.clean.gazetteer import municipalities
from adwatch.clean.places import in_province
from adwatch.domain.figures import UNKNOWN_REGION, NightFigure, PeriodFigure, Spread
from adwatch.errors import BadInput
from adwatch.guard.retention import MARGIN, last_of, month_of
from adwatch.jobs.observing import observed_of, read_coverage
from adwatch.jobs.office import Office
from adwatch.measure.counts import night_figures
from adwatch.measure.coverage import CoverageGrid
from adwatch.measure.origin import share_rows
from adwatch.measure.period import period_figure
from adwatch.measure.stays import find_stays
from adwatch.specs.mandate import RetentionClass
from adwatch.store import frozen, linkage, retention
from adwatch.store.frozen import FrozenMonth
from adwatch.store.linkage import ResolvedSighting

REACH = 2 * MARGIN
"""How far before and after a month its stays are followed."""


@dataclass(frozen=True, slots=True)
class _Area:
    code: str
    municipalities: frozenset[str]


def freeze_months(office: Office, months: Sequence[date], today: date, advance: Callable[[int], None]) -> None:
    """Count each of these months, given by their first days, in every municipality and province on record, and keep it.

    A month that is frozen already stays as it is. `advance` is told how many are done.
    """
    with office.store.begin() as connection:
        open_months = sorted(set(months) - frozen.frozen_months(connection))
    if not open_months:
        return
    grid = read_coverage(office)
    for done, month in enumerate(open_months):
        advance(done)
        _freeze(office, month, min(last_of(month), today), grid, today)


def _freeze(office: Office, month: date, through: date, grid: CoverageGrid, today: date) -> None:
    with office.store.begin() as connection:
        rows = list(linkage.resolved_sightings(connection, None, month - REACH, through + REACH))
    by_code: dict[str, list[ResolvedSighting]] = {}
    for row in rows:
        by_code.setdefault(row.municipality, []).append(row)
    months, nights = [], []
    for area in _areas({*by_code, *grid.municipalities}):
        mine = [row for code in sorted(area.municipalities) for row in by_code.get(code, ())]
        one, its_nights = _count(area, mine, month, through, grid, today)
        months.append(one)
        nights.extend(its_nights)
    with office.store.begin() as connection:
        frozen.write_frozen(connection, months, nights)


def _areas(codes: set[str]) -> Iterator[_Area]:
    known = municipalities()
    yield from (_Area(code, frozenset({code})) for code in sorted(codes))
    for province in sorted({known[code].province for code in codes if code in known}):
        yield _Area(province, frozenset(place.code for place in in_province(province)))


def _count(
    area: _Area, rows: Sequence[ResolvedSighting], month: date, through: date, grid: CoverageGrid, today: date
) -> tuple[FrozenMonth, list[NightFigure]]:
    observed, coverage = observed_of(rows), grid.of_area(area.municipalities)
    stays = find_stays(observed.advertiser, observed.night, coverage)
    nights = night_figures(observed, stays, coverage, area.code, "", month, through)
    figure = period_figure(observed, coverage, area.code, "", month, through, str)
    spread = figure.advertisers_per_night
    counted = FrozenMonth(
        area=area.code,
        month=month,
        through=through,
        adverts=len(np.unique(observed.between(month, through).advert)),
        unique_adverts=figure.unique_adverts,
        unique_advertisers=figure.unique_advertisers,
        night_min=spread.min,
        night_mean=spread.mean,
        night_max=spread.max,
        nights_covered=figure.nights_covered,
        frozen_on=today,
        origins={row.region: (row.adverts, row.advertisers) for row in figure.origin},
    )
    return counted, nights


def expired_before(office: Office) -> date | None:
    """The day before which sightings have been deleted, None where none have."""
    with office.store.begin() as connection:
        mark = retention.marks(connection).get(RetentionClass.SIGHTINGS)
    return mark.before if mark else None


def nights_of(office: Office, area: str, name: str, first: date, last: date) -> dict[date, NightFigure]:
    """The figures of those nights whose month is closed."""
    with office.store.begin() as connection:
        return frozen.frozen_nights(connection, area, name, first, last)


def month_figure(
    office: Office, area: str, name: str, first: date, last: date, region_of: Callable[[str], str]
) -> PeriodFigure | None:
    """The figure of a closed month, where the period is one; None where all its sightings are still here.

    Raises:
        BadInput: the period reaches back to where sightings have expired, and is no single month.
    """
    month, before = month_of(first), expired_before(office)
    if (first, last) == (month, last_of(month)):
        with office.store.begin() as connection:
            found = frozen.frozen_month(connection, area, month)
        if found is not None:
            return _as_period(found, name, region_of)
    elif before is not None and first < before:
        raise BadInput(
            f"--from: found {first}, but sightings before {before} have expired, and who was counted in several months "
            f"can't be added up; allowed: one whole month (--from {month} --to {last_of(month)}), --by night, or a "
            f"period from {before} on"
        )
    return None


def frozen_note(office: Office, first: date, last: date, *, by_night: bool) -> str | None:
    """Which part of a period is not counted now, but was before its sightings expired; None where there is none."""
    with office.store.begin() as connection:
        months = frozen.frozen_months(connection)
    whole_month = (first, last) == (month_of(first), last_of(first))
    closed = [month for month in months if first <= last_of(month) and month <= last]
    if not closed or not (by_night or whole_month):
        return None
    start, end = max(first, min(closed)), min(last, last_of(max(closed)))
    return f"{start} to {end} is frozen: it was counted before its sightings expired, and not again since"


def _as_period(month: FrozenMonth, name: str, region_of: Callable[[str], str]) -> PeriodFigure:
    adverts: Counter[str] = Counter()
    advertisers: Counter[str] = Counter()
    for code, (some, who) in month.origins.items():
        region = code if code == UNKNOWN_REGION else region_of(code)
        adverts[region] += some
        advertisers[region] += who
    return PeriodFigure(
        municipality=month.area,
        name=name,
        first=month.month,
        last=month.through,
        unique_adverts=month.unique_adverts,
        unique_advertisers=month.unique_advertisers,
        advertisers_per_night=Spread(month.night_min, month.night_mean, month.night_max),
        origin=share_rows(adverts, advertisers),
        nights=(month.through - month.month + timedelta(days=1)).days,
        nights_covered=month.nights_covered,
    )
