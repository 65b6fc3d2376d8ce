"""Taking in what officials note by hand, or what another system has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import BinaryIO

from adwatch.clean.advert import clean_advert
from adwatch.clean.places import resolve_municipality, suggest
from adwatch.domain.places import Municipality
from adwatch.domain.sealed import Sighting
from adwatch.errors import Refused
from adwatch.jobs.office import Office
from adwatch.jobs.records import BadRecord, GoodRecord, RecordFormat, read_records
from adwatch.store.adverts import ReadAdvert, write_readings, write_sightings
from adwatch.store.boards import board_ids
from adwatch.store.session import Connection

BATCH = 1_000  # records a transaction


@dataclass(slots=True)
class ImportResult:
    """How an import went. `unknown` are the names of fields that adwatch does not know."""

    taken: int = 0
    bad: list[BadRecord] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    written: bool = True


class _TakenBack(Exception):
    """Not an error: the way out of a transaction that is not to be kept."""


def import_records(
    office: Office,
    source: BinaryIO,
    form: RecordFormat | None = None,
    *,
    strict: bool = False,
    advance: Callable[[int], None] = lambda _: None,
) -> ImportResult:
    """Take in every good record of `source`; with `strict` all or nothing. Taking a file in twice changes nothing.

    `advance` is told how many records were dealt with so far.
    """
    office.mandate.require_valid(office.today)
    result = ImportResult()
    if not strict:
        for batch in _batches(office, source, form, result, advance):
            _write(office, batch)
        return result
    try:
        with office.store.begin() as connection:
            for batch in _batches(office, source, form, result, advance):
                if not result.bad:
                    _write_with(connection, batch)
            if result.bad:
                raise _TakenBack  # noqa: TRY301 - raised here so that the transaction is rolled back
    except _TakenBack:
        result.taken, result.written = 0, False
    return result


def _batches(
    office: Office, source: BinaryIO, form: RecordFormat | None, result: ImportResult, advance: Callable[[int], None]
) -> Iterator[list[tuple[ReadAdvert, Sighting]]]:
    batch: list[tuple[ReadAdvert, Sighting]] = []
    for item in read_records(source, form):
        found = _sealed(office, item) if isinstance(item, GoodRecord) else item
        if isinstance(found, BadRecord):
            result.bad.append(found)
        else:
            batch.append(found)
            result.taken += 1
        if isinstance(item, GoodRecord):
            result.unknown |= item.unknown
        if len(batch) == BATCH:
            yield batch
            batch = []
            advance(result.taken + len(result.bad))
    if batch:
        yield batch
    advance(result.taken + len(result.bad))


def _sealed(office: Office, item: GoodRecord) -> tuple[ReadAdvert, Sighting] | BadRecord:
    record = item.record
    place = _place(record.municipality)
    if place is None:
        near = ", ".join(suggest(record.municipality))
        return BadRecord(item.line, "municipality", f"unknown {record.municipality!r}; near: {near}")
    if record.observed_at > office.today:
        return BadRecord(item.line, "observed_at", f"found {record.observed_at}, allowed: today or earlier")
    try:
        office.mandate.require_board(record.board)
        office.mandate.require_municipality(place.code)
    except Refused as fault:
        return BadRecord(item.line, "board or municipality", str(fault))
    night = record.observed_at
    sealed = office.sealer.seal(clean_advert(record.raw(), reference=night), night)
    return ReadAdvert(sealed, night), Sighting(sealed.advert_id, night, place.code, sealed.version_id)


@lru_cache(maxsize=4096)
def _place(name: str) -> Municipality | None:
    return resolve_municipality(name)


def _write(office: Office, batch: list[tuple[ReadAdvert, Sighting]]) -> None:
    with office.store.begin() as connection:
        _write_with(connection, batch)


def _write_with(connection: Connection, batch: list[tuple[ReadAdvert, Sighting]]) -> None:
    boards = board_ids(connection, {reading.sealed.board for reading, _ in batch}, imported=True)
    write_readings(connection, boards, [reading for reading, _ in batch])
    write_sightings(connection, [sighting for _, sighting in batch])
