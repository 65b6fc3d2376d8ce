"""What is made to break a linkage: one number or one text on very many adverts, empty adverts, another key."""

from dataclasses import replace

import numpy as np
import pytest

from adwatch.domain.features import FeatureKind
from adwatch.resolve.blocking import find_candidates
from adwatch.resolve.evaluation import evaluate
from adwatch.resolve.index import build_index
from adwatch.resolve.linkage import link
from adwatch.resolve.settings import DEFAULT
from adwatch.resolve.table import Tokens
from benchmarks.linkage.generate import draw

pytestmark = pytest.mark.slow

ROWS = 50_000
ONE_TEXT = 30_000
SMALL = 6_000
MOST_PAIRS = 60
"""Candidate pairs per advert, so that time stays in proportion to the adverts."""
LOST = 0.03
"""F1 that hostile input may cost the adverts it stands in."""


@pytest.fixture(scope="module")
def crowd():
    return draw(ROWS, 7)


@pytest.fixture(scope="module")
def undisturbed(crowd):
    return agreement(crowd.truth, link(crowd.table).advertiser)


def agreement(truth, found):
    return evaluate(truth.tolist(), found.tolist()).pairs


def with_number(table, rows, number=99):
    """The table with one more number on some rows."""
    held = table.tokens[FeatureKind.PHONE]
    row = np.concatenate([held.row, rows.astype(np.int32)])
    value = np.concatenate([held.value, np.full(len(rows), number, np.uint64)])
    order = np.lexsort((value, row))
    return replace(table, tokens={**table.tokens, FeatureKind.PHONE: Tokens(row[order], value[order])})


def with_one_text(table):
    """The table with the first row's text on the first `ONE_TEXT` rows."""
    signature = table.signature.copy()
    signature[:ONE_TEXT] = signature[0]
    return replace(table, signature=signature)


@pytest.mark.parametrize(
    ("hostile", "kind", "least"),
    [(lambda table: with_number(table, np.arange(ROWS)), "phone", ROWS), (with_one_text, "text", 0.9 * ONE_TEXT)],
)
def test_what_very_many_share_is_named_with_its_size_and_makes_few_pairs(crowd, hostile, kind, least):
    found = find_candidates(build_index(hostile(crowd.table)), DEFAULT.blocking)
    assert any(one.kind == kind and one.rows >= least for one in found.capped)
    assert all(str(one.rows) in str(one) for one in found.capped)
    assert len(found.pairs) < MOST_PAIRS * ROWS


def test_a_number_on_fifty_thousand_adverts_merges_nobody(crowd, undisturbed):
    held = agreement(crowd.truth, link(with_number(crowd.table, np.arange(ROWS))).advertiser)
    assert held.precision > undisturbed.precision - LOST
    assert held.f1 > undisturbed.f1 - LOST


def test_one_text_on_thirty_thousand_adverts_merges_no_more_than_none_would(crowd):
    silent = replace(crowd.table, has_text=crowd.table.has_text & (np.arange(ROWS) >= ONE_TEXT))
    hostile = with_one_text(crowd.table)
    held, without = (agreement(crowd.truth, link(one).advertiser) for one in (hostile, silent))
    assert held.precision > without.precision - LOST
    assert held.f1 > without.f1 - LOST


def test_adverts_without_any_feature_stay_alone():
    table = draw(SMALL, 8).table
    empty = np.arange(SMALL) < SMALL // 2
    price = np.where(empty, np.nan, table.price).astype(np.float32)
    tokens = {kind: Tokens(one.row[~empty[one.row]], one.value[~empty[one.row]]) for kind, one in table.tokens.items()}
    found = link(
        replace(
            table,
            age=np.where(empty, -1, table.age).astype(np.int16),
            price=price,
            persons=np.where(empty, 0, table.persons).astype(np.int8),
            languages=np.where(empty, 0, table.languages).astype(np.uint32),
            tokens=tokens,
            has_text=table.has_text & ~empty,
        )
    )
    assert np.bincount(found.advertiser)[found.advertiser[empty]].max() == 1


def test_features_under_another_key_link_nobody_across_the_keys():
    drawn = draw(SMALL, 9)
    other = drawn.truth % 2 == np.arange(SMALL) % 2
    tokens = {
        kind: Tokens(one.row, np.where(other[one.row], ~one.value, one.value))
        for kind, one in drawn.table.tokens.items()
    }
    signature = np.where(other[:, None], ~drawn.table.signature, drawn.table.signature)
    found = link(replace(drawn.table, tokens=tokens, signature=signature))
    mixed = np.intersect1d(found.advertiser[other], found.advertiser[~other])
    assert not len(mixed)
