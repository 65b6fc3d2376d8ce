"""Municipalities, boards, crawls and coverage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from adwatch.domain.coverage import Coverage, CoverageStatus
from adwatch.store import tables
from adwatch.store.upsert import insert_new, upsert

MUNICIPALITY = tables.Municipality.__table__
BOARD = tables.Board.__table__
COVERAGE = tables.Coverage.__table__


@dataclass(frozen=True, slots=True)
class CrawlRecord:
    """One crawl of one board as it went."""

    board: str
    night: date
    started_at: datetime
    ended_at: datetime
    requests: int
    least_requests: int
    pages: int
    adverts: int
    outcome: str


def load_municipalities(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the list of municipalities as it is now; a second time changes nothing."""
    columns = ("name", "province", "valid_from", "valid_to", "successor")
    upsert(connection, MUNICIPALITY, rows, columns)


def board_ids(connection: Connection, names: Iterable[str], *, imported: bool) -> dict[str, int]:
    """The ids of `names`, made where they are new. A board once crawled stays a crawled board."""
    wanted = sorted(set(names))
    insert_new(connection, BOARD, ({"name": name, "imported": imported} for name in wanted))
    if not imported:
        connection.execute(update(tables.Board).where(tables.Board.name.in_(wanted)).values(imported=False))
    found = connection.execute(select(tables.Board.name, tables.Board.id).where(tables.Board.name.in_(wanted)))
    return {row.name: row.id for row in found}


def record_crawl(connection: Connection, crawl: CrawlRecord, coverage: Iterable[Coverage]) -> int:
    """Write how a crawl went; return its board's id.

    A rerun of the same night keeps, per municipality, the better of both readings.
    """
    board_id = board_ids(connection, [crawl.board], imported=False)[crawl.board]
    values = {name: getattr(crawl, name) for name in CrawlRecord.__slots__ if name != "board"}
    connection.execute(insert(tables.Crawl).values(board_id=board_id, **values))
    complete = {
        code
        for (code,) in connection.execute(
            select(tables.Coverage.municipality).where(
                tables.Coverage.board_id == board_id,
                tables.Coverage.night == crawl.night,
                tables.Coverage.status == CoverageStatus.COMPLETE,
            )
        )
    }
    rows = [
        {
            "night": row.night,
            "board_id": board_id,
            "municipality": row.municipality,
            "status": row.status.value,
            "pages": row.pages,
            "adverts": row.adverts,
            "reason": row.reason,
        }
        for row in coverage
        if row.status is CoverageStatus.COMPLETE or row.municipality not in complete
    ]
    upsert(connection, COVERAGE, rows, ("status", "pages", "adverts", "reason"))
    return board_id


def crawled_coverage(connection: Connection, board: str | None = None, night: date | None = None) -> list[Coverage]:
    """The coverage of boards that are crawled, by night and municipality: all of it, or one board's, or one night's."""
    query = (
        select(
            tables.Board.name,
            tables.Coverage.municipality,
            tables.Coverage.night,
            tables.Coverage.status,
            tables.Coverage.pages,
            tables.Coverage.adverts,
            tables.Coverage.reason,
        )
        .join(tables.Board)
        .where(~tables.Board.imported)
        .order_by(tables.Coverage.night, tables.Coverage.municipality)
    )
    if board is not None:
        query = query.where(tables.Board.name == board)
    if night is not None:
        query = query.where(tables.Coverage.night == night)
    return [
        Coverage(board, municipality, night, CoverageStatus(status), pages, adverts, reason)
        for board, municipality, night, status, pages, adverts, reason in connection.execute(query)
    ]


def imported_coverage(connection: Connection) -> list[Coverage]:
    """What boards known only from imports cover: every night with any record, in every municipality they ever named."""
    seen = (
        select(tables.Board.name, tables.Sighting.night, tables.Sighting.municipality, func.count())
        .select_from(tables.Sighting)
        .join(tables.Advert, tables.Advert.id == tables.Sighting.advert_id)
        .join(tables.Board, tables.Board.id == tables.Advert.board_id)
        .where(tables.Board.imported)
        .group_by(tables.Board.name, tables.Sighting.night, tables.Sighting.municipality)
    )
    nights: dict[str, set[date]] = {}
    named: dict[str, set[str]] = {}
    counts: dict[tuple[str, date, str], int] = {}
    for board, night, municipality, adverts in connection.execute(seen):
        nights.setdefault(board, set()).add(night)
        named.setdefault(board, set()).add(municipality)
        counts[board, night, municipality] = adverts
    return [
        Coverage(board, code, night, CoverageStatus.COMPLETE, 0, counts.get((board, night, code), 0))
        for board in sorted(nights)
        for night in sorted(nights[board])
        for code in sorted(named[board])
    ]
