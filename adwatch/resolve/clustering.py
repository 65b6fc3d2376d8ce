"""From scored pairs to clusters: the surest merge first, and what speaks against a merge weighs over whole clusters.

Between two clusters the weight of a fact is its mean over the pairs that can tell, so that a cluster knows the age,
price and number that any of its adverts states; a cluster that holds is not dragged along by one false pair. In every
round each cluster looks for its best neighbour, and those that chose each other merge: the order of average linkage,
done for all clusters at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from adwatch.resolve.constraints import NOTHING_SAID, Constraints, unsaid
from adwatch.resolve.merging import Graph, Joints, Odds, State, join_wholes, merge
from adwatch.resolve.pairing import Pairs
from adwatch.resolve.scoring import Evidence
from adwatch.resolve.settings import ClusterSettings
from adwatch.resolve.table import Bools, Floats, Ints

Compare: TypeAlias = Callable[[Pairs], Evidence]
"""Looks at pairs of rows in every fact."""


@dataclass(frozen=True, slots=True)
class Partition:
    """One dense label per row; the merges that made it; and the clusters left beside each other (left < right)."""

    labels: Ints
    merged: Joints
    left: Ints
    right: Ints
    apart: Joints

    def hopeful(self, pairs: Pairs, least: float) -> Bools:
        """The pairs within a cluster, and those of two clusters that are one with at least these log-odds."""
        one, other = self.labels[pairs.left], self.labels[pairs.right]
        result: Bools = (one == other) | (self.odds_between(one, other) >= least)
        return result

    def odds_between(self, one: Ints, other: Ints) -> Floats:
        """Log-odds that two clusters are one all the same; -inf where nothing brought them together."""
        known = (self.left << 32) | self.right
        asked = (np.minimum(one, other) << 32) | np.maximum(one, other)
        found = np.full(len(asked), -np.inf, np.float32)
        if len(known):
            place = np.minimum(np.searchsorted(known, asked), len(known) - 1)
            found = np.where(known[place] == asked, self.apart.odds[place], found).astype(np.float32)
        return found


def cluster(
    evidence: Evidence,
    rows: int,
    prior: float,
    compare: Compare,
    settings: ClusterSettings,
    said: Constraints = NOTHING_SAID,
) -> Partition:
    """Rows into clusters. What persons `said` is kept to, whatever the evidence.

    First what is sure; then every two clusters that are still neighbours are looked at as a whole, by a sample of the
    pairs that blocking did not propose, before the rest is decided.
    """
    evidence = unsaid(evidence)
    told = np.flatnonzero(evidence.level.any(axis=0))
    odds_of = Odds(prior, settings.unseen_penalty)
    state = State(np.arange(rows, dtype=np.int64), _graph_of(evidence, told))
    state, sure = merge(state, prior, max(settings.sure_threshold, settings.threshold), settings, said)
    state = State(state.labels, _complete(state, compare, settings, odds_of, told))
    state, rest = merge(state, prior, settings.threshold, settings, said)
    state = join_wholes(state, prior, settings, said)
    graph, sizes = state.graph, np.bincount(state.labels)
    odds = odds_of.of(graph, sizes, np.arange(len(graph.left)))
    odds[said.forbidden(state.labels, graph.left, graph.right)] = -np.inf
    apart = Joints(odds, sizes[graph.left] * sizes[graph.right])
    return Partition(state.labels, Joints.of([*sure, *rest]), graph.left, graph.right, apart)


def _graph_of(evidence: Evidence, told: Ints) -> Graph:
    """The graph of rows, each a cluster of its own, in the facts that tell something of any pair."""
    pairs = evidence.pairs
    return Graph(
        pairs.left.astype(np.int64),
        pairs.right.astype(np.int64),
        evidence.weight[:, told].astype(np.float32),
        (evidence.level[:, told] > 0).astype(np.float32),
        evidence.anchor.copy(),
        np.ones(len(pairs), np.float32),
    )


def _complete(state: State, compare: Compare, settings: ClusterSettings, odds_of: Odds, told: Ints) -> Graph:
    """The graph with a sample of the pairs that no blocking key brought together, in proportion to their number.

    What is hopeless is left as it is: more pairs would not bring it above any threshold. The sums of the state's graph
    are used up.
    """
    graph, labels = state.graph, state.labels
    members = np.argsort(labels, kind="stable")
    sizes = np.bincount(labels)
    starts = np.cumsum(sizes) - sizes
    possible = sizes[graph.left] * sizes[graph.right]
    hopeful = odds_of.of(graph, sizes, np.arange(len(graph.left))) > settings.hopeless
    missing = np.where(hopeful, possible - graph.pairs, 0)
    drawn = np.minimum(missing, settings.sampled_pairs).astype(np.int64)
    edge = np.repeat(np.arange(len(drawn)), drawn)
    turn = np.arange(len(edge)) - np.repeat(np.cumsum(drawn) - drawn, drawn)
    left = members[starts[graph.left[edge]] + _spread(turn * 2, edge) % sizes[graph.left[edge]]]
    right = members[starts[graph.right[edge]] + _spread(turn * 2 + 1, edge) % sizes[graph.right[edge]]]
    found = compare(Pairs(left.astype(np.int32), right.astype(np.int32)))
    counted = np.minimum(missing, settings.sample_share * graph.pairs)
    share = (counted / np.maximum(drawn, 1))[edge].astype(np.float32)
    for place, column in enumerate(told):
        graph.total[:, place] += np.bincount(edge, found.weight[:, column] * share, len(drawn))
        graph.known[:, place] += np.bincount(edge, (found.level[:, column] > 0) * share, len(drawn))
    return replace(graph, pairs=(graph.pairs + counted).astype(np.float32))


def _spread(turn: Ints, edge: Ints) -> Ints:
    """Numbers that look drawn at random and are the same in every run."""
    mixed = (edge * 0x9E3779B1 + turn * 0x85EBCA77 + 0x2545F491) & 0x7FFFFFFF
    mixed = ((mixed ^ (mixed >> 15)) * 0x2C1B3C6D) & 0x7FFFFFFF
    return mixed ^ (mixed >> 12)
