"""Clusters merge, round by round: those that chose each other, until no two are likely enough to be one.

A round costs what it changes. Only edges above the threshold can be chosen, so only they are ranked; only edges of
clusters that merged are added up anew, in the places of the edges that they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from adwatch.resolve.constraints import Constraints
from adwatch.resolve.pairing import components, distinct
from adwatch.resolve.settings import ClusterSettings
from adwatch.resolve.table import Floats, Ints

CHUNK = 1 << 18
"""Edges that are scored at once: bounded memory."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Neighbouring clusters (left < right): per fact the sum of weights and how many pairs could tell."""

    left: Ints
    right: Ints
    total: Floats
    known: Floats
    anchor: Floats
    pairs: Floats

    def only(self, kept: NDArray[np.bool_] | Ints) -> Graph:
        """The graph of some of the edges."""
        return Graph(*(getattr(self, name)[kept] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class State:
    """A label per row, and the graph of the clusters so labelled."""

    labels: Ints
    graph: Graph


@dataclass(frozen=True, slots=True)
class Joints:
    """Where two clusters were made one, or were not: the log-odds for it, and how many pairs of rows hang on it."""

    odds: Floats
    pairs: Ints

    @classmethod
    def of(cls, parts: Sequence[Joints]) -> Joints:
        """All of them together."""
        none = (np.empty(0, np.float32), np.empty(0, np.int64))
        return cls(
            np.concatenate([none[0], *(part.odds for part in parts)]),
            np.concatenate([none[1], *(part.pairs for part in parts)]),
        )


@dataclass(frozen=True, slots=True)
class Odds:
    """What makes log-odds of an edge: the prior, and what is taken off for pairs that nothing brought together."""

    prior: float
    unseen_penalty: float

    def of(self, graph: Graph, sizes: Ints, edges: Ints) -> Floats:
        """Log-odds that the two neighbouring clusters of each of these edges are one person."""
        result = np.empty(len(edges), np.float32)
        for start in range(0, len(edges), CHUNK):
            part = edges[start : start + CHUNK]
            facts = (graph.total[part] / np.maximum(graph.known[part], 1)).sum(axis=1)
            unseen = 1 - graph.pairs[part] / (sizes[graph.left[part]] * sizes[graph.right[part]])
            result[start : start + CHUNK] = facts + self.prior * (1 - graph.anchor[part]) - self.unseen_penalty * unseen
        return result


def merge(
    state: State, prior: float, threshold: float, settings: ClusterSettings, said: Constraints
) -> tuple[State, list[Joints]]:
    """Merge what chose each other until nothing above the threshold is left; and the merges.

    The arrays of the graph are used up: what is left of it is in the answer.
    """
    merging = _Merging(state, Odds(prior, settings.unseen_penalty), said)
    joints: list[Joints] = []
    for _ in range(settings.rounds):
        chosen = merging.choose(threshold)
        if not len(chosen):
            break
        joints.append(merging.unite(chosen))
    return merging.state(), joints


def join_wholes(state: State, prior: float, settings: ClusterSettings, said: Constraints) -> State:
    """Make one of the clusters that persons said are one."""
    whole = said.wholes(state.labels)
    if len(np.unique(whole)) == len(whole):
        return state
    merging = _Merging(state, Odds(prior, settings.unseen_penalty), said)
    first = np.full(int(whole.max()) + 1, len(whole))
    np.minimum.at(first, whole, np.arange(len(whole)))
    moved = np.flatnonzero(np.bincount(whole)[whole] > 1)
    merging.join(moved, first[whole[moved]])
    return merging.state()


class _Merging:
    """The graph while clusters merge. A cluster keeps the least number of those that it is made of."""

    def __init__(self, state: State, odds: Odds, said: Constraints) -> None:
        self.labels, self.graph = state.labels, state.graph
        self.odds_of, self.said = odds, said
        self.sizes = np.bincount(state.labels).astype(np.int64)
        self.cluster = np.arange(len(self.sizes))  # the present number of each cluster of the beginning
        self.alive = np.ones(len(self.graph.left), np.bool_)
        self.odds = np.empty(len(self.graph.left), np.float32)
        self._score(np.arange(len(self.graph.left)))

    def choose(self, threshold: float) -> Ints:
        """The edges on which both clusters agree as their best; a hash breaks ties, so that chains pair up evenly."""
        live = self._allowed(np.flatnonzero(self.odds > threshold))
        left, right, odds = self.graph.left[live], self.graph.right[live], self.odds[live]
        salt = (left * 0x9E3779B1 ^ right * 0x85EBCA77) & 0xFFFF
        rank = np.empty(len(live), np.int64)
        rank[np.lexsort((salt, odds))] = np.arange(len(live))
        best = np.full(len(self.sizes), -1, np.int64)
        np.maximum.at(best, left, rank)
        np.maximum.at(best, right, rank)
        agreed = np.flatnonzero((best[left] == rank) & (best[right] == rank))
        kept = self.said.compatible(self._present(), left[agreed], right[agreed], odds[agreed])
        return live[agreed[kept]]

    def _allowed(self, edges: Ints) -> Ints:
        """Without what persons forbid: a merge elsewhere can have forbidden an edge that nothing else has touched."""
        forbidden = self.said.forbidden(self._present(), self.graph.left[edges], self.graph.right[edges])
        self.odds[edges[forbidden]] = -np.inf
        return edges[~forbidden]

    def unite(self, chosen: Ints) -> Joints:
        """Make one of the clusters of each chosen edge."""
        left, right = self.graph.left[chosen], self.graph.right[chosen]
        joints = Joints(self.odds[chosen], self.sizes[left] * self.sizes[right])
        nodes = distinct(np.r_[left, right])
        group = components(np.searchsorted(nodes, left), np.searchsorted(nodes, right), len(nodes))
        least = np.full(int(group.max()) + 1, len(self.sizes))
        np.minimum.at(least, group, nodes)
        self.join(nodes, least[group])
        return joints

    def join(self, nodes: Ints, into: Ints) -> None:
        """Make each of these clusters a part of another, or of itself."""
        now = np.arange(len(self.sizes))
        now[nodes] = into
        sizes = self.sizes[nodes]
        self.sizes[nodes] = 0
        np.add.at(self.sizes, into, sizes)
        self.cluster = now[self.cluster]
        self._contract(nodes, now)

    def state(self) -> State:
        """The clusters numbered densely, and the edges left between them, in ascending order."""
        kept, labels = np.unique(self._present(), return_inverse=True)
        alive = np.flatnonzero(self.alive)
        left, right = (np.searchsorted(kept, side[alive]) for side in (self.graph.left, self.graph.right))
        order = np.lexsort((right, left))
        graph = replace(self.graph.only(alive[order]), left=left[order], right=right[order])
        return State(labels.astype(np.int64), graph)

    def _present(self) -> Ints:
        result: Ints = self.cluster[self.labels]
        return result

    def _score(self, edges: Ints) -> None:
        self.odds[edges] = self.odds_of.of(self.graph, self.sizes, edges)

    def _contract(self, nodes: Ints, now: Ints) -> None:
        """Name the edges of merged clusters anew, drop those within one, and add up those between the same two."""
        graph = self.graph
        touched = np.zeros(len(self.sizes), np.bool_)
        touched[nodes] = True
        edges = np.flatnonzero(self.alive & (touched[graph.left] | touched[graph.right]))
        one, other = now[graph.left[edges]], now[graph.right[edges]]
        self._bury(edges[one == other])
        edges, one, other = edges[one != other], one[one != other], other[one != other]
        code = (np.minimum(one, other) << 32) | np.maximum(one, other)
        order = np.argsort(code, kind="stable")
        edges, code = edges[order], code[order]
        first = np.r_[True, code[1:] != code[:-1]] if len(code) else np.empty(0, np.bool_)
        starts = np.flatnonzero(first)
        places = edges[starts]
        graph.left[places], graph.right[places] = code[starts] >> 32, code[starts] & 0xFFFFFFFF
        if len(places):
            self._add_up(places, edges, starts)
        self._bury(edges[~first])
        self._score(places)
        if self.alive.sum() * 2 < len(self.alive):
            self._compact()

    def _add_up(self, places: Ints, edges: Ints, starts: Ints) -> None:
        """Put the sums of each run of `edges` at its place."""
        graph = self.graph
        several = np.flatnonzero(np.diff(np.r_[starts, len(edges)]) > 1)
        if not len(several):
            return
        ends = np.r_[starts, len(edges)][several + 1]
        length = ends - starts[several]
        bounds = np.r_[0, np.cumsum(length)]
        member = edges[np.repeat(starts[several] - bounds[:-1], length) + np.arange(bounds[-1])]
        sums = csr_array((np.ones(len(member), np.float32), member, bounds), shape=(len(several), len(graph.left)))
        target = places[several]
        anchor = np.maximum.reduceat(graph.anchor[member], bounds[:-1])
        total, known, pairs = sums @ graph.total, sums @ graph.known, sums @ graph.pairs
        graph.total[target], graph.known[target], graph.pairs[target] = total, known, pairs
        graph.anchor[target] = anchor

    def _bury(self, edges: Ints) -> None:
        self.alive[edges] = False
        self.odds[edges] = -np.inf

    def _compact(self) -> None:
        kept = np.flatnonzero(self.alive)
        self.graph, self.odds, self.alive = self.graph.only(kept), self.odds[kept], np.ones(len(kept), np.bool_)
