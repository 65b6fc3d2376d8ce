"""How far the figures that a municipality reads are off when they are counted from found advertisers.

Counted over the sightings alone, so that nothing but the linkage can be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adwatch.resolve.table import Sightings

Counts = NDArray[np.int64]
QUARTER_MONTHS = 3
FEW = 20
"""Advertisers per municipality and quarter below which one person is more than a twentieth of the figure."""


@dataclass(frozen=True, slots=True)
class CountErrors:
    """Found against true counts of advertisers.

    quarter_off: the sum of absolute differences over all municipalities and quarters, as a share of the true sum.
    quarter_bias: the same with signs, so that more found than true is above zero. quarter_worst: the greatest share by
    which one municipality's quarter of at least `FEW` advertisers is off. night_off: the mean absolute difference, in
    persons, over all municipalities and nights with a sighting. night_mean: the mean true count there.
    """

    quarter_off: float
    quarter_bias: float
    quarter_worst: float
    night_off: float
    night_mean: float


def count_errors(sightings: Sightings, truth: Sequence[str], found: Counts) -> CountErrors:
    """Count advertisers per municipality and quarter, and per municipality and night, by truth and as found."""
    true = np.unique(np.asarray(truth, dtype=str), return_inverse=True)[1].astype(np.int64)
    place = sightings.municipality.astype(np.int64)
    true_quarter, found_quarter = _both(sightings, true, found, place, quarter_of(sightings.night))
    true_night, found_night = _both(sightings, true, found, place, sightings.night.astype(np.int64))
    many = true_quarter >= FEW
    off = np.abs(found_quarter - true_quarter)
    return CountErrors(
        quarter_off=float(off.sum() / true_quarter.sum()),
        quarter_bias=float(found_quarter.sum() / true_quarter.sum() - 1),
        quarter_worst=float((off[many] / true_quarter[many]).max(initial=0.0)),
        night_off=float(np.abs(found_night - true_night).mean()),
        night_mean=float(true_night.mean()),
    )


def quarter_of(night: NDArray[np.int32]) -> Counts:
    """The number of the quarter since 1970 of nights given as days since 1970."""
    months = night.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months // QUARTER_MONTHS


def _both(sightings: Sightings, true: Counts, found: Counts, place: Counts, period: Counts) -> tuple[Counts, Counts]:
    """Distinct labels per municipality and period, by truth and as found, in one order."""
    cell = np.unique(np.stack([place, period]), axis=1, return_inverse=True)[1].ravel()
    return tuple(_distinct(cell, labels[sightings.row]) for labels in (true, found))  # type: ignore[return-value]


def _distinct(cell: Counts, label: Counts) -> Counts:
    """How many different labels each cell holds."""
    pairs = np.unique((cell << 32) | label)
    return np.bincount(pairs >> 32)
