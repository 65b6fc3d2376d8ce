"""Same number of persons."""

from __future__ import annotations

import numpy as np

from adwatch.resolve.compare.outcome import Outcome
from adwatch.resolve.index import Index
from adwatch.resolve.table import Rows


def same_persons(index: Index, left: Rows, right: Rows) -> Outcome:
    """Both adverts present one person, or both several; or one presents one and the other several."""
    mine, other = index.table.persons[left], index.table.persons[right]
    return Outcome(np.where((mine > 0) & (other > 0), np.where(mine == other, 1, 2), 0).astype(np.int8))
