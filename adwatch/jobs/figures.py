"""Figures of an area, from the sightings in the store."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from adwatch.clean.origins import region_of
from adwatch.clean.places import resolve_province
from adwatch.domain.adverts import Origin
from adwatch.domain.figures import NightFigure, PeriodFigure
from adwatch.errors import BadInput, UnknownName
from adwatch.jobs.office import Office, municipality_named, province_places
from adwatch.measure.counts import night_figures
from adwatch.measure.coverage import CoverageGrid, coverage_grid
from adwatch.measure.observed import Observed
from adwatch.measure.period import period_figure
from adwatch.measure.stays import find_stays
from adwatch.specs.mandate import Purpose
from adwatch.store import boards, linkage


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
    """The counts of every night from `first` to `last`."""
    observed = _observed(office, area.municipalities, first, last)
    coverage = _grid(office).of_area(area.municipalities)
    stays = find_stays(observed.advertiser, observed.night, coverage)
    return night_figures(observed, stays, coverage, area.code, area.name, first, last)


def figures_of_period(office: Office, area: Area, first: date, last: date, grouping: str = "m49") -> PeriodFigure:
    """The figure of the whole period from `first` to `last`, origins in `grouping`."""
    observed = _observed(office, area.municipalities, first, last)
    coverage = _grid(office).of_area(area.municipalities)

    def region(code: str) -> str:
        return region_of(Origin(region=code) if code.isdigit() else Origin(country=code), grouping)[1]

    return period_figure(observed, coverage, area.code, area.name, first, last, region)


def unresolved(office: Office) -> int:
    """How many sightings the linkage has not seen yet, and so no figure counts."""
    with office.store.begin() as connection:
        return linkage.unresolved(connection)


def _grid(office: Office) -> CoverageGrid:
    with office.store.begin() as connection:
        return coverage_grid(boards.crawled_coverage(connection), boards.imported_coverage(connection))


def _observed(office: Office, municipalities: Collection[str], first: date, last: date) -> Observed:
    """All sightings of the area on record: a stay may have begun long before the period that is asked for."""
    office.mandate.require(Purpose.FIGURES, office.today)
    for code in sorted(municipalities):
        office.mandate.require_municipality(code)
    if last < first:
        raise BadInput(f"--to: found {last}, allowed: {first} (--from) or later")
    with office.store.begin() as connection:
        rows = list(linkage.resolved_sightings(connection, municipalities))
    origins = tuple(sorted({row.origin for row in rows if row.origin}))
    index = {origin: place for place, origin in enumerate(origins)}
    return Observed(
        night=np.array([row.night for row in rows], np.int32),
        advert=np.array([row.advert_id for row in rows], np.int64),
        posting=np.array([row.posting_id for row in rows], np.int64),
        advertiser=np.array([row.advertiser_id for row in rows], np.int64),
        origin=np.array([index[row.origin] if row.origin else -1 for row in rows], np.int32),
        origins=origins,
    )
