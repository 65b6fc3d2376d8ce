"""How many links are likely false or missed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.resolve.clustering import Partition
from adwatch.resolve.expectation import best_threshold, expect, probability
from adwatch.resolve.merging import Joints

NOTHING = np.empty(0, np.int64)


def joints(*told):
    return Joints(np.array([odds for odds, _ in told], np.float32), np.array([pairs for _, pairs in told], np.int64))


def partition(merged=(), apart=()):
    return Partition(NOTHING, joints(*merged), NOTHING, NOTHING, joints(*apart))


def test_a_merge_at_even_odds_is_false_half_of_the_time():
    found = expect(partition(merged=[(0.0, 10)]))
    assert (found.linked, found.false, found.missed) == (10, pytest.approx(5), 0)
    assert found.precision == pytest.approx(0.5)
    assert found.recall == 1


def test_what_stays_apart_misses_what_its_odds_say():
    found = expect(partition(merged=[(30.0, 30)], apart=[(-np.log(9), 100)]))
    assert found.missed == pytest.approx(10)
    assert found.recall == pytest.approx(0.75)
    assert found.f1 == pytest.approx(2 * 0.75 / 1.75)


def test_where_nothing_is_linked_nothing_is_wrong():
    found = expect(partition())
    assert (found.precision, found.recall, found.f1) == (1, 1, 1)
    assert "0 of 0" in str(found)


def test_what_may_not_be_one_is_not_missed():
    assert expect(partition(apart=[(-np.inf, 7)])).missed == pytest.approx(0, abs=1e-9)


edges = st.lists(st.tuples(st.floats(-40, 40), st.integers(1, 1000)), max_size=20)


@given(edges, edges)
def test_shares_stay_shares(merged, apart):
    found = expect(partition(merged, apart))
    assert 0 <= found.precision <= 1
    assert 0 <= found.recall <= 1
    assert 0 <= found.f1 <= 1
    assert 0 <= found.false <= found.linked + 1e-6


@given(edges)
def test_half_of_the_reachable_f1_is_where_a_link_pays(merged):
    found = expect(partition(merged))
    threshold = np.array([best_threshold(found)])
    assert probability(threshold)[0] == pytest.approx(max(found.f1, 0.2) / 2, abs=1e-6)
