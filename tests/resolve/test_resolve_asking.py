"""Which pairs a person is asked about first."""

import numpy as np
import pytest
from resolve_factory import build_table
from resolve_generator import Habits, generate

from adwatch.resolve.asking import choose_pairs
from adwatch.resolve.blocking import find_candidates
from adwatch.resolve.compare import FACTS
from adwatch.resolve.index import build_index
from adwatch.resolve.linkage import link
from adwatch.resolve.pairing import Pairs
from adwatch.resolve.scoring import Evidence, prior_log_odds, score
from adwatch.resolve.settings import DEFAULT
from adwatch.resolve.weights import weigh

THRESHOLD = DEFAULT.clusters.threshold


@pytest.fixture(scope="module")
def scored():
    table = build_table(generate(Habits(), 300, 7)[0])
    index = build_index(table)
    evidence = score(index, find_candidates(index, DEFAULT.blocking).pairs, weigh())
    odds = evidence.log_odds(prior_log_odds(len(table), DEFAULT.adverts_per_advertiser))
    return evidence, odds, link(table).advertiser


def all_askable(evidence):
    return np.ones(len(evidence.pairs), np.bool_)


def test_pairs_near_the_threshold_that_hang_on_different_facts_come_first(scored):
    evidence, odds, advertiser = scored
    chosen = choose_pairs(evidence, odds, advertiser, THRESHOLD, all_askable(evidence), 12)
    assert len(chosen) == len(set(chosen.tolist())) == 12
    facts = {(int(row.argmax()), int(row.argmin())) for row in evidence.weight[chosen]}
    assert len(facts) >= 6
    assert np.median(np.abs(odds[chosen] - THRESHOLD)) < np.median(np.abs(odds - THRESHOLD))


def test_two_advertisers_are_asked_about_once(scored):
    evidence, odds, advertiser = scored
    chosen = choose_pairs(evidence, odds, advertiser, THRESHOLD, all_askable(evidence), 500)
    left, right = advertiser[evidence.pairs.left[chosen]], advertiser[evidence.pairs.right[chosen]]
    asked = [tuple(sorted(pair)) for pair in zip(left.tolist(), right.tolist(), strict=True)]
    assert len(asked) == len(set(asked))


def test_what_may_not_be_asked_is_not_asked(scored):
    evidence, odds, advertiser = scored
    first = choose_pairs(evidence, odds, advertiser, THRESHOLD, all_askable(evidence), 5)
    askable = all_askable(evidence)
    askable[first] = False
    assert not set(choose_pairs(evidence, odds, advertiser, THRESHOLD, askable, 5).tolist()) & set(first.tolist())
    assert len(choose_pairs(evidence, odds, advertiser, THRESHOLD, ~all_askable(evidence), 5)) == 0


def test_where_there_is_no_pair_nothing_is_asked():
    none = np.empty(0, np.int32)
    shape = (0, len(FACTS))
    evidence = Evidence(Pairs(none, none), np.empty(shape, np.int8), np.empty(shape, np.float32), none.astype("f4"))
    assert len(choose_pairs(evidence, none.astype("f4"), np.arange(3), THRESHOLD, none.astype(bool), 5)) == 0
