"""Pairs of rows out of groups of rows, and groups out of pairs, without a loop over either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from adwatch.resolve.table import Ints, Rows


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of rows, left < right, each once, in ascending order."""

    left: Rows
    right: Rows

    @property
    def codes(self) -> Ints:
        """One number per pair, as `encode` makes them."""
        return encode(self.left.astype(np.int64), self.right.astype(np.int64))

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.left)


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows sorted by the key of their group: `place` counts within the group, `size` is the group's.

    whole: the size of the group in the whole store, of which the rows may be a part.
    """

    row: Ints
    place: Ints
    size: Ints
    whole: Ints


def group_rows(
    keys: NDArray[np.generic],
    rows: Ints,
    order_by: NDArray[np.generic] | None = None,
    whole: NDArray[np.integer] | None = None,
) -> Groups:
    """Sort `rows` by key, within a key by `order_by` where given; groups of one row are left out.

    `whole` is, for every row, how many rows of the whole store share its key, where `rows` are a part of it.
    """
    order = np.argsort(keys, kind="stable") if order_by is None else np.lexsort((order_by, keys))
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(keys) else np.empty(0, np.int64)
    lengths = np.diff(np.r_[starts, len(ordered)]).astype(np.int64)
    size = np.repeat(lengths, lengths)
    place = np.arange(len(ordered), dtype=np.int64) - np.repeat(starts, lengths)
    several = size > 1
    shared_by = size if whole is None else np.maximum(size, whole[order])
    return Groups(rows[order][several], place[several], size[several], shared_by[several])


def pair_groups(groups: Groups, full: int, window: int, largest: int) -> Iterator[Ints]:
    """Codes of the pairs within each group: all up to `full` rows, neighbours up to `largest`, none above."""
    reach = np.where(groups.whole <= full, full, np.where(groups.whole <= largest, window, 0))
    for step in range(1, min(max(full, window), int(groups.size.max(initial=1))) + 1):
        first = np.flatnonzero((groups.place + step < groups.size) & (reach >= step))
        if len(first):
            yield encode(groups.row[first], groups.row[first + step])


def encode(one: Ints, other: Ints) -> Ints:
    """One number per unordered pair of rows."""
    return (np.minimum(one, other).astype(np.int64) << 32) | np.maximum(one, other).astype(np.int64)


def collect(parts: Iterable[Ints]) -> Pairs:
    """Every pair once, none of a row with itself."""
    codes = unite(list(parts))
    left, right = (codes >> 32).astype(np.int32), (codes & 0xFFFFFFFF).astype(np.int32)
    apart = left != right
    return Pairs(left[apart], right[apart])


def unite(parts: list[Ints]) -> Ints:
    """The distinct codes of all parts, in ascending order."""
    return distinct(np.concatenate(parts)) if parts else np.empty(0, np.int64)


def distinct(codes: Ints) -> Ints:
    """The distinct values, in ascending order; by sorting, which is several times quicker than a table of hashes."""
    ordered = np.sort(codes)
    return ordered[np.r_[True, ordered[1:] != ordered[:-1]]] if len(ordered) else ordered


def components(left: Ints, right: Ints, count: int) -> Ints:
    """A dense label for each of `count` nodes: equal where a path of edges joins them."""
    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)
