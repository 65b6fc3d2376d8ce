"""Adverts, their versions and features, and where they were seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.sql.functions import coalesce

from adwatch.domain.sealed import SealedVersion, Sighting
from adwatch.store import tables
from adwatch.store.upsert import insert_new, upsert

ADVERT = tables.Advert.__table__
VERSION = tables.AdvertVersion.__table__
FEATURE = tables.Feature.__table__
SIGNATURE = tables.Signature.__table__
SIGHTING = tables.Sighting.__table__


@dataclass(frozen=True, slots=True)
class KnownAdvert:
    """What a crawl must know of an advert that was read before."""

    advert_id: int
    version_id: int
    entry_token: bytes | None
    read_on: date


@dataclass(frozen=True, slots=True)
class SameAdvert:
    """An advert whose page is said to be as it was: its current version was read again on `night`."""

    known: KnownAdvert
    night: date
    entry_token: bytes
    expires_on: date


@dataclass(frozen=True, slots=True)
class ReadAdvert:
    """One reading of one advert: the version found, on which night, and what its listing entry looked like."""

    sealed: SealedVersion
    night: date
    entry_token: bytes | None = None


def known_adverts(connection: Connection, board: str, since: date) -> dict[bytes, KnownAdvert]:
    """Adverts of `board` by token that were last read on `since` or later."""
    query = (
        select(
            tables.Advert.token,
            tables.Advert.id,
            tables.Advert.version_id,
            tables.Advert.entry_token,
            tables.Advert.read_on,
        )
        .join(tables.Board)
        .where(tables.Board.name == board, tables.Advert.read_on >= since)
    )
    return {row[0]: KnownAdvert(row[1], row[2], row[3], row[4]) for row in connection.execute(query)}


def write_readings(connection: Connection, boards: dict[str, int], readings: Sequence[ReadAdvert]) -> None:
    """Write what was read: adverts, versions, features, signatures. A second time changes nothing.

    The version of the latest night is the advert's current one, in whatever order readings arrive.
    """
    insert_new(connection, ADVERT, [_advert_row(boards[reading.sealed.board], reading) for reading in readings])
    upsert(connection, VERSION, [_version_row(reading) for reading in readings], ("expires_on",))
    insert_new(
        connection,
        FEATURE,
        (
            {"version_id": r.sealed.version_id, "kind": kind.value, "key_id": token.key_id, "token": token.digest}
            for r in readings
            for kind, token in r.sealed.features
        ),
    )
    insert_new(
        connection,
        SIGNATURE,
        (
            {"version_id": r.sealed.version_id, "key_id": signature.key_id, "signature": signature.minhash}
            for r in readings
            if (signature := r.sealed.signature) is not None
        ),
    )
    _make_current(connection, readings)


def write_unchanged(connection: Connection, unchanged: Sequence[SameAdvert]) -> None:
    """Note that adverts were looked at again and are as they were, so that their content is kept as long anew."""
    if not unchanged:
        return
    advert, version = tables.Advert, tables.AdvertVersion
    connection.execute(
        update(advert)
        .where(advert.id == bindparam("key"), advert.read_on <= bindparam("night"))
        .values(read_on=bindparam("night"), entry_token=bindparam("entry")),
        [{"key": each.known.advert_id, "night": each.night, "entry": each.entry_token} for each in unchanged],
    )
    connection.execute(
        update(version)
        .where(version.id == bindparam("key"), version.expires_on < bindparam("until"))
        .values(expires_on=bindparam("until")),
        [{"key": each.known.version_id, "until": each.expires_on} for each in unchanged],
    )


def write_sightings(connection: Connection, sightings: Iterable[Sighting]) -> None:
    """Append sightings, and stretch the adverts' first and last nights to hold them."""
    seen = list(sightings)
    insert_new(
        connection,
        SIGHTING,
        (
            {"advert_id": s.advert_id, "night": s.night, "municipality": s.municipality, "version_id": s.version_id}
            for s in seen
        ),
    )
    spans: dict[int, tuple[date, date]] = {}
    for sighting in seen:
        first, last = spans.get(sighting.advert_id, (sighting.night, sighting.night))
        spans[sighting.advert_id] = (min(first, sighting.night), max(last, sighting.night))
    _stretch(connection, spans)


def _stretch(connection: Connection, spans: dict[int, tuple[date, date]]) -> None:
    advert = tables.Advert
    later = update(advert).where(advert.id == bindparam("key"), advert.last_night < bindparam("last"))
    earlier = update(advert).where(advert.id == bindparam("key"), advert.first_night > bindparam("first"))
    if spans:
        rows = [{"key": key, "first": first, "last": last} for key, (first, last) in sorted(spans.items())]
        connection.execute(
            later.values(last_night=bindparam("last")), [{"key": r["key"], "last": r["last"]} for r in rows]
        )
        connection.execute(
            earlier.values(first_night=bindparam("first")), [{"key": r["key"], "first": r["first"]} for r in rows]
        )


def _make_current(connection: Connection, readings: Sequence[ReadAdvert]) -> None:
    advert = tables.Advert
    statement = (
        update(advert)
        .where(advert.id == bindparam("key"), advert.read_on <= bindparam("night"))
        .values(
            read_on=bindparam("night"),
            version_id=bindparam("version"),
            entry_token=coalesce(bindparam("entry"), advert.entry_token),
        )
    )
    latest: dict[int, ReadAdvert] = {}
    for reading in readings:
        held = latest.get(reading.sealed.advert_id)
        if held is None or held.night <= reading.night:
            latest[reading.sealed.advert_id] = reading
    if latest:
        connection.execute(
            statement,
            [
                {"key": key, "night": r.night, "version": r.sealed.version_id, "entry": r.entry_token}
                for key, r in sorted(latest.items())
            ],
        )


def _advert_row(board_id: int, reading: ReadAdvert) -> dict[str, Any]:
    sealed = reading.sealed
    return {
        "id": sealed.advert_id,
        "board_id": board_id,
        "key_id": sealed.advert_token.key_id,
        "token": sealed.advert_token.digest,
        "first_night": reading.night,
        "last_night": reading.night,
        "entry_token": reading.entry_token,
        "read_on": reading.night,
        "version_id": sealed.version_id,
    }


def _version_row(reading: ReadAdvert) -> dict[str, Any]:
    sealed = reading.sealed
    return {
        "id": sealed.version_id,
        "advert_id": sealed.advert_id,
        "night": reading.night,
        "content_key_id": sealed.content_token.key_id,
        "content_token": sealed.content_token.digest,
        "sealed_key_id": sealed.content.key_id,
        "sealed": sealed.content.blob,
        "origin": sealed.origin.code if sealed.origin else None,
        "age": sealed.age,
        "languages": ",".join(sealed.languages)[:60],
        "price_per_hour": sealed.price_per_hour,
        "persons": sealed.persons.value,
        "expires_on": sealed.expires_on,
        "hold_until": None,
    }
