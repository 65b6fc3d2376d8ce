"""Adverts whose tokens have expired go where those went with which they were linked."""

import numpy as np

from adwatch.resolve.settled import follow


def rows(*values):
    return np.array(values, np.int64).reshape(-1, 4)


def test_an_id_that_lives_on_keeps_its_settled_versions():
    before = rows((1, 10, 20, 30), (2, 11, 21, 31))
    assert follow(rows((9, 10, 20, 30)), before, before).tolist() == [[9, 10, 20, 30]]


def test_those_of_an_id_that_is_gone_go_where_most_of_its_versions_went():
    before = rows((1, 10, 20, 30), (2, 10, 20, 30), (3, 10, 20, 30))
    now = rows((1, 12, 22, 32), (2, 12, 22, 32), (3, 13, 23, 33))
    assert follow(rows((9, 10, 20, 30)), before, now).tolist() == [[9, 12, 22, 32]]


def test_a_posting_of_settled_versions_alone_follows_its_advertiser():
    before = rows((1, 10, 20, 30), (2, 11, 21, 31))
    now = rows((1, 10, 20, 30), (2, 11, 20, 30))
    assert follow(rows((9, 15, 21, 31)), before, now).tolist() == [[9, 15, 20, 30]]


def test_the_advertiser_is_that_of_the_posting_where_the_posting_lives():
    before = rows((1, 10, 20, 30), (2, 11, 20, 30))
    now = rows((1, 10, 25, 35), (2, 11, 20, 30))
    assert follow(rows((9, 10, 20, 30)), before, now).tolist() == [[9, 10, 25, 35]]


def test_whoever_has_no_others_stays():
    assert follow(rows((9, 15, 25, 35)), rows(), rows()).tolist() == [[9, 15, 25, 35]]
    assert follow(rows((9, 15, 25, 35)), rows((1, 10, 20, 30)), rows((1, 12, 20, 30))).tolist() == [[9, 15, 25, 35]]


def test_nothing_settled_follows_nothing():
    assert follow(rows(), rows((1, 10, 20, 30)), rows((1, 12, 20, 30))).shape == (0, 4)


def test_ties_go_to_the_smaller_id_and_new_versions_have_no_say():
    before = rows((1, 10, 20, 30), (2, 10, 20, 30))
    now = rows((1, 13, 23, 33), (2, 12, 22, 32), (3, 12, 22, 32), (4, 11, 21, 31))
    assert follow(rows((9, 10, 20, 30)), before, now).tolist() == [[9, 12, 22, 32]]
