"""What the index counts, beside a count by hand, whatever rows carry."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from resolve_factory import build_table
from resolve_generator import Habits, generate

from adwatch.domain.features import FeatureKind
from adwatch.resolve.index import MOST_COUNTED, MOST_VALUES, Rarity, build_index, number_values
from adwatch.resolve.linkage import link
from adwatch.resolve.table import Tokens

ROWS = 24


@pytest.fixture(scope="module")
def few():
    return build_table(generate(Habits(), 6, 3)[0][:ROWS])


def tokens_of(carried):
    ordered = sorted(carried)
    return Tokens(np.array([row for row, _ in ordered], np.int32), np.array([value for _, value in ordered], np.uint64))


carried_by = st.sets(st.tuples(st.integers(0, ROWS - 1), st.integers(0, 40)), max_size=200)


@given(carried_by, st.sampled_from(sorted(FeatureKind)))
def test_any_values_on_any_rows_are_counted(few, carried, kind):
    rows = len(few.version)
    carried = {(row, value) for row, value in carried if row < rows}
    index = build_index(replace(few, tokens=few.tokens | {kind: tokens_of(carried)}))
    found = index.carried[kind]
    assert found.stands_for.tolist() == sorted({value for _, value in carried})
    assert found.rows.tolist() == [sum(value == one for _, one in carried) for value in found.stands_for.tolist()]
    assert len(found.persons) == len(found.rows)
    assert ((found.persons >= 1) & (found.persons <= np.maximum(found.rows, 1))).all()
    for row in range(rows):
        mine = [int(found.stands_for[number]) for number in found.values[row] if number >= 0]
        theirs = {value for one, value in carried if one == row}
        assert set(mine) <= theirs
        assert len(mine) == min(len(theirs), MOST_VALUES)


def test_an_advert_that_lists_more_numbers_than_are_compared_is_linked(few):
    listed = {(0, number) for number in range(MOST_VALUES + 3)}
    found = link(replace(few, tokens=few.tokens | {FeatureKind.PHONE: tokens_of(listed)}))
    assert len(found.advertiser) == len(few.version)


def test_of_many_values_the_rarest_stand_first():
    numbered = number_values(tokens_of({(0, 7), (0, 9), (1, 7), (2, 7), (2, 8), (3, 8)}), 4)
    assert [int(numbered.stands_for[value]) for value in numbered.values[0, :2]] == [9, 7]
    assert [int(numbered.stands_for[value]) for value in numbered.values[2, :2]] == [8, 7]


def test_a_contact_that_thousands_carry_is_no_ones_and_says_nothing(few):
    count = MOST_COUNTED + 1
    rows = np.arange(count) % len(few.version)
    tokens = Tokens(np.sort(rows).astype(np.int32), np.full(count, 5, np.uint64))
    found = build_index(replace(few, tokens=few.tokens | {FeatureKind.PHONE: tokens})).carried[FeatureKind.PHONE]
    assert found.rows.tolist() == [count]
    assert (found.values < 0).all()


def test_what_many_write_is_common_and_what_one_writes_is_rare():
    signature = np.random.default_rng(2).integers(0, 2**32, (50, 128), np.uint32)
    signature[:40, 0] = signature[0, 0]
    everyone = np.ones(50, np.bool_)
    rarity = Rarity.over(signature, everyone).of(signature, everyone)
    assert rarity[0, 0] < rarity[45, 0]
    assert (rarity[:40, 0] == rarity[0, 0]).all()
    silent = np.arange(50) > 10
    assert not Rarity.over(signature, silent).of(signature, silent)[:10].any()
