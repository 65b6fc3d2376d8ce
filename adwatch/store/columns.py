"""What the linkage reads, in columns: of the whole store, or of some versions of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from sqlalchemy import ARRAY, BigInteger, Connection, Executable, Integer, String, bindparam, func, select, type_coerce
from sqlalchemy.sql.expression import Select
from sqlalchemy.sql.selectable import TableValuedAlias

from adwatch.store import tables
from adwatch.store.expired import is_settled

PARTITION = 20_000  # rows fetched at once: bounded memory
SIGNATURE_WIDTH = 128
TOKEN_BYTES = 8
LINKING_KEY = "token_key"
"""The name under which the linkage's state keeps which key's tokens are compared."""

Ids: TypeAlias = npt.NDArray[np.int64]
"""Numbers of versions, or of something else that the store counts."""


@dataclass(frozen=True, slots=True)
class Categories:
    """A column of few different words: each row's number, and the words by number."""

    number: npt.NDArray[np.int32]
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class VersionColumns:
    """Versions by id, ascending. night: days since 1970; age -1 and price nan where unknown."""

    version: Ids
    advert: Ids
    board: npt.NDArray[np.int32]
    night: npt.NDArray[np.int32]
    age: npt.NDArray[np.int16]
    price: npt.NDArray[np.float32]
    persons: Categories
    languages: Categories

    def __len__(self) -> int:
        """How many versions there are."""
        return len(self.version)


@dataclass(frozen=True, slots=True)
class TokenColumns:
    """Which version carries which token (its first eight bytes), by kind and version."""

    kind: Categories
    version: Ids
    token: npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class SpanColumns:
    """Where versions were seen: first and last night (days since 1970) in a municipality, and on how many nights."""

    version: Ids
    municipality: Categories
    first: npt.NDArray[np.int32]
    last: npt.NDArray[np.int32]
    nights: npt.NDArray[np.int32]


def asked(connection: Connection, ids: npt.NDArray[Any] | Sequence[int]) -> TableValuedAlias:
    """A table of numbers with the column `value`, handed over as one value whatever their count."""
    numbers = [int(each) for each in ids]
    if connection.dialect.name == "sqlite":
        return func.json_each(bindparam(None, json.dumps(numbers), String)).table_valued("value", name="asked")
    return func.unnest(bindparam(None, numbers, ARRAY(BigInteger))).table_valued("value").render_derived(name="asked")


def listed(connection: Connection, ids: npt.NDArray[Any] | Sequence[int]) -> Select[Any]:
    """The same numbers as a query, for what is to be one of them."""
    return select(asked(connection, ids).c.value)


def _among(connection: Connection, query: Select[Any], column: Any, ids: Ids | None) -> Select[Any]:  # noqa: ANN401 - any column
    if ids is None:
        return query
    numbers = asked(connection, ids)
    return query.select_from(numbers).where(column == numbers.c.value)


def partitions(connection: Connection, query: Executable) -> Iterator[Sequence[Any]]:
    """The rows of a query, some thousand at a time: plain tuples on SQLite, whose driver reads on as it is asked."""
    if connection.dialect.name != "sqlite":
        yield from connection.execute(query, execution_options={"yield_per": PARTITION}).partitions()
        return
    result = connection.execute(query)
    while result.cursor is not None and (rows := result.cursor.fetchmany(PARTITION)):
        yield rows
    result.close()


def numbers(connection: Connection, query: Executable) -> Ids:
    """The one column of a query, ascending."""
    parts = [np.fromiter((row[0] for row in rows), np.int64, len(rows)) for rows in partitions(connection, query)]
    return np.sort(_join(parts, np.int64))


class _Words:
    """Words into numbers as they come."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}

    def of(self, words: Sequence[str]) -> npt.NDArray[np.int32]:
        number = self.number
        return np.fromiter((number.setdefault(word, len(number)) for word in words), np.int32, len(words))


def _join(parts: list[npt.NDArray[Any]], kind: npt.DTypeLike) -> npt.NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, kind)


def version_columns(connection: Connection, ids: Ids | None = None) -> VersionColumns:
    """The plain values of versions that can be linked. Origin is left out on purpose: the linkage must not see it."""
    version, advert = tables.AdvertVersion.__table__.c, tables.Advert.__table__.c
    query = select(
        *(version.id, version.advert_id, advert.board_id, type_coerce(version.night, Integer), version.age),
        *(version.price_per_hour, version.persons, version.languages),
    ).where(version.advert_id == advert.id, ~is_settled())
    persons, languages = _Words(), _Words()
    kinds = (np.int64, np.int64, np.int32, np.int32, np.int16, np.float32, np.int32, np.int32)
    parts: list[list[npt.NDArray[Any]]] = [[] for _ in kinds]
    for rows in partitions(connection, _among(connection, query, version.id, ids)):
        one = list(zip(*rows, strict=True))
        one[4] = tuple(-1 if age is None else age for age in one[4])
        one[5] = tuple(np.nan if price is None else price for price in one[5])
        columns = [np.array(values, kind) for values, kind in zip(one[:6], kinds[:6], strict=True)]
        columns += [persons.of(one[6]), languages.of(one[7])]
        for part, column in zip(parts, columns, strict=True):
            part.append(column)
    joined = [_join(part, kind) for part, kind in zip(parts, kinds, strict=True)]
    order = np.argsort(joined[0], kind="stable")
    joined = [column[order] for column in joined]
    version_id, advert_id, board, night, age, price, person, spoken = joined
    return VersionColumns(
        version=version_id,
        advert=advert_id,
        board=board,
        night=night,
        age=age,
        price=price,
        persons=Categories(person, list(persons.number)),
        languages=Categories(spoken, list(languages.number)),
    )


def linking_key(connection: Connection) -> str | None:
    """The one key whose tokens are compared while there are tokens under two; None where there never were."""
    state = tables.LinkageState
    return connection.execute(select(state.value).where(state.name == LINKING_KEY)).scalar_one_or_none()


def token_columns(connection: Connection, ids: Ids | None = None) -> TokenColumns:
    """The tokens of versions by which they compare."""
    feature = tables.Feature.__table__.c
    query = select(feature.kind, feature.version_id, func.substr(feature.token, 1, TOKEN_BYTES))
    if (key := linking_key(connection)) is not None:
        query = query.where(feature.key_id == key)
    kinds = _Words()
    parts: tuple[list[npt.NDArray[Any]], ...] = ([], [], [])
    for rows in partitions(connection, _among(connection, query, feature.version_id, ids)):
        kind, version, token = zip(*rows, strict=True)
        parts[0].append(kinds.of(kind))
        parts[1].append(np.array(version, np.int64))
        parts[2].append(tokens_of(token))
    number, versions, tokens = (_join(*each) for each in zip(parts, (np.int32, np.int64, np.uint64), strict=True))
    return TokenColumns(Categories(number, list(kinds.number)), versions, tokens)


def tokens_of(blobs: Sequence[bytes]) -> npt.NDArray[np.uint64]:
    """Tokens of eight bytes as numbers."""
    return np.frombuffer(b"".join(blobs), ">u8").astype(np.uint64)


def signature_columns(connection: Connection, ids: Ids | None = None) -> tuple[Ids, npt.NDArray[np.uint32]]:
    """Versions that have a text signature, in any order, and the signatures, n x 128."""
    signature = tables.Signature.__table__.c
    query = select(signature.version_id, signature.signature)
    if ids is None:
        count = connection.execute(select(func.count()).select_from(tables.Signature)).scalar_one()
    else:
        count = len(ids)
        query = _among(connection, query, signature.version_id, ids)
    versions = np.empty(count, np.int64)
    matrix = np.empty((count, SIGNATURE_WIDTH), np.uint32)
    end = 0
    for rows in partitions(connection, query):
        start, end = end, end + len(rows)
        version, blob = zip(*rows, strict=True)
        versions[start:end] = version
        matrix[start:end] = np.frombuffer(b"".join(blob), "<u4").reshape(-1, SIGNATURE_WIDTH)
    return versions[:end], matrix[:end]


def span_columns(connection: Connection, ids: Ids | None = None) -> SpanColumns:
    """Where and when versions were seen."""
    sighting, version = tables.Sighting.__table__.c, tables.AdvertVersion.__table__.c
    query: Select[Any] = select(
        sighting.version_id,
        sighting.municipality,
        type_coerce(func.min(sighting.night), Integer),
        type_coerce(func.max(sighting.night), Integer),
        func.count(),
    ).group_by(sighting.version_id, sighting.municipality)
    if ids is not None:
        query = _among(
            connection,
            query.where(sighting.advert_id == version.advert_id, sighting.version_id == version.id),
            *(version.id, ids),
        )
    places = _Words()
    parts: tuple[list[npt.NDArray[Any]], ...] = ([], [], [], [], [])
    for rows in partitions(connection, query):
        versions, municipality, *nights = zip(*rows, strict=True)
        parts[0].append(np.array(versions, np.int64))
        parts[1].append(places.of(municipality))
        for part, column in zip(parts[2:], nights, strict=True):
            part.append(np.array(column, np.int32))
    kinds = (np.int64, np.int32, np.int32, np.int32, np.int32)
    one, place, *rest = (_join(*each) for each in zip(parts, kinds, strict=True))
    return SpanColumns(one, Categories(place, list(places.number)), *rest)


def held_count(connection: Connection, ids: Ids | None = None) -> int:
    """Of how many versions that can be linked the content is still held."""
    version = tables.AdvertVersion.__table__.c
    query: Select[Any] = select(func.count()).where(
        version.sealed.is_not(None), version.sealed_key_id.is_not(None), ~is_settled()
    )
    return int(connection.execute(_among(connection, query, version.id, ids)).scalar_one())


def held(connection: Connection, ids: Ids | None = None) -> Iterator[tuple[int, str, bytes]]:
    """Version, key id and sealed content of versions that can be linked, where it is still held."""
    version = tables.AdvertVersion.__table__.c
    query = select(version.id, version.sealed_key_id, version.sealed).where(
        version.sealed.is_not(None), version.sealed_key_id.is_not(None), ~is_settled()
    )
    for rows in partitions(connection, _among(connection, query, version.id, ids)):
        for number, key_id, sealed in rows:
            yield number, key_id, bytes(sealed)
