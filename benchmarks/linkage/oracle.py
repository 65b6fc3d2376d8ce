"""How well the same linkage could do if it knew the answers: weights from the corpus's own labels, best threshold.

Candidates, comparisons and clustering are adwatch's. Three sets of weights are tried, and the best of them at the best
threshold in hindsight is the oracle:

- set: the table of weights as it stands;
- anchored: the same table, but facts without an anchor (name, age, price, languages, persons, place) weigh what the
  labels say, the log of how often a level stands among true and among false candidate pairs;
- labelled: what adwatch's own learning gives when every pair's answer is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from adwatch.resolve.blocking import find_candidates
from adwatch.resolve.clustering import cluster
from adwatch.resolve.index import Index, build_index
from adwatch.resolve.scoring import Evidence, prior_of, reweigh, score
from adwatch.resolve.settings import DEFAULT
from adwatch.resolve.training import learn
from adwatch.resolve.weights import LEVELS, Weighing, weigh
from benchmarks.linkage.corpora import Corpus
from benchmarks.linkage.scores import Scores, score_labels

THRESHOLDS = (-1.0, 0.0, 0.6, 1.5, 3.0)
"""Log-odds that are tried."""
FEW_THRESHOLDS = (-1.0, 0.0, 1.5)
"""The same for a run that is to be quick."""
SMOOTHING = 0.5
"""Pairs added to every level, so that none is impossible."""


@dataclass(frozen=True, slots=True)
class Oracle:
    """The best that was found, with which weights and threshold, and the share of true pairs that were candidates."""

    scores: Scores
    weights: str
    threshold: float
    reach: float

    @property
    def f1(self) -> float:
        """Pairwise F1."""
        return self.scores.f1


def find_oracle(corpus: Corpus, thresholds: Sequence[float] = THRESHOLDS) -> Oracle:
    """Try every set of weights at every threshold."""
    index = build_index(corpus.table)
    pairs = find_candidates(index, DEFAULT.blocking).pairs
    person = np.unique(np.asarray(corpus.truth, dtype=str), return_inverse=True)[1]
    same = person[pairs.left] == person[pairs.right]
    sizes = np.bincount(person)
    reach = float(same.sum() / max(1, int((sizes * (sizes - 1) // 2).sum())))
    own = weigh()
    evidence = score(index, pairs, own)
    weighings = {
        "set": own,
        "anchored": weigh_by_labels(evidence, same, own),
        "labelled": learn(evidence, own, same.astype(np.float64)),
    }
    found = (
        Oracle(scores, name, threshold, reach)
        for name, weighing in weighings.items()
        for threshold, scores in _sweep(corpus, index, _under(evidence, own, weighing), weighing, thresholds)
    )
    return max(found, key=lambda one: one.f1)


def _under(evidence: Evidence, own: Weighing, weighing: Weighing) -> Evidence:
    """The evidence under other weights; the evidence itself stays as it is."""
    return reweigh(replace(evidence, weight=evidence.weight.copy()), own, weighing)


def weigh_by_labels(evidence: Evidence, same: NDArray[np.bool_], own: Weighing) -> Weighing:
    """The weighing with log-likelihood ratios from labelled pairs, where a fact has no anchor."""
    weight = own.weight.copy()
    for fact in np.flatnonzero(~own.anchor.any(axis=1)):
        level = evidence.level[:, fact]
        rarity = evidence.weight[:, fact] - own.weight[fact][level]
        true, false = (np.bincount(level[mine], minlength=LEVELS) for mine in (same, ~same))
        ratio = _shares(true) / _shares(false)
        # A rarity makes a level's ratio differ from value to value; over false pairs its mean is the level's ratio.
        total = np.bincount(level[~same], np.exp(rarity[~same]), LEVELS)
        mean = np.where(false > 0, total / np.maximum(false, 1), 1.0)
        used = (true + false > 0) & (np.arange(LEVELS) > 0)
        weight[fact] = np.where(used, np.log(ratio / mean), own.weight[fact])
    return Weighing(weight.astype(np.float32), own.anchor)


def _shares(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """The share of each level among pairs of which something can be said."""
    known = counts.astype(np.float64) + SMOOTHING
    known[0] = 0
    shares: NDArray[np.float64] = known / known.sum()
    return np.maximum(shares, 1e-12)


def _sweep(
    corpus: Corpus, index: Index, evidence: Evidence, weighing: Weighing, thresholds: Sequence[float]
) -> Iterator[tuple[float, Scores]]:
    """The scores at every threshold."""
    prior = prior_of(weighing, len(corpus), DEFAULT.adverts_per_advertiser)
    compare = partial(score, index, weighing=weighing)
    for threshold in thresholds:
        settings = replace(DEFAULT.clusters, threshold=threshold)
        yield (
            threshold,
            score_labels(corpus.truth, cluster(evidence, len(corpus), prior, compare, settings).labels),
        )
