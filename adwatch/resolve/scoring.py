"""Evidence of many pairs: one weight per fact, and the log-odds that they sum to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adwatch.resolve.compare import FACTS
from adwatch.resolve.index import RARITY_STEPS, Index
from adwatch.resolve.pairing import Pairs
from adwatch.resolve.table import Bools, Floats
from adwatch.resolve.threads import run_in_threads
from adwatch.resolve.weights import Weighing

PART = 1 << 14
"""Pairs that are compared at once."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of each pair: the level and the weight of every fact (columns as in `FACTS`), and its greatest anchor share.

    Weights have three digits, which is more than is known of them, and half the memory of the usual numbers.
    """

    pairs: Pairs
    level: NDArray[np.int8]
    weight: NDArray[np.float16]
    anchor: Floats

    def only(self, kept: Bools) -> Evidence:
        """The evidence of some of the pairs."""
        pairs = Pairs(self.pairs.left[kept], self.pairs.right[kept])
        return Evidence(pairs, self.level[kept], self.weight[kept], self.anchor[kept])

    def log_odds(self, prior: float) -> Floats:
        """Log-odds that the two adverts of each pair are by one person, given those of two at random (`prior`)."""
        result: Floats = self.weight.sum(axis=1, dtype=np.float32) + np.float32(prior) * (1 - self.anchor)
        return result


def score(index: Index, pairs: Pairs, weighing: Weighing) -> Evidence:
    """Compare every pair in every fact, in parts that fit a processor's cache."""
    level = np.zeros((len(pairs), len(FACTS)), np.int8)
    weight = np.zeros((len(pairs), len(FACTS)), np.float16)
    anchor = np.zeros(len(pairs), np.float32)

    def compare_part(start: int) -> None:
        part = slice(start, start + PART)
        left, right = pairs.left[part], pairs.right[part]
        for column, compare in enumerate(FACTS.values()):
            outcome = compare(index, left, right)
            level[part, column] = outcome.level
            said = weighing.weight[column][outcome.level]
            weight[part, column] = said if outcome.rarity is None else said + in_steps(outcome.rarity)
            np.maximum(anchor[part], weighing.anchor[column][outcome.level], out=anchor[part])

    run_in_threads(compare_part, range(0, len(pairs), PART))
    return Evidence(pairs, level, weight, anchor)


def prior_log_odds(adverts: int, per_person: float) -> float:
    """Log-odds that two adverts at random are by one person."""
    return -float(np.log(max(adverts, 2) / per_person))


def prior_of(weighing: Weighing, adverts: int, per_person: float) -> float:
    """The log-odds to begin with: what was learned with the weights, else those of two adverts at random."""
    return prior_log_odds(adverts, per_person) if weighing.prior is None else weighing.prior


def in_steps(rarity: Floats) -> Floats:
    """Rarity in sixteenths, which survive being added to a weight of three digits and taken off again."""
    result: Floats = np.round(rarity * RARITY_STEPS) / np.float32(RARITY_STEPS)
    return result


def reweigh(evidence: Evidence, before: Weighing, now: Weighing) -> Evidence:
    """The same comparisons under other weights, what rarity adds stays; the weights of `evidence` are used up."""
    weight = evidence.weight
    anchor = np.zeros_like(evidence.anchor)
    for column in range(weight.shape[1]):
        level = evidence.level[:, column]
        rarity = in_steps(weight[:, column] - before.weight[column][level])
        weight[:, column] = now.weight[column][level] + rarity
        np.maximum(anchor, now.anchor[column][level], out=anchor)
    return Evidence(evidence.pairs, evidence.level, weight, anchor)
