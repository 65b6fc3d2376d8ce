"""What the linkage reads, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Integer, delete, func, insert, select, type_coerce

from adwatch.store import tables
from adwatch.store.columns import linking_key
from adwatch.store.upsert import insert_new

PARTITION = 10_000  # rows fetched at once: bounded memory


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One version as the store holds it; `sealed` is None once its content has expired."""

    version_id: int
    advert_id: int
    board_id: int
    night: date
    sealed_key_id: str | None
    sealed: bytes | None
    age: int | None
    languages: str
    price_per_hour: float | None
    persons: str


def versions(connection: Connection) -> Iterator[StoredVersion]:
    """Every version, by id. Origin is left out on purpose: the linkage must not see it."""
    version, advert = tables.AdvertVersion, tables.Advert
    query = (
        select(
            version.id,
            version.advert_id,
            advert.board_id,
            version.night,
            version.sealed_key_id,
            version.sealed,
            version.age,
            version.languages,
            version.price_per_hour,
            version.persons,
        )
        .join(advert, advert.id == version.advert_id)
        .order_by(version.id)
    )
    for row in connection.execution_options(yield_per=PARTITION).execute(query):
        yield StoredVersion(*tuple(row))


def features(connection: Connection) -> Iterator[tuple[int, str, bytes]]:
    """Every feature by which versions compare, as version, kind and token, by version."""
    feature = tables.Feature
    query = select(feature.version_id, feature.kind, feature.token).order_by(feature.version_id)
    if (key := linking_key(connection)) is not None:
        query = query.where(feature.key_id == key)
    for row in connection.execution_options(yield_per=PARTITION).execute(query):
        yield row[0], row[1], row[2]


def signatures(connection: Connection) -> Iterator[tuple[int, bytes]]:
    """Every text signature by version."""
    query = select(tables.Signature.version_id, tables.Signature.signature)
    for row in connection.execution_options(yield_per=PARTITION).execute(query):
        yield row[0], row[1]


def sightings(connection: Connection) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Every sighting as a row of advert, version, night (days since 1970) and municipality (index into the codes)."""
    sighting = tables.Sighting
    codes = [
        code for (code,) in connection.execute(select(sighting.municipality).distinct().order_by(sighting.municipality))
    ]
    index = {code: position for position, code in enumerate(codes)}
    count = connection.execute(select(func.count()).select_from(sighting)).scalar_one()
    rows = np.empty((count, 4), dtype=np.int64)
    query = select(sighting.advert_id, sighting.version_id, type_coerce(sighting.night, Integer), sighting.municipality)
    for position, row in enumerate(connection.execution_options(yield_per=PARTITION).execute(query)):
        rows[position] = (row[0], row[1], row[2], index[row[3]])
    return rows, codes


def previous(connection: Connection) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """Posting, advertiser and network of each version as the last run left them."""
    query = select(
        tables.PostingVersion.version_id,
        tables.PostingVersion.posting_id,
        tables.Membership.advertiser_id,
        tables.Membership.network_id,
    ).join(tables.Membership, tables.Membership.posting_id == tables.PostingVersion.posting_id)
    rows = connection.execute(query).all()
    return ({r[0]: r[1] for r in rows}, {r[0]: r[2] for r in rows}, {r[0]: r[3] for r in rows})


def replace_linkage(
    connection: Connection,
    postings: Mapping[int, int],
    memberships: Iterable[Mapping[str, Any]],
    links: Iterable[Mapping[str, Any]],
    changes: Iterable[tuple[str, int, int]],
) -> None:
    """Put this run's answer in the place of the last one's, in the caller's transaction."""
    for table in (tables.Link, tables.Membership, tables.PostingVersion):
        connection.execute(delete(table))
    insert_new(
        connection, tables.PostingVersion.__table__, ({"version_id": v, "posting_id": p} for v, p in postings.items())
    )
    insert_new(connection, tables.Membership.__table__, memberships)
    insert_new(connection, tables.Link.__table__, links)
    record_changes(connection, changes)


def record_changes(connection: Connection, changes: Iterable[tuple[str, int, int]]) -> None:
    """Note merges and splits of advertisers: kind, the advertiser, and the one taken in or parted."""
    now = datetime.now(UTC)
    rows = [{"recorded_at": now, "kind": k, "advertiser_id": a, "other_id": o} for k, a, o in changes]
    if rows:
        connection.execute(insert(tables.IdentityChange), rows)


@dataclass(frozen=True, slots=True)
class ResolvedSighting:
    """One sighting with all that the figures count by."""

    night: int
    municipality: str
    advert_id: int
    posting_id: int
    advertiser_id: int
    origin: str | None


def resolved_sightings(
    connection: Connection,
    municipalities: Iterable[str] | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Iterator[ResolvedSighting]:
    """Sightings of versions that the linkage knows, in the municipalities and nights asked for."""
    sighting, posting, member = tables.Sighting, tables.PostingVersion, tables.Membership
    query = (
        select(
            type_coerce(sighting.night, Integer),
            sighting.municipality,
            sighting.advert_id,
            posting.posting_id,
            member.advertiser_id,
            tables.AdvertVersion.origin,
        )
        .join(posting, posting.version_id == sighting.version_id)
        .join(member, member.posting_id == posting.posting_id)
        .join(tables.AdvertVersion, tables.AdvertVersion.id == sighting.version_id)
    )
    if municipalities is not None:
        query = query.where(sighting.municipality.in_(sorted(municipalities)))
    if first is not None:
        query = query.where(sighting.night >= first)
    if last is not None:
        query = query.where(sighting.night <= last)
    for row in connection.execution_options(yield_per=PARTITION).execute(query):
        yield ResolvedSighting(*row)


def unresolved(connection: Connection) -> int:
    """How many sightings stand in the store that the linkage has not seen yet."""
    query = (
        select(func.count())
        .select_from(tables.Sighting)
        .outerjoin(tables.PostingVersion, tables.PostingVersion.version_id == tables.Sighting.version_id)
        .where(tables.PostingVersion.version_id.is_(None))
    )
    return int(connection.execute(query).scalar_one())


def answers(connection: Connection) -> dict[int, tuple[int, int]]:
    """The posting and the advertiser of every version that the linkage knows."""
    query = select(
        tables.PostingVersion.version_id, tables.PostingVersion.posting_id, tables.Membership.advertiser_id
    ).join(tables.Membership, tables.Membership.posting_id == tables.PostingVersion.posting_id)
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}


def sighted_versions(connection: Connection) -> dict[bytes, list[tuple[int, int]]]:
    """The nights (days since 1970) and versions of every advert's sightings, by the advert's token, oldest first."""
    query = (
        select(tables.Advert.token, type_coerce(tables.Sighting.night, Integer), tables.Sighting.version_id)
        .join(tables.Sighting, tables.Sighting.advert_id == tables.Advert.id)
        .order_by(tables.Sighting.night, tables.Sighting.version_id)
    )
    found: dict[bytes, list[tuple[int, int]]] = {}
    for token, night, version in connection.execution_options(yield_per=PARTITION).execute(query):
        found.setdefault(token, []).append((night, version))
    return found
