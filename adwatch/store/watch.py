"""How boards behave from night to night: fill rates, findings, and who stood there before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date

from sqlalchemy import Connection, delete, func, insert, select

from adwatch.domain.coverage import CoverageStatus, Fill, Finding, FindingKind
from adwatch.store import tables
from adwatch.store.upsert import upsert

FILL = tables.Fill.__table__


def write_watch(
    connection: Connection, board_id: int, night: date, fills: Mapping[str, Fill], findings: Iterable[Finding]
) -> None:
    """Write a night's fill rates and findings in the place of what an earlier crawl of the same night left.

    Fill rates of a rerun, which reads little, do not replace those of the crawl that read more.
    """
    fill = tables.Fill
    standing = select(fill.field, fill.read).where(fill.board_id == board_id, fill.night == night)
    held = {field: read for field, read in connection.execute(standing)}  # noqa: C416 - rows are no pairs to mypy
    rows = [
        {"night": night, "board_id": board_id, "field": field, **asdict(fill)}
        for field, fill in fills.items()
        if fill.read > held.get(field, 0)
    ]
    upsert(connection, FILL, rows, ("read", "filled", "stated"))
    finding = tables.Finding
    connection.execute(delete(finding).where(finding.board_id == board_id, finding.night == night))
    values = [
        {
            "night": night,
            "board_id": board_id,
            "kind": each.kind.value,
            "field": each.field,
            "municipality": each.municipality,
            "incomplete": each.incomplete,
            "said": each.said[:200],
        }
        for each in findings
    ]
    if values:
        connection.execute(insert(finding), values)


def fills_between(connection: Connection, board: str, first: date, last: date) -> dict[str, Fill]:
    """Per field how many adverts of `board` were read and stated it, over the nights from `first` to `last`."""
    fill = tables.Fill
    query = (
        select(fill.field, func.sum(fill.read), func.sum(fill.filled), func.sum(fill.stated))
        .join(tables.Board)
        .where(tables.Board.name == board, fill.night.between(first, last))
        .group_by(fill.field)
    )
    return {field: Fill(*map(int, counts)) for field, *counts in connection.execute(query)}


def findings_of(connection: Connection, board: str, night: date) -> list[Finding]:
    """What the crawl of `board` noticed on `night`."""
    noticed = findings_between(connection, night, night)
    return [finding for _, name, finding in noticed if name == board]


def findings_between(connection: Connection, first: date, last: date) -> list[tuple[date, str, Finding]]:
    """What the crawls from `first` to `last` noticed: night, board and finding, by night and as they were noticed."""
    finding, board = tables.Finding, tables.Board.name
    query = (
        select(
            finding.night,
            board,
            finding.kind,
            finding.said,
            finding.incomplete,
            finding.field,
            finding.municipality,
        )
        .join(tables.Board)
        .where(finding.night.between(first, last))
        .order_by(finding.night, finding.id)
    )
    return [(row[0], row[1], Finding(FindingKind(row[2]), *row[3:])) for row in connection.execute(query)]


def seen_between(connection: Connection, board: str, first: date, last: date) -> dict[date, dict[str, set[int]]]:
    """The adverts of `board` sighted from `first` to `last`, by night and municipality."""
    sighting, advert = tables.Sighting, tables.Advert
    query = (
        select(sighting.night, sighting.municipality, sighting.advert_id)
        .join(advert, advert.id == sighting.advert_id)
        .join(tables.Board, tables.Board.id == advert.board_id)
        .where(tables.Board.name == board, sighting.night.between(first, last))
    )
    found: dict[date, dict[str, set[int]]] = {}
    for night, municipality, advert_id in connection.execute(query):
        found.setdefault(night, {}).setdefault(municipality, set()).add(advert_id)
    return found


def complete_between(connection: Connection, board: str, first: date, last: date) -> dict[date, set[str]]:
    """The municipalities in which `board` was read completely, by night."""
    coverage = tables.Coverage
    query = (
        select(coverage.night, coverage.municipality)
        .join(tables.Board)
        .where(
            tables.Board.name == board,
            coverage.night.between(first, last),
            coverage.status == CoverageStatus.COMPLETE.value,
        )
    )
    found: dict[date, set[str]] = {}
    for night, municipality in connection.execute(query):
        found.setdefault(night, set()).add(municipality)
    return found


def requests_on(connection: Connection, board: str, night: date) -> int:
    """Requests that earlier crawls of `board` made on `night`."""
    query = (
        select(func.coalesce(func.sum(tables.Crawl.requests), 0))
        .join(tables.Board)
        .where(tables.Board.name == board, tables.Crawl.night == night)
    )
    return int(connection.execute(query).scalar_one())


def last_crawls(connection: Connection) -> dict[str, date]:
    """The last night on which each board was crawled."""
    query = select(tables.Board.name, func.max(tables.Crawl.night)).join(tables.Crawl).group_by(tables.Board.name)
    return {key: value for key, value in connection.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def last_places(connection: Connection, board: str, since: date) -> dict[int, str]:
    """The municipality in which each advert of `board` was last sighted, of those sighted on `since` or later."""
    sighting, advert = tables.Sighting, tables.Advert
    query = (
        select(advert.id, sighting.municipality)
        .join(sighting, (sighting.advert_id == advert.id) & (sighting.night == advert.last_night))
        .join(tables.Board, tables.Board.id == advert.board_id)
        .where(tables.Board.name == board, advert.last_night >= since)
    )
    return {key: value for key, value in connection.execute(query)}  # noqa: C416 - rows are no pairs to mypy
