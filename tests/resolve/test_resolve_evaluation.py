"""The figures agree with their definitions, written out over every pair."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.resolve.evaluation import evaluate

labellings = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=40)


def brute_pairs(labels):
    return {(a, b) for a, b in combinations(range(len(labels)), 2) if labels[a] == labels[b]}


def brute_bcubed(left, right):
    if not left:
        return 1.0
    total = 0.0
    for item in range(len(left)):
        mine = [other for other in range(len(left)) if left[other] == left[item]]
        total += sum(right[other] == right[item] for other in mine) / len(mine)
    return total / len(left)


@given(labellings)
def test_pairs_and_bcubed_agree_with_brute_force(items):
    truth, found = [a for a, _ in items], [b for _, b in items]
    true_pairs, found_pairs = brute_pairs(truth), brute_pairs(found)
    both = len(true_pairs & found_pairs)
    result = evaluate(truth, found)
    assert result.pairs.precision == (both / len(found_pairs) if found_pairs else 1.0)
    assert result.pairs.recall == (both / len(true_pairs) if true_pairs else 1.0)
    assert result.bcubed.precision == pytest.approx(brute_bcubed(found, truth))
    assert result.bcubed.recall == pytest.approx(brute_bcubed(truth, found))


@given(labellings)
def test_the_rand_index_agrees_with_its_contingency_form(items):
    truth, found = [a for a, _ in items], [b for _, b in items]
    a = len(brute_pairs(truth) & brute_pairs(found))
    b = len(brute_pairs(truth)) - a
    c = len(brute_pairs(found)) - a
    d = len(items) * (len(items) - 1) // 2 - a - b - c
    bottom = (a + b) * (b + d) + (a + c) * (c + d)
    expected = 2 * (a * d - b * c) / bottom if bottom else 1.0
    assert evaluate(truth, found).ari == pytest.approx(expected)


@given(labellings)
def test_a_clustering_agrees_with_itself_whatever_its_names(items):
    truth = [a for a, _ in items]
    result = evaluate(truth, [f"name {label}" for label in truth])
    assert (result.pairs.f1, result.bcubed.f1, result.ari) == (1.0, 1.0, 1.0)


def test_the_json_has_exactly_the_promised_keys():
    assert evaluate(["a", "a", "b"], [1, 2, 2]).as_json() == {
        "pairs": {"precision": 0.0, "recall": 0.0, "f1": 0.0},
        "bcubed": {"precision": pytest.approx(2 / 3), "recall": pytest.approx(2 / 3), "f1": pytest.approx(2 / 3)},
        "ari": pytest.approx(-0.5),
        "clusters": {"true": 2, "found": 2},
    }


def test_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match="argument"):
        evaluate([1], [1, 2])
