"""Linkage: features of advert versions in; postings, advertisers, networks and the evidence out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from adwatch.resolve.blocking import find_candidates
from adwatch.resolve.clustering import cluster
from adwatch.resolve.compare import FACTS
from adwatch.resolve.confidence import membership_confidence, spanning_links
from adwatch.resolve.index import build_index
from adwatch.resolve.networks import Edge, find_networks
from adwatch.resolve.pairing import Pairs
from adwatch.resolve.postings import find_postings
from adwatch.resolve.scoring import Evidence, prior_log_odds, score
from adwatch.resolve.settings import DEFAULT, LinkageSettings
from adwatch.resolve.table import Floats, Ints, Rows, VersionTable
from adwatch.resolve.weights import weigh


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
    together. ties: what ties advertisers into networks. warnings: what was left out, by kind and size.
    """

    posting: Ints
    advertiser: Ints
    network: Ints
    confidence: Floats
    links: Links
    ties: tuple[Edge, ...]
    warnings: tuple[str, ...]


def link(table: VersionTable, settings: LinkageSettings = DEFAULT) -> Linkage:
    """Tell which versions are one unique advert, by one advertiser, of one network."""
    index = build_index(table)
    candidates = find_candidates(index, settings.blocking)
    compare = partial(score, index, weighing=weigh())
    evidence = compare(candidates.pairs)
    prior = prior_log_odds(len(table), settings.adverts_per_advertiser)
    advertiser = cluster(evidence, len(table), prior, compare, settings.clusters)
    network, ties = find_networks(index, evidence, advertiser)
    odds = evidence.log_odds(prior)
    return Linkage(
        posting=find_postings(index, candidates.pairs, advertiser, settings),
        advertiser=advertiser,
        network=network,
        confidence=membership_confidence(evidence, advertiser, prior),
        links=_links(evidence, odds, prior, spanning_links(evidence, advertiser, odds)),
        ties=ties,
        warnings=tuple(map(str, candidates.capped)),
    )


def compare_rows(table: VersionTable, left: Rows, right: Rows, settings: LinkageSettings = DEFAULT) -> Links:
    """The evidence for and against any pairs of rows, candidates or not, with rarities as in the whole table."""
    evidence = score(build_index(table), Pairs(left, right), weigh())
    prior = prior_log_odds(len(table), settings.adverts_per_advertiser)
    return _links(evidence, evidence.log_odds(prior), prior, np.arange(len(left)))


def _links(evidence: Evidence, odds: Floats, prior: float, kept: Ints) -> Links:
    return Links(
        evidence.pairs.left[kept],
        evidence.pairs.right[kept],
        odds[kept],
        evidence.level[kept],
        evidence.weight[kept],
        tuple(FACTS),
        prior,
    )
