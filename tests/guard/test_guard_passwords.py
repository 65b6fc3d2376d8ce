"""Passwords: what is kept of them, and how slowly they are tried."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.errors import BadInput
from adwatch.guard import passwords
from adwatch.guard.passwords import (
    FORGOTTEN_AFTER,
    FREE_FAILURES,
    LONGEST_WAIT,
    fits,
    hash_password,
    is_outdated,
    wait_after,
    wait_left,
)

GOOD = "negen groene fietsen"
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_a_password_is_kept_as_argon2id_with_a_salt_of_its_own():
    one, other = hash_password(GOOD, "bea"), hash_password(GOOD, "bea")
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert one != other
    assert GOOD not in one
    assert fits(GOOD, one)
    assert fits(GOOD, other)
    assert not is_outdated(one)


@pytest.mark.parametrize("tried", ["", "Negen groene fietsen", "negen groene fietsen ", "\x00", "\ud800"])
def test_another_word_does_not_fit(tried):
    assert not fits(tried, hash_password(GOOD, "bea"))


def test_what_looks_the_same_on_another_keyboard_fits():
    assert fits("cafe\u0301 met negen fietsen", hash_password("caf\u00e9 met negen fietsen", "bea"))


def test_nobody_and_nonsense_fit_nothing():
    assert not fits("a password that nobody has", None)
    assert not fits(GOOD, "no hash")


def test_nobodys_password_is_worked_on_as_long(monkeypatch):
    """What takes the time is the hashing: it is done for a name that nobody has, too."""
    tried = []

    class Counting:
        def verify(self, hashed, password):
            tried.append(hashed.split("$")[:5])
            return hasher.verify(hashed, password)

        def hash(self, password):
            return hasher.hash(password)

    hasher = passwords._hasher
    known = hash_password(GOOD, "bea")
    monkeypatch.setattr(passwords, "_hasher", Counting())
    assert not fits("something else", known)
    assert not fits("something else", None)
    assert len(tried) == 2
    assert tried[0][:4] == tried[1][:4]


@pytest.mark.parametrize(
    ("password", "said"),
    [("kort", "15 to"), ("x" * 300, "to 256"), ("abcabcabcabcabcabc", "different"), ("ik ben Bea, echt", "name")],
)
def test_a_bad_password_is_refused_by_what_is_wrong(password, said):
    with pytest.raises(BadInput, match=said):
        hash_password(password, "bea")


def test_a_hash_of_weaker_parameters_is_outdated():
    assert is_outdated("$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b1dWRWJTmaaJObG")


@given(st.integers(0, 10_000))
def test_the_wait_never_shrinks_and_has_an_end(failures):
    assert timedelta() <= wait_after(failures) <= wait_after(failures + 1) <= LONGEST_WAIT


def test_the_wait_doubles_from_one_second_on():
    assert [wait_after(failures).seconds for failures in range(8)] == [0, 0, 0, 1, 2, 4, 8, 16]
    assert wait_after(FREE_FAILURES + 30) == LONGEST_WAIT


@given(st.integers(0, 50), st.integers(0, 200_000))
def test_who_has_waited_long_enough_may_try(failures, seconds):
    left = wait_left(failures, NOW, NOW + timedelta(seconds=seconds))
    assert left == max(wait_after(failures) - timedelta(seconds=seconds), timedelta())


def test_what_is_a_day_ago_is_forgotten():
    assert wait_left(50, NOW - FORGOTTEN_AFTER, NOW) == timedelta()
    assert wait_left(50, None, NOW) == timedelta()
