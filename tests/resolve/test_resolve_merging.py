"""Merging round by round, beside a plain way of doing the same."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from adwatch.resolve.constraints import NOTHING_SAID
from adwatch.resolve.merging import Graph, Odds, State, merge
from adwatch.resolve.settings import ClusterSettings

SETTINGS = ClusterSettings(unseen_penalty=2.5)
PRIOR = -1.0


@st.composite
def graphs(draw):
    """Rows, and edges with three facts each, some of which tell nothing."""
    rows = draw(st.integers(2, 14))
    every = [(one, other) for one in range(rows) for other in range(one + 1, rows)]
    edges = draw(st.lists(st.sampled_from(every), unique=True, min_size=1, max_size=40))
    weights = [
        [draw(st.one_of(st.none(), st.integers(-64, 64).map(lambda each: each / 8))) for _ in range(3)] for _ in edges
    ]
    return rows, sorted(edges), [weights[edges.index(edge)] for edge in sorted(edges)]


def state_of(rows, edges, weights):
    told = np.array([[each is not None for each in row] for row in weights])
    total = np.array([[each or 0 for each in row] for row in weights], np.float32)
    left, right = np.array(edges, np.int64).T
    ones = np.ones(len(edges), np.float32)
    graph = Graph(left.copy(), right.copy(), total, told.astype(np.float32), np.zeros(len(edges), np.float32), ones)
    return State(np.arange(rows), graph)


def plainly(rows, edges, weights, threshold):
    """Merge one mutual best pair of clusters at a time, everything computed anew from the rows each time."""
    clusters = {row: frozenset([row]) for row in range(rows)}
    while True:
        groups = set(clusters.values())
        between = {}
        for (one, other), row in zip(edges, weights, strict=True):
            pair = frozenset([clusters[one], clusters[other]])
            if len(pair) == 2:
                between.setdefault(pair, []).append(row)
        odds = {pair: odds_of(pair, rows_) for pair, rows_ in between.items()}
        odds = {pair: one for pair, one in odds.items() if one > threshold}
        if not odds:
            return groups
        best = max(odds.values())
        if sum(abs(one - best) < 1e-3 for one in odds.values()) > 1:
            return None  # a tie: both ways are right
        merged = frozenset().union(*max(odds, key=odds.get))
        clusters.update(dict.fromkeys(merged, merged))


def odds_of(pair, rows):
    facts = [[row[fact] for row in rows if row[fact] is not None] for fact in range(3)]
    one, other = pair
    unseen = 1 - len(rows) / (len(one) * len(other))
    return sum(sum(known) / len(known) for known in facts if known) + PRIOR - SETTINGS.unseen_penalty * unseen


def groups_of(labels):
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)}


@given(graphs(), st.sampled_from([0.0, 1.5]))
@settings(max_examples=200)
def test_what_is_left_is_what_the_rows_say(drawn, threshold):
    rows, edges, weights = drawn
    state, joints = merge(state_of(rows, edges, weights), PRIOR, threshold, SETTINGS, NOTHING_SAID)
    clusters = {frozenset(np.flatnonzero(state.labels == label).tolist()): label for label in np.unique(state.labels)}
    assert sorted(clusters.values()) == list(range(len(clusters)))
    sizes = np.bincount(state.labels)
    found = Odds(PRIOR, SETTINGS.unseen_penalty).of(state.graph, sizes, np.arange(len(state.graph.left)))
    between = {}
    for (one, other), row in zip(edges, weights, strict=True):
        ends = tuple(sorted((int(state.labels[one]), int(state.labels[other]))))
        if ends[0] != ends[1]:
            between.setdefault(ends, []).append(row)
    groups = {label: group for group, label in clusters.items()}
    assert list(zip(state.graph.left.tolist(), state.graph.right.tolist(), strict=True)) == sorted(between)
    for place, ends in enumerate(sorted(between)):
        expected = odds_of((groups[ends[0]], groups[ends[1]]), between[ends])
        assert abs(found[place] - expected) < 1e-2
        assert found[place] <= threshold + 1e-2
    linked = sum(int(each.pairs.sum()) for each in joints)
    assert linked == sum(size * (size - 1) // 2 for size in sizes.tolist())


@given(graphs())
@settings(max_examples=200)
def test_two_clusters_that_chose_each_other_end_as_one_done_one_by_one_or_all_at_once(drawn):
    rows, edges, weights = drawn
    if len(edges) > 6:
        edges, weights = edges[:6], weights[:6]
    plain = plainly(rows, edges, weights, 0.0)
    state, _ = merge(state_of(rows, edges, weights), PRIOR, 0.0, SETTINGS, NOTHING_SAID)
    if plain is not None and len(plain) >= rows - 1:
        assert groups_of(state.labels) == plain
