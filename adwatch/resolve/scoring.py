"""Evidence of many pairs: one weight per fact, and the log-odds that they sum to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adwatch.resolve.compare import FACTS
from adwatch.resolve.index import Index
from adwatch.resolve.pairing import Pairs
from adwatch.resolve.table import Floats
from adwatch.resolve.weights import Weighing


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of each pair: the level and the weight of every fact (columns as in `FACTS`), and its greatest anchor share."""

    pairs: Pairs
    level: NDArray[np.int8]
    weight: Floats
    anchor: Floats

    def log_odds(self, prior: float) -> Floats:
        """Log-odds that the two adverts of each pair are by one person, given those of two at random (`prior`)."""
        result: Floats = self.weight.sum(axis=1) + np.float32(prior) * (1 - self.anchor)
        return result


def score(index: Index, pairs: Pairs, weighing: Weighing) -> Evidence:
    """Compare every pair in every fact."""
    level = np.zeros((len(pairs), len(FACTS)), np.int8)
    weight = np.zeros((len(pairs), len(FACTS)), np.float32)
    anchor = np.zeros(len(pairs), np.float32)
    for column, compare in enumerate(FACTS.values()):
        outcome = compare(index, pairs.left, pairs.right)
        level[:, column] = outcome.level
        weight[:, column] = weighing.weight[column][outcome.level]
        if outcome.rarity is not None:
            weight[:, column] += outcome.rarity
        np.maximum(anchor, weighing.anchor[column][outcome.level], out=anchor)
    return Evidence(pairs, level, weight, anchor)


def prior_log_odds(adverts: int, per_person: float) -> float:
    """Log-odds that two adverts at random are by one person."""
    return -float(np.log(max(adverts, 2) / per_person))
