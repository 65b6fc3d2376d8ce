"""Near text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adwatch.resolve.compare.outcome import Outcome
from adwatch.resolve.index import RARITY_STEPS, Index
from adwatch.resolve.table import Floats, Rows

STEPS = np.array([0.04, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9])
"""Similarity at which the next level begins."""
CHUNK = 1 << 16


def near_text(index: Index, left: Rows, right: Rows) -> Outcome:
    """The texts share much of what is rare in them, little, or nothing; phrases that everyone uses count little."""
    known = index.table.has_text[left] & index.table.has_text[right]
    level = np.searchsorted(STEPS, text_similarity(index, left, right), side="right") + 1
    return Outcome(np.where(known, level, 0).astype(np.int8))


def text_similarity(index: Index, left: Rows, right: Rows) -> Floats:
    """Weighted Jaccard similarity of two texts, estimated from their MinHash signatures; weights are log-rarities."""
    return weighted_similarity(index.table.signature, index.rarity, left, right)


def weighted_similarity(
    signature: NDArray[np.uint32],
    rarity: NDArray[np.uint8],
    left: NDArray[np.integer],
    right: NDArray[np.integer],
) -> Floats:
    """The same of any signatures, of which `rarity` tells how rare each value is."""
    similarity = np.empty(len(left), np.float32)
    for start in range(0, len(left), CHUNK):
        part = slice(start, start + CHUNK)
        similarity[part] = _similarity(signature, rarity, left[part], right[part])
    return similarity


def _similarity(
    signature: NDArray[np.uint32],
    rarity: NDArray[np.uint8],
    left: NDArray[np.integer],
    right: NDArray[np.integer],
) -> Floats:
    equal = signature[left] == signature[right]
    weight = (rarity[left].astype(np.uint16) + rarity[right]) >> np.uint16(1)
    shared = np.einsum("ij,ij->i", equal, weight, dtype=np.int64)
    total = np.maximum(weight.sum(axis=1, dtype=np.int64), RARITY_STEPS)
    result: Floats = (shared / total).astype(np.float32)
    return result
