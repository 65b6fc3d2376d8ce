"""Linkage: features of advert versions in; postings, advertisers, networks and the evidence out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from adwatch.resolve.blocking import find_candidates
from adwatch.resolve.clustering import Partition, cluster
from adwatch.resolve.compare import FACTS
from adwatch.resolve.confidence import membership_confidence, spanning_links
from adwatch.resolve.constraints import Constraints, settle
from adwatch.resolve.expectation import Expectation, best_threshold, expect
from adwatch.resolve.index import Index, Statistics, build_index
from adwatch.resolve.networks import Edge, find_networks
from adwatch.resolve.pairing import Pairs
from adwatch.resolve.postings import find_postings
from adwatch.resolve.scoring import Evidence, prior_of, reweigh, score
from adwatch.resolve.settings import DEFAULT, LinkageSettings
from adwatch.resolve.table import Floats, Ints, Rows, VersionTable
from adwatch.resolve.training import LEAST_PAIRS, Learned, learn, likely_same, sample
from adwatch.resolve.weights import Weighing, weigh


@dataclass(frozen=True, slots=True)
class Links:
    """Evidence of pairs: rows left and right, log-odds, level and weight per fact (columns `facts`), and the prior.

    The log-odds of a pair are the sum of its weights and of `prior`'s share that no anchor gives back.
    """

    left: Rows
    right: Rows
    log_odds: Floats
    level: NDArray[np.int8]
    weight: Floats
    facts: tuple[str, ...]
    prior: float

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.left)


@dataclass(frozen=True, slots=True)
class Linkage:
    """One dense label per row of the table for each of the three answers, with the evidence.

    confidence: probability, per row, that it belongs to its advertiser. links: the pairs that hold each advertiser
    together. ties: what ties advertisers into networks. warnings: what was left out, by kind and size. expected: how
    many links are likely false or missed. learned: the weights, where this run learned them.
    """

    posting: Ints
    advertiser: Ints
    network: Ints
    confidence: Floats
    links: Links
    ties: tuple[Edge, ...]
    warnings: tuple[str, ...]
    expected: Expectation
    learned: Learned | None = None


def link(
    table: VersionTable,
    settings: LinkageSettings = DEFAULT,
    weighing: Weighing | None = None,
    *,
    threshold: float | None = None,
    statistics: Statistics | None = None,
) -> Linkage:
    """Tell which versions are one unique advert, by one advertiser, of one network.

    Without a `weighing` the weights are learned from the table itself, where it is large enough to learn from. With
    one, `threshold` is what was learned with it. `statistics` tell of the store of which the table holds a part.
    """
    index = build_index(table, statistics)
    candidates = find_candidates(index, settings.blocking)
    said = settle(table.decided)
    clusters = _Clusters(index, said, settings)
    evidence = score(index, candidates.pairs, weighing or weigh())
    learned: Learned | None = None
    if weighing is None:
        partition, evidence, learned = clusters.learn(evidence)
        weighing = learned.weighing if learned else weigh()
    else:
        partition = clusters.of(evidence, weighing, threshold)
    prior = prior_of(weighing, index.versions, settings.adverts_per_advertiser)
    advertiser = partition.labels if statistics is None else _with_known(partition.labels, statistics.known)
    network, ties = find_networks(index, evidence, advertiser)
    hopeful = partition.hopeful(evidence.pairs, settings.clusters.hopeless)
    odds = evidence.log_odds(prior)
    return Linkage(
        posting=find_postings(index, candidates.pairs, advertiser, settings),
        advertiser=advertiser,
        network=network,
        confidence=membership_confidence(evidence, advertiser, prior, hopeful),
        links=_links(evidence, odds, prior, spanning_links(evidence, advertiser, odds)),
        ties=ties,
        warnings=(*map(str, candidates.capped), *said.warnings),
        expected=expect(partition),
        learned=learned,
    )


def _with_known(labels: Ints, known: Ints) -> Ints:
    """The labels of what was linked, and those that the rest has already, in one dense numbering."""
    result: Ints = np.unique(np.where(known < 0, -1 - labels, known), return_inverse=True)[1].astype(np.int64)
    return result


@dataclass(frozen=True, slots=True)
class _Clusters:
    """Evidence into clusters, under any weights."""

    index: Index
    said: Constraints
    settings: LinkageSettings

    def of(self, evidence: Evidence, weighing: Weighing, threshold: float | None = None) -> Partition:
        """The clusters of this evidence; learned weights are cut where the expected F1 is best."""
        adverts = len(self.index.table)
        prior = prior_of(weighing, self.index.versions, self.settings.adverts_per_advertiser)
        compare = partial(score, self.index, weighing=weighing)
        chosen = self.settings.clusters
        if weighing.prior is not None:
            chosen = replace(chosen, threshold=self.settings.learned_threshold if threshold is None else threshold)
        return cluster(evidence, adverts, prior, compare, chosen, self.said)

    def learn(self, evidence: Evidence) -> tuple[Partition, Evidence, Learned | None]:
        """The clusters under weights learned in rounds, from the set ones on; nothing is learned from too little."""
        weighing = weigh()
        if len(evidence.pairs) < LEAST_PAIRS:
            return self.of(evidence, weighing), evidence, None
        prior = prior_of(weighing, len(self.index.table), self.settings.adverts_per_advertiser)
        sampled = sample(evidence, evidence.log_odds(prior), len(self.index.table))
        part = evidence.only(sampled)
        partition = self.of(part, weighing)
        threshold: float | None = None
        for _ in range(self.settings.rounds_of_learning):
            threshold = None if weighing.prior is None else best_threshold(expect(partition))
            now = learn(part, weighing, likely_same(partition, part.pairs))
            part, weighing = reweigh(part, weighing, now), now
            partition = self.of(part, weighing, threshold)
        if len(part.pairs) < len(evidence.pairs):
            evidence = reweigh(evidence, weigh(), weighing)
            threshold = best_threshold(expect(partition))
            partition, pairs = self.of(evidence, weighing, threshold), len(part.pairs)
        else:
            evidence, pairs = part, len(part.pairs)
        least = self.settings.learned_threshold if threshold is None else threshold
        return partition, evidence, Learned(weighing, len(self.index.table), pairs, least)


def compare_rows(
    table: VersionTable,
    left: Rows,
    right: Rows,
    settings: LinkageSettings = DEFAULT,
    weighing: Weighing | None = None,
) -> Links:
    """The evidence for and against any pairs of rows, candidates or not, with rarities as in the whole table."""
    weighing = weighing or weigh()
    evidence = score(build_index(table), Pairs(left, right), weighing)
    prior = prior_of(weighing, len(table), settings.adverts_per_advertiser)
    return _links(evidence, evidence.log_odds(prior), prior, np.arange(len(left)))


def _links(evidence: Evidence, odds: Floats, prior: float, kept: Ints) -> Links:
    return Links(
        evidence.pairs.left[kept],
        evidence.pairs.right[kept],
        odds[kept],
        evidence.level[kept],
        evidence.weight[kept].astype(np.float32),
        tuple(FACTS),
        prior,
    )
