"""What a night asks of the store, beside what brute force over all pairs gives."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from adwatch.resolve.incremental import (
    Bands,
    changed_clusters,
    join_networks,
    pair_agreement,
    same_writing,
    sharing,
    similar_texts,
    writing_counts,
)
from adwatch.resolve.index import Rarity
from adwatch.resolve.settings import DEFAULT

labels = st.integers(0, 30).flatmap(
    lambda size: st.tuples(*(arrays.arrays(np.int64, size, elements=st.integers(0, 6)) for _ in range(2)))
)


def pairs_of(label):
    return {(one, other) for one, other in combinations(range(len(label)), 2) if label[one] == label[other]}


@given(labels)
def test_agreement_is_the_f1_over_pairs(both):
    one, other = map(pairs_of, both)
    expected = 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0
    assert pair_agreement(*both) == expected


@given(labels)
def test_a_cluster_is_unchanged_where_the_same_rows_stood_in_one_before(both):
    found, earlier = both[0], both[1] - 1
    changed = changed_clusters(found, earlier)
    for row in range(len(found)):
        mine = set(np.flatnonzero(found == found[row]))
        stood = set(np.flatnonzero(earlier == earlier[row]))
        assert changed[row] == (earlier[row] < 0 or mine != stood)


@given(labels, st.sets(st.integers(0, 5)))
def test_networks_that_last_are_never_taken_apart_and_others_only_as_found(both, lasting):
    found, earlier = np.unique(both[0], return_inverse=True)[1], both[1] - 1
    joined = join_networks(found, earlier, np.array(sorted(lasting), np.int64))
    for one, other in combinations(range(len(found)), 2):
        together = found[one] == found[other]
        lasts = earlier[one] == earlier[other] and int(earlier[one]) in lasting
        if together or lasts:
            assert joined[one] == joined[other]
    if not lasting:
        assert pairs_of(joined) == pairs_of(found)


@given(
    arrays.arrays(np.uint64, st.integers(1, 60), elements=st.integers(0, 20)),
    st.sets(st.integers(0, 59), max_size=8),
)
def test_sharing_finds_every_row_with_a_key_that_was_asked_for(keys, asked):
    rows = np.array(sorted(row for row in asked if row < len(keys)), np.int64)
    found = sharing(keys, rows)
    wanted = set(keys[rows].tolist())
    assert set(found.row.tolist()) == {row for row, key in enumerate(keys.tolist()) if key in wanted}
    assert found.keys[found.key].tolist() == keys[found.row].tolist()
    assert found.rows_per_key.tolist() == [int((keys == key).sum()) for key in found.keys]


def signatures(rows, seed=4):
    return np.random.default_rng(seed).integers(0, 2**32, (rows, 128), np.uint32)


def test_texts_like_a_new_one_are_found_and_texts_of_others_are_not():
    signature = signatures(200)
    signature[50] = np.where(np.arange(128) < 110, signature[10], signature[50])
    signature[60] = signature[70]
    bands = Bands.of(signature, DEFAULT.blocking.bands)
    rarity = Rarity.over(signature, np.ones(200, np.bool_))
    found = similar_texts(bands, signature, rarity, np.array([10, 30]), DEFAULT.blocking)
    assert list(zip(found.left.tolist(), found.right.tolist(), strict=True)) == [(10, 50)]


def test_rows_of_one_writing_are_counted_over_the_whole_store_and_a_crowd_is_not_fetched():
    signature = signatures(100)
    signature[:40] = signature[0]
    signature[90] = signature[91]
    bands = Bands.of(signature, DEFAULT.blocking.bands)
    assert same_writing(bands, np.array([3, 90]), 30).tolist() == [90, 91]
    assert same_writing(bands, np.array([3]), 40).tolist() == list(range(40))
    counts = writing_counts(bands, np.array([3, 90]))
    assert sorted(set(counts.of(bands.wide[:, 3]).tolist())) == [40]
    assert sorted(set(counts.of(bands.wide[:, 90]).tolist())) == [2]
