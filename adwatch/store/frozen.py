"""The figures of closed months, which stay when the sightings go they were counted from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from adwatch.domain.figures import NightFigure
from adwatch.store import tables
from adwatch.store.upsert import insert_new

NIGHT = tables.FigureNight
MONTH = tables.FigureMonth
ORIGIN = tables.FigureOrigin


@dataclass(frozen=True, slots=True)
class FrozenMonth:
    """A closed month of one area: its first day, the last night that was known, and what was counted over it.

    adverts: listings. night_min, night_mean, night_max: advertisers a night, over the covered nights. origins: unique
    adverts and advertisers by the code of their origin, `unknown` among them.
    """

    area: str
    month: date
    through: date
    adverts: int
    unique_adverts: int
    unique_advertisers: int
    night_min: int | None
    night_mean: float | None
    night_max: int | None
    nights_covered: int
    frozen_on: date
    origins: Mapping[str, tuple[int, int]]


def write_frozen(connection: Connection, months: Iterable[FrozenMonth], nights: Iterable[NightFigure]) -> None:
    """Keep these months and nights; one that is frozen already stays as it is."""
    kept = list(months)
    columns = [name for name in FrozenMonth.__slots__ if name != "origins"]
    insert_new(connection, MONTH.__table__, ({name: getattr(month, name) for name in columns} for month in kept))
    insert_new(connection, ORIGIN.__table__, (row for month in kept for row in _origin_rows(month)))
    insert_new(connection, NIGHT.__table__, map(_night_row, nights))


def frozen_month(connection: Connection, area: str, month: date) -> FrozenMonth | None:
    """The frozen figures of an area in the month that begins on that day, None where there are none."""
    columns = [name for name in FrozenMonth.__slots__ if name != "origins"]
    stored = select(*(getattr(MONTH, name) for name in columns)).where(MONTH.area == area, MONTH.month == month)
    row = connection.execute(stored).one_or_none()
    if row is None:
        return None
    counted: dict[str, Any] = dict(zip(columns, row, strict=True))
    query = select(ORIGIN.origin, ORIGIN.adverts, ORIGIN.advertisers).where(ORIGIN.area == area, ORIGIN.month == month)
    origins = {origin: (adverts, advertisers) for origin, adverts, advertisers in connection.execute(query)}
    return FrozenMonth(**counted, origins=origins)


def frozen_nights(connection: Connection, area: str, name: str, first: date, last: date) -> dict[date, NightFigure]:
    """The frozen figures of an area's nights from `first` to `last`, by night."""
    columns = (NIGHT.night, NIGHT.adverts, NIGHT.advertisers, NIGHT.entered, NIGHT.left, NIGHT.coverage)
    query = select(*columns).where(NIGHT.area == area, NIGHT.night.between(first, last))
    return {row[0]: NightFigure(area, name, *row) for row in connection.execute(query)}


def frozen_months(connection: Connection) -> set[date]:
    """The months that are frozen, by their first day."""
    return set(connection.execute(select(MONTH.month).distinct()).scalars())


def _origin_rows(month: FrozenMonth) -> Iterable[dict[str, Any]]:
    for origin, (adverts, advertisers) in month.origins.items():
        yield {
            "area": month.area,
            "month": month.month,
            "origin": origin,
            "adverts": adverts,
            "advertisers": advertisers,
        }


def _night_row(figure: NightFigure) -> dict[str, Any]:
    row = asdict(figure)
    del row["name"]
    return {"area": row.pop("municipality"), **row}
