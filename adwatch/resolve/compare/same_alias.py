"""Same alias."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adwatch.domain.features import FeatureKind
from adwatch.resolve.compare.outcome import Outcome, shared_values
from adwatch.resolve.index import Index
from adwatch.resolve.table import Bools, Ints, Rows


def same_alias(index: Index, left: Rows, right: Rows) -> Outcome:
    """Both adverts name the same alias (a rare one says more), one that is spelt or sounds alike, or another one."""
    found = shared_values(index.carried[FeatureKind.ALIAS], left, right)
    level = np.zeros(len(left), np.int8)
    level[found.both] = np.where(_at_one_time(index, left, right)[found.both], 4, 3)
    level[found.shared] = 1
    if index.names is not None:
        differ = np.flatnonzero(level >= 3)
        near, alike = index.names.alike(left[differ], right[differ])
        level[differ[alike]] = 5
        level[differ[near]] = 2
    return Outcome(level, np.where(level == 1, _rarity(index, found.rows), 0).astype(np.float32))


def _at_one_time(index: Index, left: Rows, right: Rows) -> Bools:
    first, last = index.table.first_night, index.table.last_night
    result: Bools = np.maximum(first[left], first[right]) <= np.minimum(last[left], last[right])
    return result


def _rarity(index: Index, rows: Ints) -> NDArray[np.float64]:
    result: NDArray[np.float64] = np.log(max(index.named, 2) / np.maximum(rows, 1))
    return result
