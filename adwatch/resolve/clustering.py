"""From scored pairs to clusters: the surest merge first, and what speaks against a merge weighs over whole clusters.

Between two clusters the weight of a fact is its mean over the pairs that can tell, so that a cluster knows the age,
price and number that any of its adverts states; a cluster that holds is not dragged along by one false pair. In every
round each cluster looks for its best neighbour, and those that chose each other merge: the order of average linkage,
done for all clusters at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from adwatch.resolve.pairing import Pairs
from adwatch.resolve.scoring import Evidence
from adwatch.resolve.settings import ClusterSettings
from adwatch.resolve.table import Floats, Ints

Compare: TypeAlias = Callable[[Pairs], Evidence]
"""Looks at pairs of rows in every fact."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Neighbouring clusters (left < right): per fact the sum of weights and how many pairs could tell."""

    left: Ints
    right: Ints
    total: Floats
    known: Floats
    anchor: Floats
    pairs: Floats

    def only(self, kept: NDArray[np.bool_]) -> Graph:
        """The graph of some of the edges."""
        return Graph(*(getattr(self, name)[kept] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class State:
    """A label per row, and the graph of the clusters so labelled."""

    labels: Ints
    graph: Graph


def cluster(evidence: Evidence, rows: int, prior: float, compare: Compare, settings: ClusterSettings) -> Ints:
    """One dense label per row.

    First what is sure; then every two clusters that are still neighbours are looked at as a whole, by a sample of the
    pairs that blocking did not propose, before the rest is decided.
    """
    state = State(np.arange(rows, dtype=np.int64), _graph_of(evidence))
    state = _merge(state, prior, settings.sure_threshold, settings)
    state = State(state.labels, _complete(state, compare, settings))
    return _merge(state, prior, settings.threshold, settings).labels


def _graph_of(evidence: Evidence) -> Graph:
    pairs = evidence.pairs
    return Graph(
        pairs.left.astype(np.int64),
        pairs.right.astype(np.int64),
        evidence.weight,
        (evidence.level > 0).astype(np.float32),
        evidence.anchor,
        np.ones(len(pairs), np.float32),
    )


def _merge(state: State, prior: float, threshold: float, settings: ClusterSettings) -> State:
    """Merge what chose each other, round by round, until nothing above the threshold is left."""
    labels, graph = state.labels, state.graph
    for _ in range(settings.rounds):
        sizes = np.bincount(labels)
        chosen = _mutual_best(graph, _scores(graph, sizes, prior, settings), threshold, len(sizes))
        if not chosen.any():
            break
        merged = components(graph.left[chosen], graph.right[chosen], len(sizes))
        labels, graph = merged[labels], _contract(graph, merged)
    return State(labels, graph)


def _complete(state: State, compare: Compare, settings: ClusterSettings) -> Graph:
    """The graph with a sample of the pairs that no blocking key brought together, in proportion to their number."""
    graph, labels = state.graph, state.labels
    members = np.argsort(labels, kind="stable")
    sizes = np.bincount(labels)
    starts = np.cumsum(sizes) - sizes
    possible = sizes[graph.left] * sizes[graph.right]
    missing = possible - graph.pairs
    drawn = np.minimum(missing, settings.sampled_pairs).astype(np.int64)
    edge = np.repeat(np.arange(len(drawn)), drawn)
    turn = np.arange(len(edge)) - np.repeat(np.cumsum(drawn) - drawn, drawn)
    left = members[starts[graph.left[edge]] + _spread(turn * 2, edge) % sizes[graph.left[edge]]]
    right = members[starts[graph.right[edge]] + _spread(turn * 2 + 1, edge) % sizes[graph.right[edge]]]
    found = compare(Pairs(left.astype(np.int32), right.astype(np.int32)))
    counted = np.minimum(missing, settings.sample_share * graph.pairs)
    share = (counted / np.maximum(drawn, 1))[edge].astype(np.float32)
    total, known = graph.total.copy(), graph.known.copy()
    for column in range(total.shape[1]):
        total[:, column] += np.bincount(edge, found.weight[:, column] * share, len(drawn))
        known[:, column] += np.bincount(edge, (found.level[:, column] > 0) * share, len(drawn))
    return Graph(graph.left, graph.right, total, known, graph.anchor, (graph.pairs + counted).astype(np.float32))


def _spread(turn: Ints, edge: Ints) -> Ints:
    """Numbers that look drawn at random and are the same in every run."""
    mixed = (edge * 0x9E3779B1 + turn * 0x85EBCA77 + 0x2545F491) & 0x7FFFFFFF
    mixed = ((mixed ^ (mixed >> 15)) * 0x2C1B3C6D) & 0x7FFFFFFF
    return mixed ^ (mixed >> 12)


def _scores(graph: Graph, sizes: Ints, prior: float, settings: ClusterSettings) -> Floats:
    """Log-odds that two neighbouring clusters are one person."""
    facts = (graph.total / np.maximum(graph.known, 1)).sum(axis=1)
    unseen = 1 - graph.pairs / (sizes[graph.left] * sizes[graph.right])
    result: Floats = (facts + prior * (1 - graph.anchor) - settings.unseen_penalty * unseen).astype(np.float32)
    return result


def _mutual_best(graph: Graph, scores: Floats, threshold: float, count: int) -> NDArray[np.bool_]:
    """The edges on which both clusters agree as their best; a hash breaks ties, so that chains pair up evenly."""
    salt = (graph.left * 0x9E3779B1 ^ graph.right * 0x85EBCA77) & 0xFFFF
    rank = np.empty(len(scores), np.int64)
    rank[np.lexsort((salt, scores))] = np.arange(len(scores))
    best = np.full(count, -1, np.int64)
    np.maximum.at(best, graph.left, rank)
    np.maximum.at(best, graph.right, rank)
    chosen: NDArray[np.bool_] = (best[graph.left] == rank) & (best[graph.right] == rank) & (scores > threshold)
    return chosen


def components(left: Ints, right: Ints, count: int) -> Ints:
    """A dense label for each of `count` nodes: equal where a path of edges joins them."""
    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def _contract(graph: Graph, merged: Ints) -> Graph:
    """Name the clusters anew, drop what is now within one, and add up the edges between the same two."""
    one, other = merged[graph.left], merged[graph.right]
    kept = one != other
    graph, one, other = graph.only(kept), one[kept], other[kept]
    left, right = np.minimum(one, other), np.maximum(one, other)
    order = np.lexsort((right, left))
    left, right = left[order], right[order]
    starts = np.flatnonzero(np.r_[True, (left[1:] != left[:-1]) | (right[1:] != right[:-1])]) if len(left) else order
    return Graph(
        left[starts],
        right[starts],
        _add(graph.total[order], starts),
        _add(graph.known[order], starts),
        np.maximum.reduceat(graph.anchor[order], starts) if len(starts) else graph.anchor,
        _add(graph.pairs[order], starts),
    )


def _add(column: Floats, starts: Ints) -> Floats:
    result: Floats = np.add.reduceat(column, starts, axis=0) if len(starts) else column
    return result
