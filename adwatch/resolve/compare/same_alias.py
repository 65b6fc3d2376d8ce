"""Same alias."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from adwatch.domain.features import FeatureKind
from adwatch.resolve.compare.outcome import Outcome, shared_values
from adwatch.resolve.index import Index
from adwatch.resolve.table import Bools, Ints, Rows

NEAR = 0.9
"""Jaro-Winkler similarity from which two spellings are one name (Winkler 1990 uses 0.9 for surnames)."""


def same_alias(index: Index, left: Rows, right: Rows) -> Outcome:
    """Both adverts name the same alias (a rare one says more), nearly the same, or different ones, even at one time."""
    found = shared_values(index.carried[FeatureKind.ALIAS], left, right)
    level = np.zeros(len(left), np.int8)
    level[found.both] = np.where(_at_one_time(index, left, right)[found.both], 4, 3)
    level[found.shared] = 1
    differ = np.flatnonzero(level >= 3)
    level[differ[_near(index, left[differ], right[differ])]] = 2
    return Outcome(level, np.where(level == 1, _rarity(index, found.rows), 0).astype(np.float32))


def _at_one_time(index: Index, left: Rows, right: Rows) -> Bools:
    first, last = index.table.first_night, index.table.last_night
    result: Bools = np.maximum(first[left], first[right]) <= np.minimum(last[left], last[right])
    return result


def _rarity(index: Index, rows: Ints) -> NDArray[np.float64]:
    named = max(int((index.carried[FeatureKind.ALIAS].values[:, 0] >= 0).sum()), 2)
    result: NDArray[np.float64] = np.log(named / np.maximum(rows, 1))
    return result


def _near(index: Index, left: Rows, right: Rows) -> Bools:
    """Whether two held aliases are spellings of one name; false where the content is gone."""
    names = index.table.alias
    if names is None or not len(left):
        return np.zeros(len(left), np.bool_)
    mine, other = [names[row] for row in left], [names[row] for row in right]
    near: Bools = cpdist(mine, other, scorer=JaroWinkler.normalized_similarity, score_cutoff=NEAR) > 0
    return near
