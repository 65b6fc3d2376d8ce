"""Ids follow the versions, not the labels of a run."""

from itertools import count

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from adwatch.resolve.identity import Merge, Split, stable_ids


def identify(previous, clusters):
    versions = [version for cluster in clusters for version in cluster]
    labels = [label for label, cluster in enumerate(clusters) for _ in cluster]
    numbers = count(100)
    return stable_ids(previous, np.array(versions, np.int64), np.array(labels, np.int64), lambda: next(numbers))


def test_a_first_run_gives_new_ids_in_the_order_of_versions():
    assert list(identify({}, [[5, 6], [1]]).ids) == [101, 101, 100]


def test_a_cluster_keeps_the_id_of_its_largest_part():
    result = identify({1: 7, 2: 7, 3: 8}, [[1, 2, 3, 4]])
    assert list(result.ids) == [7, 7, 7, 7]
    assert result.merges == (Merge(7, (7, 8)),)
    assert result.splits == ()


def test_a_split_leaves_the_id_with_the_larger_part():
    result = identify({1: 7, 2: 7, 3: 7}, [[1, 2], [3]])
    assert list(result.ids) == [7, 7, 100]
    assert result.splits == (Split(7, (7, 100)),)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=30), st.randoms())
def test_ids_do_not_depend_on_order_and_repeat_on_a_rerun(items, random):
    previous = {version: earlier for version, (earlier, _) in enumerate(items)}
    labels = [label for _, label in items]
    order = list(range(len(items)))
    random.shuffle(order)
    numbers, again = count(100), count(100)
    plain = stable_ids(previous, np.arange(len(items)), np.array(labels, np.int64), lambda: next(numbers))
    mixed = stable_ids(
        previous, np.array(order, np.int64), np.array([labels[i] for i in order], np.int64), lambda: next(again)
    )
    assert [int(plain.ids[i]) for i in order] == [int(i) for i in mixed.ids]
    rerun = stable_ids(
        dict(enumerate(plain.ids.tolist())), np.arange(len(items)), np.array(labels, np.int64), lambda: next(numbers)
    )
    assert list(rerun.ids) == list(plain.ids)
    assert rerun.merges == rerun.splits == ()
