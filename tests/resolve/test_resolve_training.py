"""Weights learned without labels, and what they are worth."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from resolve_factory import build_table
from resolve_generator import Habits, generate

from adwatch.resolve.blocking import find_candidates
from adwatch.resolve.compare import FACTS
from adwatch.resolve.evaluation import evaluate
from adwatch.resolve.index import build_index
from adwatch.resolve.linkage import link
from adwatch.resolve.pairing import Pairs
from adwatch.resolve.scoring import Evidence, reweigh, score
from adwatch.resolve.settings import DEFAULT
from adwatch.resolve.training import MOST_PAIRS, MOST_WEIGHT, as_rows, learn, sample
from adwatch.resolve.weights import LEVELS, WEIGHTS, weigh

FACT = {fact: column for column, fact in enumerate(FACTS)}
SILENT = replace(weigh(), weight=np.zeros_like(weigh().weight))


@pytest.fixture(scope="module")
def corpus():
    records, truth = generate(Habits(), 2500, 11)
    return build_table(records), truth


@pytest.fixture(scope="module")
def linked(corpus):
    return link(corpus[0])


def labels_of(corpus, pairs):
    _, truth = corpus
    person = np.unique(np.array(truth), return_inverse=True)[1]
    return (person[pairs.left] == person[pairs.right]).astype(np.float64)


def test_what_is_learned_without_labels_is_near_to_what_labels_say(corpus, linked):
    index = build_index(corpus[0])
    pairs = find_candidates(index, DEFAULT.blocking).pairs
    told = learn(score(index, pairs, weigh()), weigh(), labels_of(corpus, pairs))
    own = linked.learned.weighing
    assert own.prior == pytest.approx(told.prior, abs=0.15)
    for fact, level in (("same_phone", 1), ("same_phone", 6), ("near_age", 1), ("near_text", 1), ("near_text", 7)):
        assert own.weight[FACT[fact], level] == pytest.approx(told.weight[FACT[fact], level], abs=0.6), (fact, level)


def test_learning_does_not_cost_what_it_promises(corpus, linked):
    table, truth = corpus
    found = evaluate(truth, linked.advertiser.tolist()).pairs.f1
    untrained = evaluate(truth, link(table, weighing=weigh()).advertiser.tolist()).pairs.f1
    assert found > untrained - 0.01
    assert linked.expected.f1 == pytest.approx(found, abs=0.03)


def test_learned_weights_link_alike_when_they_were_kept(corpus, linked):
    again = link(corpus[0], weighing=linked.learned.weighing, threshold=linked.learned.threshold)
    assert evaluate(linked.advertiser.tolist(), again.advertiser.tolist()).pairs.f1 > 0.999


def test_too_little_teaches_nothing():
    records, _ = generate(Habits(), 60, 3)
    assert link(build_table(records)).learned is None


def test_a_persons_word_keeps_its_weight(linked):
    decided = FACT["decided"]
    assert np.array_equal(linked.learned.weighing.weight[decided], weigh().weight[decided])


def test_the_table_says_where_every_weight_is_from(linked):
    rows = as_rows(linked.learned.weighing, "learned on 2500 versions")
    assert [(row.fact, row.level, row.reads) for row in rows] == [(row.fact, row.level, row.reads) for row in WEIGHTS]
    assert {row.source for row in rows if row.fact != "decided"} == {"learned on 2500 versions"}
    assert all(row.source.startswith("set: ") for row in rows if row.fact == "decided")


def invented_evidence(level, same):
    pairs = Pairs(np.zeros(len(same), np.int32), np.arange(1, len(same) + 1, dtype=np.int32))
    weight = np.zeros((len(same), len(FACTS)), np.float16)
    return Evidence(pairs, level, weight, np.zeros(len(same), np.float32))


@given(st.lists(st.tuples(st.integers(0, LEVELS - 1), st.floats(0, 1)), min_size=1, max_size=200))
def test_weights_are_finite_bounded_and_silent_where_nothing_was_seen(told):
    level = np.zeros((len(told), len(FACTS)), np.int8)
    level[:, FACT["near_age"]] = [one for one, _ in told]
    same = np.array([likely for _, likely in told])
    weighing = learn(invented_evidence(level, same), SILENT, same)
    assert np.isfinite(weighing.weight).all()
    assert np.isfinite(weighing.prior)
    assert np.abs(weighing.weight).max() <= MOST_WEIGHT
    seen = {one for one, _ in told}
    unseen = [one for one in range(LEVELS) if one not in seen or one == 0]
    assert not weighing.weight[FACT["near_age"], unseen].any()


def test_a_level_that_stands_among_the_same_speaks_for_and_among_others_against():
    level = np.zeros((400, len(FACTS)), np.int8)
    level[:200, FACT["near_age"]], level[200:, FACT["near_age"]] = 1, 5
    same = np.r_[np.full(200, 0.9), np.full(200, 0.1)]
    weighing = learn(invented_evidence(level, same), SILENT, same)
    assert weighing.weight[FACT["near_age"], 1] == pytest.approx(np.log(9), abs=0.05)
    assert weighing.weight[FACT["near_age"], 5] == pytest.approx(-np.log(9), abs=0.05)
    assert weighing.prior == pytest.approx(0, abs=1e-9)


def test_other_weights_leave_rarity_as_it_was(corpus):
    index = build_index(corpus[0])
    pairs = find_candidates(index, DEFAULT.blocking).pairs
    other = replace(weigh(), weight=weigh().weight + np.float32(0.5))
    fresh = score(index, pairs, other)
    again = reweigh(score(index, pairs, weigh()), weigh(), other)
    assert np.allclose(fresh.weight, again.weight, atol=0.02)


def test_a_sample_keeps_clusters_whole_and_the_share_of_pairs():
    rng = np.random.default_rng(5)
    rows = MOST_PAIRS
    left = np.repeat(np.arange(0, rows, 2), 4)
    right = np.where(np.arange(len(left)) % 4 == 0, left + 1, rng.integers(0, rows, len(left)))
    pairs = Pairs(left.astype(np.int32), right.astype(np.int32))
    odds = np.where(right == left + 1, 5.0, -9.0).astype(np.float32)
    evidence = replace(invented_evidence(np.zeros((1, len(FACTS)), np.int8), np.zeros(1)), pairs=pairs)
    taken = sample(evidence, odds, rows)
    assert taken.mean() == pytest.approx(MOST_PAIRS / len(pairs), rel=0.05)
    assert (odds[taken] > 0).mean() == pytest.approx((odds > 0).mean(), rel=0.05)
