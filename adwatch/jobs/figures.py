"""Figures of an area, from the sightings in the store."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from adwatch.clean.origins import region_of
from adwatch.clean.places import resolve_province
from adwatch.domain.adverts import Origin
from adwatch.domain.figures import NightFigure, PeriodFigure
from adwatch.errors import BadInput, UnknownName
from adwatch.jobs import frozen
from adwatch.jobs.observing import observed_of, read_coverage
from adwatch.jobs.office import Office, municipality_named, province_places
from adwatch.measure.counts import night_figures
from adwatch.measure.observed import Observed
from adwatch.measure.period import period_figure
from adwatch.measure.stays import find_stays
from adwatch.specs.mandate import Purpose
from adwatch.store import linkage


@dataclass(frozen=True, slots=True)
class Area:
    """What a figure is of: a municipality, or a province taken as one; its CBS code, name and municipalities."""

    code: str
    name: str
    municipalities: frozenset[str]


def area_named(municipality: str | None, province: str | None) -> Area:
    """The area that exactly one of the two names.

    Raises:
        BadInput: both or neither is given.
        UnknownName: there is no such place.
    """
    if (municipality is None) == (province is None):
        raise BadInput("name one of --municipality and --province")
    if municipality is not None:
        place = municipality_named(municipality)
        return Area(place.code, place.name, frozenset({place.code}))
    places = province_places(province or "")
    found = resolve_province(province or "")
    if found is None:
        raise UnknownName("province", province or "")
    return Area(found.code, found.name, frozenset(place.code for place in places))


def figures_by_night(office: Office, area: Area, first: date, last: date) -> list[NightFigure]:
    """The counts of every night from `first` to `last`; those of closed months as they were frozen."""
    observed = _observed(office, area.municipalities, first, last)
    coverage = read_coverage(office).of_area(area.municipalities)
    stays = find_stays(observed.advertiser, observed.night, coverage)
    kept = frozen.nights_of(office, area.code, area.name, first, last)
    counted = night_figures(observed, stays, coverage, area.code, area.name, first, last)
    return [kept.get(figure.night, figure) for figure in counted]


def figures_of_period(office: Office, area: Area, first: date, last: date, grouping: str = "m49") -> PeriodFigure:
    """The figure of the whole period from `first` to `last`, origins in `grouping`; of a closed month as it was frozen.

    Raises:
        BadInput: sightings of the period have expired, and it is no single month.
    """
    observed = _observed(office, area.municipalities, first, last)
    coverage = read_coverage(office).of_area(area.municipalities)

    def region(code: str) -> str:
        return region_of(Origin(region=code) if code.isdigit() else Origin(country=code), grouping)[1]

    kept = frozen.month_figure(office, area.code, area.name, first, last, region)
    return kept or period_figure(observed, coverage, area.code, area.name, first, last, region)


def unresolved(office: Office) -> int:
    """How many sightings the linkage has not seen yet, and so no figure counts."""
    with office.store.begin() as connection:
        return linkage.unresolved(connection)


def _observed(office: Office, municipalities: Collection[str], first: date, last: date) -> Observed:
    """All sightings of the area on record: a stay may have begun long before the period that is asked for."""
    office.mandate.require(Purpose.FIGURES, office.today)
    for code in sorted(municipalities):
        office.mandate.require_municipality(code)
    if last < first:
        raise BadInput(f"--to: found {last}, allowed: {first} (--from) or later")
    with office.store.begin() as connection:
        return observed_of(list(linkage.resolved_sightings(connection, municipalities)))
