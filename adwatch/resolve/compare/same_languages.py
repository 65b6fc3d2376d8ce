"""Same languages."""

from __future__ import annotations

import numpy as np

from adwatch.resolve.compare.outcome import Outcome
from adwatch.resolve.index import Index
from adwatch.resolve.table import Rows


def same_languages(index: Index, left: Rows, right: Rows) -> Outcome:
    """The languages are the same, some are shared, or none is."""
    mine, other = index.table.languages[left], index.table.languages[right]
    level = np.where(mine == other, 1, np.where((mine & other) > 0, 2, 3))
    return Outcome(np.where((mine > 0) & (other > 0), level, 0).astype(np.int8))
