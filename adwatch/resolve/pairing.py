"""Pairs of rows out of groups of rows, without a loop over either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adwatch.resolve.table import Ints, Rows


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of rows, left < right, each once, in ascending order."""

    left: Rows
    right: Rows

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.left)


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows sorted by the key of their group: `place` counts within the group, `size` is the group's."""

    row: Ints
    place: Ints
    size: Ints


def group_rows(keys: NDArray[np.generic], rows: Ints, order_by: NDArray[np.generic] | None = None) -> Groups:
    """Sort `rows` by key, within a key by `order_by` where given; groups of one row are left out."""
    order = np.argsort(keys, kind="stable") if order_by is None else np.lexsort((order_by, keys))
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(keys) else np.empty(0, np.int64)
    lengths = np.diff(np.r_[starts, len(ordered)]).astype(np.int64)
    size = np.repeat(lengths, lengths)
    place = np.arange(len(ordered), dtype=np.int64) - np.repeat(starts, lengths)
    several = size > 1
    return Groups(rows[order][several], place[several], size[several])


def pair_groups(groups: Groups, full: int, window: int, largest: int) -> Iterator[Ints]:
    """Codes of the pairs within each group: all up to `full` rows, neighbours up to `largest`, none above."""
    reach = np.where(groups.size <= full, full, np.where(groups.size <= largest, window, 0))
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
    """The distinct codes of all parts."""
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, np.int64)
