"""Same account."""

from __future__ import annotations

import numpy as np

from adwatch.domain.features import FeatureKind
from adwatch.resolve.compare.outcome import UNKNOWN, Outcome, by_persons, shared_values
from adwatch.resolve.index import Index
from adwatch.resolve.table import Rows


def same_account(index: Index, left: Rows, right: Rows) -> Outcome:
    """Both adverts were placed by the same account of one board."""
    level = by_persons(shared_values(index.carried[FeatureKind.ACCOUNT], left, right), differs=6)
    elsewhere = index.table.board[left] != index.table.board[right]
    return Outcome(np.where(elsewhere & (level == 6), np.int8(UNKNOWN), level))
