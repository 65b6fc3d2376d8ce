"""What comparisons look up, computed once per run: values as small numbers, how many share them, where rows were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adwatch.domain.features import FeatureKind
from adwatch.resolve.table import Floats, Ints, Rows, Sightings, Tokens, VersionTable, Words

MOST_VALUES = 4
"""Values of one kind that are compared per row, rarest first; more in one advert is a list, not a person's contact."""
MOST_PLACES = 4
"""Municipalities per row that are compared, the longest seen first."""
AGE_SPAN = 7
"""Years within which the ages that one person states commonly lie (assumed)."""
RARITY_BUCKETS = 1 << 20
"""Buckets in which shingles are counted; a collision makes a shingle look slightly more common than it is."""
RARITY_STEPS = 16
"""Steps per unit of log-rarity in the byte that holds it."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Values of one kind as dense numbers: `values` n x k, -1 where there are fewer; rows and persons per value."""

    values: NDArray[np.int32]
    rows: Ints
    persons: Ints

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
    """A version table with what comparisons need beside it. `rarity`: n x 128 bytes, log-rarity of every shingle."""

    table: VersionTable
    carried: Mapping[FeatureKind, Carried]
    presence: Presence
    rarity: NDArray[np.uint8]
    photo_numbers: Carried
    photo_bits: Words
    distance: Floats
    price_share: Mapping[int, float]


def build_index(table: VersionTable) -> Index:
    """Number, count and place everything that comparisons look up."""
    aliases = number_values(table.carried(FeatureKind.ALIAS), len(table))
    carried = {kind: number_values(table.carried(kind), len(table)) for kind in FeatureKind}
    counted = {kind: count_persons(table, one, aliases) for kind, one in carried.items()}
    offset = table.municipality_xy[:, None, :] - table.municipality_xy[None, :, :]
    return Index(
        table=table,
        carried=counted,
        presence=place_rows(table.sightings, len(table)),
        rarity=shingle_rarity(table),
        photo_numbers=number_values(table.photos, len(table)),
        photo_bits=pad_values(table.photos, len(table)),
        distance=np.sqrt((offset**2).sum(axis=2)).astype(np.float32),
        price_share=share_of_prices(table),
    )


def number_values(tokens: Tokens, count: int) -> Carried:
    """Dense numbers for the values of one kind, at most `MOST_VALUES` per row, the rarest first."""
    _, value, rows = np.unique(tokens.value, return_inverse=True, return_counts=True)
    order = np.lexsort((value, rows[value], tokens.row))
    row, value = tokens.row[order], value[order]
    place = position_in_group(row)
    width = max(1, min(MOST_VALUES, int(place.max(initial=0)) + 1))
    values = np.full((count, width), -1, np.int32)
    kept = place < width
    values[row[kept], place[kept]] = value[kept]
    return Carried(values, rows.astype(np.int64), np.ones(len(rows), np.int64))


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
    by_alias = _most_at_once(table, value, row, aliases.rarest[row])
    by_age = _age_groups(value, table.age[row], len(carried.rows))
    persons = np.maximum(np.maximum(by_alias[: len(carried.rows)], by_age), 1)
    return Carried(carried.values, carried.rows, persons)


def _most_at_once(table: VersionTable, value: Ints, row: Ints, alias: NDArray[np.int32]) -> Ints:
    """The greatest number of aliases under each value whose times overlap."""
    size = int(value.max(initial=-1)) + 1
    known = alias >= 0
    pair, inverse = np.unique(np.stack([value[known], alias[known]]), axis=1, return_inverse=True)
    first = np.full(pair.shape[1], np.iinfo(np.int32).max, np.int64)
    last = np.full(pair.shape[1], -1, np.int64)
    np.minimum.at(first, inverse.ravel(), table.first_night[row[known]])
    np.maximum.at(last, inverse.ravel(), table.last_night[row[known]])
    group = np.r_[pair[0], pair[0]]
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
    spans = np.unique(np.stack([value, (years - youngest[value]) // AGE_SPAN]), axis=1)
    return np.bincount(spans[0], minlength=size)


def place_rows(sightings: Sightings, count: int) -> Presence:
    """The municipalities in which each row was seen, those with most sightings first."""
    pair, inverse, seen = np.unique(
        np.stack([sightings.row, sightings.municipality]), axis=1, return_inverse=True, return_counts=True
    )
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


def shingle_rarity(table: VersionTable) -> NDArray[np.uint8]:
    """Log of how few adverts share each value of a signature, in steps of 1/16, so that common phrases count little."""
    rarity = np.zeros(table.signature.shape, np.uint8)
    rows = np.flatnonzero(table.has_text)
    for column in range(table.signature.shape[1]):
        bucket = (table.signature[rows, column] * np.uint32(2654435761)) >> np.uint32(12)
        counts = np.bincount(bucket, minlength=RARITY_BUCKETS)
        scale = np.log(max(len(rows), 2) / np.maximum(counts, 1)) * RARITY_STEPS
        rarity[rows, column] = np.clip(scale, 1, 255).astype(np.uint8)[bucket]
    return rarity


def share_of_prices(table: VersionTable) -> dict[int, float]:
    """The share of adverts with each whole price per hour, of those that state one."""
    known = np.round(table.price[~np.isnan(table.price)]).astype(np.int64)
    values, counts = np.unique(known, return_counts=True)
    return {int(value): float(count) / len(known) for value, count in zip(values, counts, strict=True)}
