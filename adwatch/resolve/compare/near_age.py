"""Near age."""

from __future__ import annotations

import numpy as np

from adwatch.resolve.compare.outcome import Outcome
from adwatch.resolve.index import Index
from adwatch.resolve.table import Rows

STEPS = np.array([0.5, 1.5, 3.5, 6.5, 10.5])
"""Years of difference at which the next level begins."""


def near_age(index: Index, left: Rows, right: Rows) -> Outcome:
    """The stated ages agree, or lie near to or far from each other, with the time between the adverts allowed for."""
    table = index.table
    age = table.age.astype(np.float32)
    known = (table.age[left] >= 0) & (table.age[right] >= 0)
    passed = (table.first_night[right] - table.first_night[left]) / 365.25
    grown = age[right] - age[left]
    apart = np.minimum(np.abs(grown), np.abs(grown - np.round(passed)))
    return Outcome(np.where(known, np.searchsorted(STEPS, apart, side="right") + 1, 0).astype(np.int8))
