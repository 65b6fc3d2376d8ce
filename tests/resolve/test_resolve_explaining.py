"""Evidence in words: every level of every fact has some, and the sum is the score."""

import inspect
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from resolve_factory import build_table
from resolve_generator import Habits, generate

from adwatch.resolve.blocking import find_candidates
from adwatch.resolve.compare import FACTS
from adwatch.resolve.explaining import explain, shortest_chain
from adwatch.resolve.index import build_index
from adwatch.resolve.scoring import score
from adwatch.resolve.settings import DEFAULT
from adwatch.resolve.weights import WEIGHTS, weigh

PRIOR = -5.0


@pytest.fixture(scope="module")
def evidence():
    index = build_index(build_table(generate(Habits(), 300, 7)[0]))
    return score(index, find_candidates(index, DEFAULT.blocking).pairs, weigh())


def test_the_sum_is_the_score_and_all_that_weighs_is_told(evidence):
    odds = evidence.log_odds(PRIOR)
    for place in range(0, len(evidence.pairs), 97):
        account = explain(evidence, PRIOR, place)
        assert account.log_odds == pytest.approx(float(odds[place]), abs=1e-3)
        assert [each.weight for each in account.told] == sorted((each.weight for each in account.told), reverse=True)
        assert len(account.told) == int((evidence.level[place] > 0).sum())
        assert account.as_json()["log_odds"] == pytest.approx(account.log_odds, abs=1e-3)


def test_every_weight_reads_as_words_and_names_its_source():
    assert {row.fact for row in WEIGHTS} == set(FACTS)
    for row in WEIGHTS:
        assert len(row.reads) > 5
        assert row.source.partition(":")[0] in {"set", "learned"}
    assert len({(row.fact, row.level) for row in WEIGHTS}) == len(WEIGHTS)
    assert all(inspect.getdoc(comparison) for comparison in FACTS.values())


def test_a_chain_is_the_shortest_and_empty_where_there_is_none():
    edges = [(1, 2), (2, 3), (3, 4), (4, 5), (1, 4), (7, 8)]
    assert shortest_chain(edges, 1, 5) == (1, 4, 5)
    assert shortest_chain(edges, 5, 1) == (5, 4, 1)
    assert len(shortest_chain(edges, 5, 2)) == 4
    assert shortest_chain(edges, 1, 8) == ()
    assert shortest_chain([], 1, 2) == ()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25), st.integers(0, 9), st.integers(0, 9))
def test_a_chain_goes_along_edges_from_start_to_end(edges, start, end):
    way = shortest_chain(edges, start, end)
    both = {*edges, *((other, one) for one, other in edges)}
    if way:
        assert (way[0], way[-1]) == (start, end)
        assert all(step in both for step in pairwise(way))
        assert len(set(way)) == len(way)
    else:
        near = {start}
        for _ in range(10):
            near |= {other for one, other in both if one in near}
        assert end not in near


def test_a_word_of_a_person_is_told_apart_from_the_rest(evidence):
    level = evidence.level.copy()
    weight = evidence.weight.copy()
    before = explain(evidence, PRIOR)
    level[0, -1], weight[0, -1] = 2, -1000
    after = explain(type(evidence)(evidence.pairs, level, weight, evidence.anchor), PRIOR)
    assert (before.decided, after.decided) == (False, True)
    assert after.unsaid_log_odds == pytest.approx(before.log_odds, abs=1e-3)
    assert after.log_odds < -900
    assert np.isclose(before.log_odds, before.unsaid_log_odds)
