"""Near place."""

from __future__ import annotations

import numpy as np

from adwatch.resolve.compare.outcome import Outcome
from adwatch.resolve.index import Index
from adwatch.resolve.table import Floats, Rows

NEAR_KM = 25.0
"""Assumed: a distance that people commute."""
FAR_KM = 60.0
"""Assumed: too far to be at both places within a night as a habit."""


def near_place(index: Index, left: Rows, right: Rows) -> Outcome:
    """Both adverts were seen in one municipality, in near ones, in far ones, or in far ones on the same nights."""
    nearest = np.full(len(left), np.inf, np.float32)
    at_once = np.full(len(left), np.inf, np.float32)
    places = index.presence
    width = places.municipality.shape[1]
    for one in range(width):
        for other in range(width):
            apart, together = _apart(index, left, right, one, other)
            nearest = np.minimum(nearest, apart)
            at_once = np.minimum(at_once, np.where(together, apart, np.inf))
    level = np.where(nearest == 0, 1, np.where(nearest <= NEAR_KM, 2, 3))
    level = np.where((at_once >= FAR_KM) & np.isfinite(at_once), 4, level)
    return Outcome(np.where(np.isfinite(nearest), level, 0).astype(np.int8))


def _apart(index: Index, left: Rows, right: Rows, one: int, other: int) -> tuple[Floats, np.ndarray]:
    """Kilometres between two of the municipalities of each pair, and whether the times there overlap."""
    places = index.presence
    mine, theirs = places.municipality[left, one], places.municipality[right, other]
    known = (mine >= 0) & (theirs >= 0)
    apart = np.where(known, index.distance[mine, theirs], np.float32(np.inf))
    starts = np.maximum(places.first[left, one], places.first[right, other])
    ends = np.minimum(places.last[left, one], places.last[right, other])
    return apart, known & (starts <= ends)
