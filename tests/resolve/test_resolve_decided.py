"""What a person said outranks the score, whatever the rest of the evidence says, in every run."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from resolve_factory import build_table
from resolve_generator import Habits, generate

from adwatch.resolve.blocking import find_candidates
from adwatch.resolve.compare import FACTS
from adwatch.resolve.compare.decided import decided
from adwatch.resolve.constraints import settle
from adwatch.resolve.index import build_index
from adwatch.resolve.linkage import compare_rows, link
from adwatch.resolve.merging import Graph, State, merge
from adwatch.resolve.settings import DEFAULT, ClusterSettings
from adwatch.resolve.table import Decided
from adwatch.resolve.weights import WEIGHTS

ROWS = 120
RECORDS, TRUTH = generate(Habits(), ROWS, 11)
TABLE = build_table(RECORDS)
INDEX = build_index(TABLE)
MANY = build_table(generate(Habits(), 800, 5)[0])
INDEXES = {len(TABLE): INDEX, len(MANY): build_index(MANY)}


@pytest.fixture(scope="module", autouse=True)
def _one_index():
    """Building an index takes longer than all the rest, and what was said does not enter it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "adwatch.resolve.linkage.build_index",
            lambda table, _statistics=None: replace(INDEXES[len(table)], table=table),
        )
        yield


def words(*said):
    """Decided pairs of (left, right, same), in the order said."""
    left, right, same = zip(*said, strict=True) if said else ((), (), ())
    return Decided(np.array(left, np.int32), np.array(right, np.int32), np.array(same, np.bool_))


def linked(*said):
    return link(replace(TABLE, decided=words(*said)))


def pair_where(same, least=0):
    """The first pair of rows that are (not) one person in truth, and that the linkage sees so."""
    found = link(TABLE).advertiser
    return next(
        (left, right)
        for left in range(least, ROWS)
        for right in range(left + 1, ROWS)
        if (TRUTH[left] == TRUTH[right]) == (found[left] == found[right]) == same
    )


@pytest.mark.parametrize("said", [True, False])
def test_a_word_holds_although_all_else_says_the_opposite(said):
    left, right = pair_where(same=not said)
    before, after = link(TABLE).advertiser, linked((left, right, said)).advertiser
    assert (before[left] == before[right]) is not said
    assert (after[left] == after[right]) == said


def test_same_makes_two_whole_advertisers_one_and_touches_no_other():
    left, right = pair_where(same=False)
    before, after = link(TABLE).advertiser, linked((left, right, True)).advertiser
    both = np.isin(before, before[[left, right]])
    assert len(set(after[both].tolist())) == 1
    assert not np.isin(after[~both], after[both]).any()


def test_a_chain_of_same_is_one_and_what_is_no_candidate_is_compared():
    table = replace(TABLE, decided=words((0, 40, True), (40, 80, True), (80, 119, True)))
    result = link(table)
    assert len({int(result.advertiser[row]) for row in (0, 40, 80, 119)}) == 1
    pairs = find_candidates(replace(INDEX, table=table), DEFAULT.blocking).pairs
    assert {(0, 40), (40, 80), (80, 119)} <= set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
    assert {(0, 40), (40, 80), (80, 119)} <= set(
        zip(result.links.left.tolist(), result.links.right.tolist(), strict=True)
    )


def test_of_contradicting_words_the_later_counts_and_one_line_tells_sizes_alone():
    earlier = linked((0, 40, True), (40, 80, True), (0, 80, False))
    assert earlier.advertiser[0] != earlier.advertiser[80]
    assert earlier.advertiser[40] == earlier.advertiser[80]
    assert [line for line in earlier.warnings if "decisions" in line] == [
        "1 of 3 decisions on pairs contradict later ones and are left aside; `adwatch why` shows what was said of a "
        "pair"
    ]
    later = linked((0, 80, False), (0, 40, True), (40, 80, True))
    assert len({int(later.advertiser[row]) for row in (0, 40, 80)}) == 1
    assert linked((0, 40, True)).warnings == link(TABLE).warnings


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_decisions_without_contradiction_all_hold(data):
    person = data.draw(st.lists(st.integers(0, 9), min_size=ROWS, max_size=ROWS), label="who is who, by decree")
    row = st.integers(0, ROWS - 1)
    pairs = data.draw(st.lists(st.tuples(row, row), max_size=150, unique=True), label="which pairs were asked")
    said = [(min(pair), max(pair), person[pair[0]] == person[pair[1]]) for pair in pairs if pair[0] != pair[1]]
    found = linked(*said).advertiser
    assert settle(words(*said)).contradicted == 0
    assert [(left, right, bool(found[left] == found[right])) for left, right, _ in said] == said


def test_a_merge_elsewhere_can_forbid_one_that_nothing_else_touches():
    # 0 and 1 are said to be one, 2 and 3 two; 1 and 2 are the likelier to merge, and then 0 and 3 may not.
    one = np.ones(2, np.float32)
    weight = np.array([[10], [5]], np.float32)
    graph = Graph(np.array([1, 0]), np.array([2, 3]), weight, one[:, None], one, one)
    said = settle(words((0, 1, True), (2, 3, False)))
    state, joints = merge(State(np.arange(4), graph), -5.0, 1.0, ClusterSettings(), said)
    assert [part.odds.tolist() for part in joints] == [[10.0]]
    labels = said.wholes(state.labels)[state.labels]
    assert len(set(labels[:3].tolist())) == 1
    assert labels[3] != labels[2]


def test_what_an_earlier_answer_does_not_keep_to_is_told():
    constraints = settle(words((0, 1, True), (2, 3, True), (4, 5, False), (6, 7, False)))
    labels = np.array([0, 0, 1, 2, 3, 3, 4, 5])
    assert constraints.unkept(labels).tolist() == [2, 3, 4, 5]
    assert settle(words()).unkept(labels).tolist() == []


def test_decisions_hold_where_the_weights_are_learned():
    dice = np.random.default_rng(4)
    person, pairs = dice.integers(0, 30, len(MANY)), dice.integers(0, len(MANY), (400, 2))
    said = [(int(a), int(b), bool(person[a] == person[b])) for a, b in np.sort(pairs, axis=1) if a != b]
    said += [(row, row + 1, bool(person[row] == person[row + 1])) for row in range(0, len(MANY) - 1, 7)]
    result = link(replace(MANY, decided=words(*said)))
    found = result.advertiser
    assert result.learned is not None
    assert [(a, b, bool(found[a] == found[b])) for a, b, _ in said] == said


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.booleans()), max_size=30))
@settings(deadline=None)
def test_what_holds_is_without_contradiction_and_the_last_word_always_holds(said):
    said = [(min(pair), max(pair), same) for *pair, same in said if pair[0] != pair[1]]
    constraints = settle(words(*said))
    kept = [*zip(*constraints.same, strict=True)], [*zip(*constraints.different, strict=True)]
    again = settle(words(*((a, b, True) for a, b in kept[0]), *((a, b, False) for a, b in kept[1])))
    assert again.contradicted == 0
    assert len(kept[0]) + len(kept[1]) + constraints.contradicted == len(said)
    if said:
        left, right, same = said[-1]
        assert (left, right) in kept[0 if same else 1]


def test_the_fact_reads_the_last_word_of_a_pair_and_stands_last():
    table = replace(TABLE, decided=words((0, 40, True), (3, 4, True), (0, 40, False)))
    index = replace(INDEX, table=table)
    left, right = np.array([0, 3, 3], np.int32), np.array([40, 4, 5], np.int32)
    assert decided(index, left, right).level.tolist() == [2, 1, 0]
    assert list(FACTS)[-1] == "decided"
    assert {row.reads for row in WEIGHTS if row.fact == "decided"} == {
        "a person said: same",
        "a person said: different",
    }
    assert compare_rows(table, left, right).log_odds[0] < -900


def test_words_leave_the_rest_of_the_linkage_as_it_was():
    left, right = pair_where(same=True)
    before, after = link(TABLE), linked((left, right, True))
    assert np.array_equal(before.advertiser, after.advertiser)
    assert np.array_equal(before.posting, after.posting)
