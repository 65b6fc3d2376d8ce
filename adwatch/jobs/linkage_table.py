"""From the store's rows to the table that the linkage reads: of all versions, or of some."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from adwatch.clean.gazetteer import municipalities
from adwatch.domain.adverts import Persons
from adwatch.domain.features import FeatureKind
from adwatch.resolve.table import SIGNATURE_WIDTH, Bools, Ints, Sightings, Tokens, VersionTable
from adwatch.store.columns import Categories, SpanColumns, TokenColumns, VersionColumns
from adwatch.store.linkage import StoredVersion

PERSONS = {Persons.ONE.value: 1, Persons.SEVERAL.value: 2}
KM_PER_DEGREE = 111.32  # of latitude, and of longitude at the equator
LANGUAGE_BITS = 32


@dataclass(frozen=True, slots=True)
class Held:
    """What the linkage reads of content that is still held: aliases by version, and fingerprints of photos with it."""

    alias: Mapping[int, str]
    photos: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Texts:
    """Text signatures (n x 128) of the versions that have one, in any order."""

    version: Ints
    signature: npt.NDArray[np.uint32]
    order: Ints

    @classmethod
    def of(cls, version: Ints, signature: npt.NDArray[np.uint32]) -> Texts:
        """Versions and their signatures, where they can be looked up."""
        return cls(version, signature, np.argsort(version))

    @classmethod
    def none(cls) -> Texts:
        """No text at all."""
        return cls.of(np.empty(0, np.int64), np.empty((0, SIGNATURE_WIDTH), np.uint32))

    @property
    def all_have(self) -> Bools:
        """That each of them has a text."""
        return np.ones(len(self.version), np.bool_)

    def rows(self, versions: Ints) -> tuple[Ints, Bools]:
        """At which row the signature of each version stands, and whether there is one."""
        if not len(self.version):
            return np.zeros(len(versions), np.int64), np.zeros(len(versions), np.bool_)
        place = np.searchsorted(self.version, versions, sorter=self.order)
        row = self.order[np.minimum(place, len(self.version) - 1)]
        return row, self.version[row] == versions


def table_of(
    versions: VersionColumns,
    tokens: TokenColumns,
    texts: Texts,
    spans: SpanColumns,
    held: Held | None,
) -> VersionTable:
    """The columns that the linkage reads, of all that `versions` holds."""
    known = spans.municipality.words
    order = sorted(range(len(known)), key=known.__getitem__)
    codes = [known[number] for number in order]
    spans = _of_known(spans, versions.version)
    row = row_of(versions.version, spans.version)
    first, last = versions.night.copy(), versions.night.copy()
    np.minimum.at(first, row, spans.first)
    np.maximum.at(last, row, spans.last)
    place = np.argsort(np.array(order, np.int64))[spans.municipality.number].astype(np.int32)
    at, has_text = texts.rows(versions.version)
    signature = np.zeros((len(versions), SIGNATURE_WIDTH), np.uint32)
    signature[has_text] = texts.signature[at[has_text]]
    persons = np.array([PERSONS.get(word, 0) for word in versions.persons.words] or [0], np.int8)
    return VersionTable(
        version=versions.version,
        advert=versions.advert,
        board=versions.board,
        first_night=first,
        last_night=last,
        age=versions.age,
        price=versions.price,
        persons=persons[versions.persons.number],
        languages=_languages(versions.languages),
        tokens=_by_kind(tokens, versions.version),
        signature=signature,
        has_text=has_text,
        sightings=_ends(row.astype(np.int32), place, spans),
        municipality_xy=_coordinates(codes),
        alias=[held.alias.get(version, "") for version in versions.version.tolist()] if held else None,
        photos=_photos_of(held.photos, versions.version) if held else Tokens.empty(),
        numbers=np.array([int(code[2:]) for code in codes], np.int64),
    )


def row_of(versions: Ints, asked: Ints) -> Ints:
    """At which row each version asked for stands; `versions` ascend and hold them all."""
    return np.searchsorted(versions, asked)


def _of_known(spans: SpanColumns, versions: Ints) -> SpanColumns:
    """Without what was seen of versions that are no longer there."""
    place = np.minimum(row_of(versions, spans.version), max(len(versions) - 1, 0))
    kept = versions[place] == spans.version if len(versions) else np.zeros(len(spans.version), np.bool_)
    if kept.all():
        return spans
    municipality = Categories(spans.municipality.number[kept], spans.municipality.words)
    return SpanColumns(spans.version[kept], municipality, spans.first[kept], spans.last[kept], spans.nights[kept])


def _ends(row: npt.NDArray[np.int32], place: npt.NDArray[np.int32], spans: SpanColumns) -> Sightings:
    """Two sightings for each span, its first and its last, which stand for all between."""
    half = spans.nights // 2
    return Sightings(
        np.concatenate([row, row]),
        np.concatenate([spans.first, spans.last]),
        np.concatenate([place, place]),
        np.concatenate([spans.nights - half, half]),
    )


def _languages(spoken: Categories) -> npt.NDArray[np.uint32]:
    codes = sorted({code for words in spoken.words for code in words.split(",") if code})
    bit = {code: 1 << (index % LANGUAGE_BITS) for index, code in enumerate(codes)}
    sets = [sum(bit[code] for code in set(words.split(",")) if code) & 0xFFFFFFFF for words in spoken.words]
    return np.array(sets or [0], np.uint32)[spoken.number]


def _by_kind(tokens: TokenColumns, versions: Ints) -> dict[FeatureKind, Tokens]:
    row = row_of(versions, tokens.version)
    found = {}
    for kind in FeatureKind:
        mine = (
            np.flatnonzero(tokens.kind.number == tokens.kind.words.index(kind.value))
            if kind.value in tokens.kind.words
            else np.empty(0, np.int64)
        )
        mine = mine[np.lexsort((tokens.token[mine], row[mine]))]
        found[kind] = Tokens(row[mine].astype(np.int32), tokens.token[mine])
    return found


def _photos_of(photos: Sequence[tuple[int, int]], versions: Ints) -> Tokens:
    rows = row_of(versions, np.array([version for version, _ in photos], np.int64))
    return _columns(rows.tolist(), [value for _, value in photos])


def build_table(
    versions: list[StoredVersion],
    features: Iterable[tuple[int, str, bytes]],
    signatures: Mapping[int, bytes],
    sightings: npt.NDArray[np.int64],
    codes: list[str],
    contents: Mapping[int, Mapping[str, Any]],
) -> VersionTable:
    """The columns that the linkage reads; `contents` holds what could still be opened, by version."""
    row_of = {version.version_id: row for row, version in enumerate(versions)}
    n = len(versions)
    seen_row = np.fromiter((row_of[version] for version in sightings[:, 1].tolist()), np.int32, len(sightings))
    night = sightings[:, 2].astype(np.int32)
    read = np.fromiter(((version.night.toordinal() - 719163) for version in versions), np.int32, n)
    first, last = read.copy(), read.copy()
    np.minimum.at(first, seen_row, night)
    np.maximum.at(last, seen_row, night)
    signature = np.zeros((n, SIGNATURE_WIDTH), np.uint32)
    has_text = np.zeros(n, np.bool_)
    for version, blob in signatures.items():
        signature[row_of[version]] = np.frombuffer(blob, "<u4")
        has_text[row_of[version]] = True
    boards = {board: index for index, board in enumerate(sorted({version.board_id for version in versions}))}
    held = [contents.get(version.version_id, {}) for version in versions]
    return VersionTable(
        version=np.fromiter((version.version_id for version in versions), np.int64, n),
        advert=np.fromiter((version.advert_id for version in versions), np.int64, n),
        board=np.fromiter((boards[version.board_id] for version in versions), np.int32, n),
        first_night=first,
        last_night=last,
        age=np.fromiter((-1 if version.age is None else version.age for version in versions), np.int16, n),
        price=np.array([version.price_per_hour for version in versions], np.float32),
        persons=np.fromiter((PERSONS.get(version.persons, 0) for version in versions), np.int8, n),
        languages=_language_bits(versions),
        tokens=_tokens(features, row_of),
        signature=signature,
        has_text=has_text,
        sightings=Sightings(seen_row, night, sightings[:, 3].astype(np.int32)),
        municipality_xy=_coordinates(codes),
        alias=[str(content.get("alias") or "") for content in held] if contents else None,
        text=[_written(content) for content in held] if contents else None,
        photos=_photos(held),
    )


def _written(content: Mapping[str, Any]) -> str:
    return f"{content.get('title') or ''}\n{content.get('text') or ''}".strip()


def _tokens(features: Iterable[tuple[int, str, bytes]], row_of: Mapping[int, int]) -> dict[FeatureKind, Tokens]:
    found: dict[str, tuple[list[int], list[int]]] = {kind.value: ([], []) for kind in FeatureKind}
    for version, kind, token in features:
        rows, values = found[kind]
        rows.append(row_of[version])
        values.append(int.from_bytes(token[:8], "big"))
    return {FeatureKind(kind): _columns(rows, values) for kind, (rows, values) in found.items()}


def _photos(held: list[Mapping[str, Any]]) -> Tokens:
    rows: list[int] = []
    values: list[int] = []
    for row, content in enumerate(held):
        for photo in content.get("photo_hashes") or ():
            rows.append(row)
            values.append(int(photo, 16))
    return _columns(rows, values)


def _columns(rows: list[int], values: list[int]) -> Tokens:
    row, value = np.array(rows, np.int32), np.array(values, np.uint64)
    order = np.lexsort((value, row))
    return Tokens(row[order], value[order])


def _language_bits(versions: list[StoredVersion]) -> npt.NDArray[np.uint32]:
    spoken = sorted({code for version in versions for code in version.languages.split(",") if code})
    bit = {code: 1 << (index % LANGUAGE_BITS) for index, code in enumerate(spoken)}
    sets = (sum(bit[code] for code in set(version.languages.split(",")) if code) for version in versions)
    return np.fromiter((value & 0xFFFFFFFF for value in sets), np.uint32, len(versions))


def _coordinates(codes: list[str]) -> npt.NDArray[np.float64]:
    """Kilometres on a plane that is true at the middle of the country."""
    known = municipalities()
    middle = math.cos(math.radians(52.2))
    degrees = np.array([(known[code].longitude * middle, known[code].latitude) for code in codes], np.float64)
    return degrees.reshape(len(codes), 2) * KM_PER_DEGREE
