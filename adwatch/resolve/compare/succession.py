"""Succession."""

from __future__ import annotations

import numpy as np

from adwatch.resolve.compare.outcome import Outcome
from adwatch.resolve.index import Index
from adwatch.resolve.table import Rows

STEPS = np.array([1, 8, 61, 181])
"""Nights from the end of one advert to the begin of the other at which the next level begins."""


def succession(index: Index, left: Rows, right: Rows) -> Outcome:
    """The adverts stood at one time, or one came when the other had gone: within a week, some weeks, or much later."""
    first, last = index.table.first_night, index.table.last_night
    gap = np.maximum(first[left], first[right]) - np.minimum(last[left], last[right])
    return Outcome((np.searchsorted(STEPS, gap, side="right") + 1).astype(np.int8))
