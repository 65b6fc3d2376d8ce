"""How sure it is that an advert belongs where it was put."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adwatch.resolve.pairing import components
from adwatch.resolve.scoring import Evidence
from adwatch.resolve.table import Bools, Floats, Ints

MOST = 30.0
"""Log-odds beyond which nothing changes any more."""


def membership_confidence(evidence: Evidence, labels: Ints, prior: float, hopeful: Bools) -> Floats:
    """The probability of each row's cluster against its best other one and against standing alone.

    `hopeful` are the pairs within a cluster, and those of two clusters that might be one; the others say nothing here.
    """
    pairs = np.flatnonzero(hopeful)
    left, right = evidence.pairs.left[pairs], evidence.pairs.right[pairs]
    row = np.concatenate([left, right]).astype(np.int64)
    other = labels[np.concatenate([right, left])]
    code, group = np.unique((row << 32) | other, return_inverse=True)
    odds = _log_odds(evidence, np.concatenate([pairs, pairs]), group, len(code), prior)
    row, other = code >> 32, code & 0xFFFFFFFF
    own = np.full(len(labels), -np.inf)
    best_other = np.full(len(labels), -np.inf)
    inside = labels[row] == other
    np.maximum.at(own, row[inside], odds[inside])
    np.maximum.at(best_other, row[~inside], odds[~inside])
    alone = np.bincount(labels, minlength=len(labels))[labels] == 1
    stay = np.where(alone, 0.0, np.clip(own, -MOST, MOST))
    leave = np.logaddexp(np.where(alone, -np.inf, 0.0), np.clip(best_other, -MOST, MOST))
    result: Floats = (1 / (1 + np.exp(np.clip(leave - stay, -MOST, MOST)))).astype(np.float32)
    return result


def _log_odds(evidence: Evidence, doubled: Ints, group: Ints, count: int, prior: float) -> NDArray[np.float64]:
    """Log-odds of each row with each cluster it has pairs with: the mean weight of every fact that can be told."""
    odds = np.zeros(count)
    for column in range(evidence.weight.shape[1]):
        total = np.bincount(group, evidence.weight[doubled, column], count)
        known = np.bincount(group, evidence.level[doubled, column] > 0, count)
        odds += total / np.maximum(known, 1)
    anchor = np.zeros(count)
    np.maximum.at(anchor, group, evidence.anchor[doubled])
    return odds + prior * (1 - anchor)


def spanning_links(evidence: Evidence, labels: Ints, odds: Floats) -> Ints:
    """Which pairs hold the clusters together: a greatest spanning forest (Boruvka), at most n - 1 pairs."""
    inside = np.flatnonzero(labels[evidence.pairs.left] == labels[evidence.pairs.right])
    order = inside[np.argsort(-odds[inside], kind="stable")]
    kept: list[Ints] = []
    names = np.arange(len(labels), dtype=np.int64)
    while len(order):
        left, right = names[evidence.pairs.left[order]], names[evidence.pairs.right[order]]
        apart = left != right
        order, left, right = order[apart], left[apart], right[apart]
        best = np.full(len(labels), len(order))
        np.minimum.at(best, left, np.arange(len(order)))
        np.minimum.at(best, right, np.arange(len(order)))
        chosen = np.unique(best[best < len(order)])
        kept.append(order[chosen])
        names = components(left[chosen], right[chosen], int(names.max(initial=0)) + 1)[names]
    return np.sort(np.concatenate(kept)) if kept else np.empty(0, np.int64)
