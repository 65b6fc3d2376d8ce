"""What comparisons look up, computed once per run: values as small numbers, how many share them, where rows were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from adwatch.domain.features import FeatureKind
from adwatch.resolve.names import Names
from adwatch.resolve.pairing import distinct
from adwatch.resolve.table import Bools, Floats, Ints, Rows, Sightings, Tokens, VersionTable, Words
from adwatch.resolve.threads import run_in_threads

CONTACTS = (FeatureKind.PHONE, FeatureKind.EMAIL, FeatureKind.HANDLE, FeatureKind.ACCOUNT)
"""Kinds of which one equal value alone makes a pair worth comparing."""
MOST_VALUES = 4
"""Values of one kind that are compared per row, rarest first; more in one advert is a list, not a person's contact."""
MOST_PLACES = 4
"""Municipalities per row that are compared, the longest seen first."""
AGE_SPAN = 7
"""Years within which the ages that one person states commonly lie (assumed)."""
WIDE_BANDS = 4
"""Bands of 32 values: two texts of similarity 0.95 share one in 58 cases of 100, of 0.98 in 93, of 0.8 hardly."""
MOST_COUNTED = 4000
"""Rows up to which the persons behind a value are counted; what more carry is nobody's own (a help line, a form).

A contact or a text that more carry says nothing, for or against; it is told how many do.
"""
MANY_PERSONS = 12
"""Persons that are assumed behind what more rows carry."""
MOST_BUCKETS = 1 << 20
"""Buckets in which shingles are counted; a collision makes a shingle look slightly more common than it is."""
BUCKETS_PER_TEXT = 256
"""Buckets for each text there is, up to the most: in a small store, counting is quick."""
COLUMNS_AT_ONCE = 16
"""Columns of signatures that are counted together: a stripe of memory is read once for all of them."""
ROWS_AT_ONCE = 1 << 14
"""Rows of signatures that are looked up together."""
RARITY_STEPS = 16
"""Steps per unit of log-rarity in the byte that holds it."""


@dataclass(frozen=True, slots=True)
class First:
    """The rarest value of each row, where it has one."""

    value: Words
    known: Bools


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows of the whole store carry each of some values (ascending)."""

    value: Words
    rows: Ints

    @classmethod
    def none(cls) -> Counted:
        """Nothing is told."""
        return cls(np.empty(0, np.uint64), np.empty(0, np.int64))

    def of(self, value: Words) -> Ints:
        """The rows that carry each value; 0 for one that is not among them."""
        if not len(self.value):
            return np.zeros(len(value), np.int64)
        place = np.minimum(np.searchsorted(self.value, value), len(self.value) - 1)
        return np.where(self.value[place] == value, self.rows[place], 0)


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is known of the whole store, where a table holds a part of it.

    versions: how many there are; named: how many state an alias; price_share: as in `Index`. known: the advertiser of
    each row of the table that is not to be linked, but carries a value of one that is, so that it counts; else -1.
    rows: how many rows of the store carry a value, by kind; writings: the same for wide bands. keys: the same for weak
    keys. rarity, band_rows: of every row of the table, how rare its shingles are, and how many rows share each band.
    """

    versions: int
    named: int
    price_share: Mapping[int, float]
    known: Ints
    rows: Mapping[FeatureKind, Counted]
    writings: Counted
    keys: Counted
    rarity: NDArray[np.uint8]
    band_rows: NDArray[np.int32]

    @property
    def linked(self) -> Bools:
        """The rows that are to be linked."""
        result: Bools = self.known < 0
        return result

    def sharing(self, keys: Words) -> Ints:
        """How many rows of the store share each weak key."""
        return self.keys.of(keys)


@dataclass(frozen=True, slots=True)
class Carried:
    """Values of one kind as dense numbers: `values` n x k, -1 where there are fewer; rows and persons per value.

    stands_for: the value behind each number.
    """

    values: NDArray[np.int32]
    rows: Ints
    persons: Ints
    stands_for: Words = field(default_factory=lambda: np.empty(0, np.uint64))

    @property
    def first(self) -> First:
        """The rarest value of each row itself."""
        known = self.rarest >= 0
        return First(np.append(self.stands_for, np.uint64(0))[self.rarest], known)

    @property
    def rarest(self) -> NDArray[np.int32]:
        """The rarest value of each row, -1 for none."""
        return np.ascontiguousarray(self.values[:, 0])


@dataclass(frozen=True, slots=True)
class Presence:
    """Where and when rows were seen: n x k municipalities (-1 for none), first and last night in each."""

    municipality: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Index:
    """A version table with what comparisons need beside it.

    rarity: n x 128 bytes, log-rarity of every shingle. writings: the wide bands of each text, by which near-duplicates
    are counted. versions, named: how many versions there are, and how many of them state an alias. statistics: where
    the table is a part of a store. names: the aliases in plain, where content is held.
    """

    table: VersionTable
    carried: Mapping[FeatureKind, Carried]
    presence: Presence
    rarity: NDArray[np.uint8]
    writings: Carried
    photo_numbers: Carried
    photo_bits: Words
    distance: Floats
    price_share: Mapping[int, float]
    versions: int
    named: int
    statistics: Statistics | None = None
    names: Names | None = None


def build_index(table: VersionTable, statistics: Statistics | None = None) -> Index:
    """Number, count and place everything that comparisons look up; `statistics` tell how it is in the whole store."""
    whole = statistics.rows if statistics else {}
    carried = {kind: number_values(table.carried(kind), len(table), whole.get(kind)) for kind in FeatureKind}
    aliases = carried[FeatureKind.ALIAS]
    writings = number_values(wide_bands(table), len(table), statistics.writings if statistics else None)
    counted = {kind: count_persons(table, one, aliases) for kind, one in carried.items()}
    offset = table.municipality_xy[:, None, :] - table.municipality_xy[None, :, :]
    crowded = _crowded(writings)
    if crowded.any():
        table = replace(table, has_text=table.has_text & ~crowded)
    return Index(
        table=table,
        carried=counted | {kind: _quieted(counted[kind]) for kind in CONTACTS},
        presence=place_rows(table.sightings, len(table)),
        rarity=statistics.rarity if statistics else shingle_rarity(table.signature, table.has_text),
        writings=count_persons(table, writings, aliases),
        photo_numbers=number_values(table.photos, len(table)),
        photo_bits=pad_values(table.photos, len(table)),
        distance=np.sqrt((offset**2).sum(axis=2)).astype(np.float32),
        price_share=statistics.price_share if statistics else share_of_prices(table),
        versions=statistics.versions if statistics else len(table),
        named=statistics.named if statistics else int((aliases.rarest >= 0).sum()),
        statistics=statistics,
        names=None if table.alias is None else Names.of(table.alias),
    )


def _quieted(carried: Carried) -> Carried:
    """The same without values that more than `MOST_COUNTED` rows carry: who shares one, shares nothing of her own."""
    loud = carried.rows > MOST_COUNTED
    if not loud.any():
        return carried
    values = np.where((carried.values >= 0) & loud[carried.values], -1, carried.values)  # the rarest stand first
    return Carried(values, carried.rows, carried.persons, carried.stands_for)


def _crowded(writings: Carried) -> Bools:
    """Rows whose writing is that of more than `MOST_COUNTED` in every band: such a text is nobody's own."""
    rarest = writings.rarest
    result: Bools = (rarest >= 0) & (np.append(writings.rows, 0)[rarest] > MOST_COUNTED)
    return result


def number_values(tokens: Tokens, count: int, whole: Counted | None = None) -> Carried:
    """Dense numbers for the values of one kind, at most `MOST_VALUES` per row, the rarest first.

    `whole` tells how many rows of the store carry a value, where these are a part of it.
    """
    distinct, value, rows = np.unique(tokens.value, return_inverse=True, return_counts=True)
    if whole is not None:
        rows = np.maximum(rows, whole.of(distinct))
    order = np.lexsort((value, rows[value], tokens.row))
    row, value = tokens.row[order], value[order]
    place = position_in_group(row)
    width = max(1, min(MOST_VALUES, int(place.max(initial=0)) + 1))
    values = np.full((count, width), -1, np.int32)
    kept = place < width
    values[row[kept], place[kept]] = value[kept]
    return Carried(values, rows.astype(np.int64), np.ones(len(rows), np.int64), distinct)


def wide_bands(table: VersionTable) -> Tokens:
    """The wide bands of each text as numbers: texts that are all but equal share one, other texts none."""
    rows = np.flatnonzero(table.has_text)
    return Tokens(np.repeat(rows, WIDE_BANDS).astype(np.int32), hash_wide_bands(table.signature[rows]).ravel())


def hash_wide_bands(signature: NDArray[np.uint32]) -> Words:
    """The wide bands of signatures as numbers, `WIDE_BANDS` for each."""
    width = signature.shape[1] // WIDE_BANDS
    parts = [hash_columns(signature[:, band * width : (band + 1) * width]) for band in range(WIDE_BANDS)]
    return np.stack(parts, axis=1)


def mix(one: Words, other: Words, salt: int) -> Words:
    """One 64-bit number for two, another one for each salt."""
    key = (one ^ np.uint64(salt)) * np.uint64(0x9E3779B97F4A7C15)
    key = (key ^ (key >> np.uint64(29)) ^ other) * np.uint64(0xBF58476D1CE4E5B9)
    result: Words = (key ^ (key >> np.uint64(32))) >> np.uint64(1)  # 63 bits, which both engines hold
    return result


def hash_columns(columns: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """One 64-bit number per row of a few 32-bit columns (FNV-like, good enough for grouping)."""
    key = np.full(len(columns), 0xCBF29CE484222325, np.uint64)
    for column in range(columns.shape[1]):
        key = (key ^ columns[:, column].astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        key ^= key >> np.uint64(29)
    return key


def pad_values(tokens: Tokens, count: int) -> Words:
    """Raw values in columns, at most `MOST_VALUES` per row, 0 where there are fewer."""
    order = np.argsort(tokens.row, kind="stable")
    row, place = tokens.row[order], position_in_group(tokens.row[order])
    width = max(1, min(MOST_VALUES, int(place.max(initial=0)) + 1))
    values = np.zeros((count, width), np.uint64)
    kept = place < width
    values[row[kept], place[kept]] = tokens.value[order][kept]
    return values


def position_in_group(sorted_keys: NDArray[np.generic]) -> Ints:
    """0, 1, 2 ... within each run of equal keys."""
    if not len(sorted_keys):
        return np.empty(0, np.int64)
    starts = np.flatnonzero(np.r_[True, sorted_keys[1:] != sorted_keys[:-1]])
    lengths = np.diff(np.r_[starts, len(sorted_keys)])
    return np.arange(len(sorted_keys)) - np.repeat(starts, lengths)


def count_persons(table: VersionTable, carried: Carried, aliases: Carried) -> Carried:
    """How many persons seem to stand behind each value at one time, by their aliases and by their ages."""
    row, column = np.nonzero(carried.values >= 0)
    if not len(row):
        return carried
    value = carried.values[row, column].astype(np.int64)
    by_alias = _most_at_once(table, value, row, aliases.rarest[row], len(carried.rows))
    by_age = _age_groups(value, table.age[row], len(carried.rows))
    persons = np.maximum(np.maximum(by_alias, by_age), 1)
    persons = np.where(carried.rows > MOST_COUNTED, np.maximum(persons, MANY_PERSONS), persons)
    return Carried(carried.values, carried.rows, persons, carried.stands_for)


def _most_at_once(table: VersionTable, value: Ints, row: Ints, alias: NDArray[np.int32], size: int) -> Ints:
    """The greatest number of aliases under each of `size` values whose times overlap."""
    known = alias >= 0
    pair, inverse = np.unique((value[known] << 32) | alias[known], return_inverse=True)
    first = np.full(len(pair), np.iinfo(np.int32).max, np.int64)
    last = np.full(len(pair), -1, np.int64)
    np.minimum.at(first, inverse, table.first_night[row[known]])
    np.maximum.at(last, inverse, table.last_night[row[known]])
    group = np.r_[pair >> 32, pair >> 32]
    step = np.r_[np.ones(len(first), np.int64), -np.ones(len(last), np.int64)]
    order = np.lexsort((-step, np.r_[first, last], group))
    open_now = np.cumsum(step[order])  # every group closes what it opens, so that the sum starts at 0 in each
    most = np.zeros(size, np.int64)
    np.maximum.at(most, group[order], open_now)
    return most


def _age_groups(value: Ints, age: NDArray[np.int16], size: int) -> Ints:
    """How many spans of `AGE_SPAN` years, counted from the youngest, have an age under each value."""
    known = age >= 0
    value, years = value[known], age[known].astype(np.int64)
    youngest = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(youngest, value, years)
    spans = distinct((value << 32) | (years - youngest[value]) // AGE_SPAN)
    return np.bincount(spans >> 32, minlength=size)


def place_rows(sightings: Sightings, count: int) -> Presence:
    """The municipalities in which each row was seen, those with most sightings first."""
    code, inverse = np.unique(
        (sightings.row.astype(np.int64) << 32) | sightings.municipality.astype(np.int64), return_inverse=True
    )
    pair = np.stack([code >> 32, code & 0xFFFFFFFF])
    seen = np.bincount(inverse, sightings.times, len(code))
    first = np.full(len(seen), np.iinfo(np.int32).max, np.int32)
    last = np.full(len(seen), -1, np.int32)
    np.minimum.at(first, inverse.ravel(), sightings.night)
    np.maximum.at(last, inverse.ravel(), sightings.night)
    order = np.lexsort((-seen, pair[0]))
    row, place = pair[0][order], position_in_group(pair[0][order])
    width = max(1, min(MOST_PLACES, int(place.max(initial=0)) + 1))
    kept = place < width
    columns: list[Rows] = []
    for source in (pair[1], first, last):
        column = np.full((count, width), -1, np.int32)
        column[row[kept], place[kept]] = source[order][kept]
        columns.append(column)
    return Presence(*columns)


def shingle_rarity(signature: NDArray[np.uint32], has_text: Bools) -> NDArray[np.uint8]:
    """Log of how few adverts share each value of a signature, in steps of 1/16, so that common phrases count little."""
    return Rarity.over(signature, has_text).of(signature, has_text)


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare every bucket of every place in a signature is: 128 x 2^k bytes, logs in steps of 1/16."""

    steps: NDArray[np.uint8]

    @classmethod
    def over(cls, signature: NDArray[np.uint32], has_text: Bools) -> Rarity:
        """Counted over all signatures that there are."""
        rows = np.flatnonzero(has_text)
        width = signature.shape[1]
        buckets = min(MOST_BUCKETS, 1 << (BUCKETS_PER_TEXT * (len(rows) + 1)).bit_length())
        steps = np.empty((width, buckets), np.uint8)
        counts = np.arange(1, len(rows) + 1)
        of_count = np.clip(np.log(max(len(rows), 2) / np.r_[1, counts]) * RARITY_STEPS, 1, 255).astype(np.uint8)

        def count_columns(start: int) -> None:
            part = slice(start, start + COLUMNS_AT_ONCE)
            kept = signature[:, part] if len(rows) == len(signature) else signature[rows, part]
            for place, bucket in enumerate(_buckets(kept.T, buckets), start=start):
                steps[place] = of_count[np.bincount(bucket, minlength=buckets)]

        run_in_threads(count_columns, range(0, width, COLUMNS_AT_ONCE))
        return cls(steps)

    def of(self, signature: NDArray[np.uint32], has_text: Bools) -> NDArray[np.uint8]:
        """The rarity of every value of these signatures; 0 where a row has no text."""
        result = np.zeros(signature.shape, np.uint8)

        def look_up(start: int) -> None:
            part = slice(start, start + ROWS_AT_ONCE)
            rows = np.flatnonzero(has_text[part])
            buckets = _buckets(signature[part][rows].T, self.steps.shape[1])
            if len(rows):
                result[start + rows] = np.stack([self.steps[at, bucket] for at, bucket in enumerate(buckets)], axis=1)

        run_in_threads(look_up, range(0, len(signature), ROWS_AT_ONCE))
        return result


def _buckets(columns: NDArray[np.uint32], buckets: int) -> NDArray[np.uint32]:
    """The bucket of each value, of a power of two of them: the leading bits of a multiplicative hash (Knuth)."""
    shift = np.uint32(33 - buckets.bit_length())
    result: NDArray[np.uint32] = (np.ascontiguousarray(columns) * np.uint32(2654435761)) >> shift
    return result


def share_of_prices(table: VersionTable) -> dict[int, float]:
    """The share of adverts with each whole price per hour, of those that state one."""
    known = np.round(table.price[~np.isnan(table.price)]).astype(np.int64)
    values, counts = np.unique(known, return_counts=True)
    return {int(value): float(count) / len(known) for value, count in zip(values, counts, strict=True)}
