"""Same photo."""

from __future__ import annotations

import numpy as np

from adwatch.domain.features import FeatureKind
from adwatch.resolve.compare.outcome import Outcome, shared_values
from adwatch.resolve.index import Index
from adwatch.resolve.table import Rows

NEAR_BITS = 6
"""Bits of 64 by which two fingerprints of one photo differ after a crop or a watermark."""
COMMON_ROWS = 40
"""Adverts from which a photo is a common one (stock, or copied about)."""


def same_photo(index: Index, left: Rows, right: Rows) -> Outcome:
    """Both adverts carry the same photo, by its fingerprint; one that many carry says little."""
    exact = shared_values(index.photo_numbers, left, right)
    tokens = shared_values(index.carried[FeatureKind.PHOTO], left, right)
    shared, rows = exact.shared | tokens.shared, np.maximum(exact.rows, tokens.rows)
    level = np.where(shared, np.where(rows >= COMMON_ROWS, 3, 1), 0)
    near = (level == 0) & _near(index, left, right)
    return Outcome(np.where(near, 2, level).astype(np.int8))


def _near(index: Index, left: Rows, right: Rows) -> np.ndarray:
    photos = index.photo_bits
    near = np.zeros(len(left), np.bool_)
    for one in range(photos.shape[1]):
        for other in range(photos.shape[1]):
            mine, theirs = photos[left, one], photos[right, other]
            near |= (mine > 0) & (theirs > 0) & (np.bitwise_count(mine ^ theirs) <= NEAR_BITS)
    return near
