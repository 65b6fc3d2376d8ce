"""Weights learned from the adverts themselves, without a label: expectation and maximisation over candidate pairs.

A round takes, for every candidate pair, how likely it is one advertiser's, given the clusters as they stand: certain
within a cluster, and what the odds between the two clusters say elsewhere (expectation). From these follow, for every
fact, how often each level stands among pairs of one advertiser (m) and of two (u), and log(m/u) is the level's weight
(maximisation; Fellegi and Sunter 1969, Winkler 1988). Whole clusters, not lone pairs, decide what a pair counts for:
what a pair lacks, its cluster knows, so that the weights do not confirm themselves pair by pair. The share of pairs by
one advertiser is the prior. Candidates are what they are because some key brought them together, and the weights are
those of candidates: nothing has to be given back, and no anchor is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adwatch.resolve.clustering import Partition
from adwatch.resolve.compare import FACTS
from adwatch.resolve.expectation import probability
from adwatch.resolve.pairing import Pairs, components
from adwatch.resolve.scoring import Evidence
from adwatch.resolve.table import Bools, Floats
from adwatch.resolve.weights import LEVELS, WEIGHTS, Weighing, Weight

LEAST_PAIRS = 2000
"""Candidate pairs below which nothing is learned: levels that stand in few pairs would weigh what chance gave them."""
MOST_PAIRS = 600_000
"""Candidate pairs beyond which a sample says as much."""
HOPELESS = -4.0
"""Log-odds below which a pair is by two persons, for drawing a sample."""
ADDED = 0.5
"""Pairs added to every level of a fact on either side, so that what was never seen is not impossible."""
MOST_WEIGHT = 10.0
"""Greatest weight that a level may learn, for or against."""
FIXED = frozenset({"decided"})
"""Facts whose weights are set and never learned: a person's word outranks the score."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights, on how many adverts and candidate pairs they were learned, and the log-odds from which two are one."""

    weighing: Weighing
    adverts: int
    pairs: int
    threshold: float = 0.0


def sample(evidence: Evidence, odds: Floats, rows: int) -> Bools:
    """Which pairs to learn from: all, up to `MOST_PAIRS`; else a sample of them, the same in every run.

    Rows that might be one, each to the next, are taken or left together, so that clusters are seen whole; of the pairs
    that can't be one, those count whose first row was taken, so that they are as common among the sampled as among all.
    """
    pairs = evidence.pairs
    if len(pairs) <= MOST_PAIRS:
        return np.ones(len(pairs), np.bool_)
    close = odds > HOPELESS
    whole = components(pairs.left[close].astype(np.int64), pairs.right[close].astype(np.int64), rows)
    drawn = (whole * 0x9E3779B1 & 0xFFFFFFFF) < MOST_PAIRS / len(pairs) * 2**32
    result: Bools = drawn[whole[pairs.left]]
    return result


def likely_same(partition: Partition, pairs: Pairs) -> NDArray[np.float64]:
    """For every pair the probability that it is one advertiser's, as the clusters have it."""
    one, other = partition.labels[pairs.left], partition.labels[pairs.right]
    result: NDArray[np.float64] = np.where(one == other, 1.0, probability(partition.odds_between(one, other)))
    return result


def learn(evidence: Evidence, weighing: Weighing, same: NDArray[np.float64]) -> Weighing:
    """Weights that make the levels of `evidence` (scored under `weighing`) as likely as they are.

    `same` is the probability of each pair that it is one advertiser's.
    """
    weight = np.zeros_like(weighing.weight)
    for column, fact in enumerate(FACTS):
        level = evidence.level[:, column]
        if fact in FIXED:
            weight[column] = weighing.weight[column]
            continue
        alike = np.bincount(level, same, LEVELS).astype(np.float64)
        unlike = np.bincount(level, 1 - same, LEVELS).astype(np.float64)
        rarity = np.bincount(level, evidence.weight[:, column], LEVELS) / np.maximum(alike + unlike, 1)
        rarity -= np.where(alike + unlike > 0, weighing.weight[column], 0)
        weight[column] = _log_ratio(alike, unlike) - rarity
        weight[column, (alike + unlike) == 0] = 0
    weight[:, 0] = 0
    share = float(np.clip(same.mean(), 1e-6, 1 - 1e-6))
    return Weighing(weight, np.zeros_like(weighing.anchor), float(np.log(share / (1 - share))))


def _log_ratio(alike: NDArray[np.float64], unlike: NDArray[np.float64]) -> NDArray[np.float64]:
    """log(m/u) of every level, among pairs of which the fact says something (level 0 says nothing)."""
    m = (alike + ADDED) / (alike[1:].sum() + ADDED * (LEVELS - 1))
    u = (unlike + ADDED) / (unlike[1:].sum() + ADDED * (LEVELS - 1))
    result: NDArray[np.float64] = np.clip(np.log(m) - np.log(u), -MOST_WEIGHT, MOST_WEIGHT)
    return result


def as_rows(weighing: Weighing, source: str, rows: Sequence[Weight] = WEIGHTS) -> tuple[Weight, ...]:
    """The table of weights with what was learned in the place of what was set; `source` says on what."""
    number = {fact: column for column, fact in enumerate(FACTS)}
    return tuple(
        row
        if row.fact in FIXED
        else Weight(
            row.fact,
            row.level,
            row.reads,
            round(float(weighing.weight[number[row.fact], row.level]), 3),
            round(float(weighing.anchor[number[row.fact], row.level]), 3),
            source,
        )
        for row in rows
    )
