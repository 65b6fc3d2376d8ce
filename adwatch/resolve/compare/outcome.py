"""What a comparison says of many pairs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adwatch.resolve.index import Carried
from adwatch.resolve.table import Bools, Floats, Ints, Rows

UNKNOWN = 0
"""The level of a pair of which a comparison can say nothing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One level per pair (0: nothing can be said), and what rarity adds to that level's weight (log-odds)."""

    level: NDArray[np.int8]
    rarity: Floats | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """Of each pair: whether both carry a value of the kind, whether they share one, and how many stand behind it."""

    both: Bools
    shared: Bools
    rows: Ints
    persons: Ints


def shared_values(carried: Carried, left: Rows, right: Rows) -> Shared:
    """Compare the values of one kind; of several shared ones the rarest counts."""
    values = carried.values
    both = (values[left, 0] >= 0) & (values[right, 0] >= 0)
    common = np.full(len(left), -1, np.int32)
    for one in range(values.shape[1]):
        for other in range(values.shape[1]):
            mine = values[left, one]
            found = (common < 0) & (mine >= 0) & (mine == values[right, other])
            common[found] = mine[found]
    shared = common >= 0
    rows, persons = np.ones(len(left), np.int64), np.ones(len(left), np.int64)
    rows[shared], persons[shared] = carried.rows[common[shared]], carried.persons[common[shared]]
    return Shared(both, shared, rows, persons)


def by_persons(found: Shared, differs: int) -> NDArray[np.int8]:
    """Levels 1 to 5 where a value is shared, by persons behind it (1, 2, 3, 5, 12 or more); `differs` where none is."""
    level = np.zeros(len(found.both), np.int8)
    level[found.both] = differs
    steps = np.searchsorted(np.array([2, 3, 5, 12]), found.persons, side="right") + 1
    level[found.shared] = steps[found.shared]
    return level
