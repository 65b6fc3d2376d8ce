"""Sessions and form tokens: signed, bound to one another, and over in time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.domain.roles import Person, Role
from adwatch.errors import Refused
from adwatch.guard.sessions import (
    IDLE,
    LONGEST,
    csrf_token,
    new_session,
    read_cookie,
    require_csrf_token,
    require_current,
    write_cookie,
)

NOW = datetime(2026, 11, 25, 9, 30, 1, 500_000, tzinfo=UTC)
SECRETS = (b"n" * 32,)
BEA = Person(7, "bea", frozenset({Role.REVIEWER}), session_epoch=2)


def cookie(now=NOW, signing=SECRETS):
    return write_cookie(new_session(BEA, now), signing, now)


def test_a_cookie_gives_back_its_session():
    session = new_session(BEA, NOW)
    found = read_cookie(write_cookie(session, SECRETS, NOW), SECRETS, NOW)
    assert found == session
    assert (found.person_id, found.epoch, found.started) == (7, 2, NOW.replace(microsecond=0))
    assert require_current(found, BEA) is BEA


@given(st.integers(0, 10_000), st.data())
def test_a_changed_cookie_is_refused(position, data):
    value = cookie()
    at = position % len(value)
    other = data.draw(st.characters(min_codepoint=33, max_codepoint=126).filter(lambda letter: letter != value[at]))
    changed = value[:at] + other + value[at + 1 :]
    # The last letter of base64 may differ in bits that say nothing: then it is the same signature.
    if at == len(value) - 1 or (at + 1 < len(value) and value[at + 1] == "."):
        return
    with pytest.raises(Refused):
        read_cookie(changed, SECRETS, NOW)


@given(st.text(max_size=60))
def test_nonsense_is_refused(value):
    with pytest.raises(Refused, match="log in again"):
        read_cookie(value, SECRETS, NOW)


def test_another_secret_does_not_open_it_and_a_new_one_beside_it_does():
    with pytest.raises(Refused):
        read_cookie(cookie(), (b"m" * 32,), NOW)
    both = (b"m" * 32, *SECRETS)
    assert read_cookie(cookie(), both, NOW).person_id == 7
    renewed = cookie(signing=both)
    assert read_cookie(renewed, (b"m" * 32,), NOW).person_id == 7
    with pytest.raises(Refused):
        read_cookie(renewed, SECRETS, NOW)


@pytest.mark.parametrize("signing", [(), (b"short",)])
def test_a_secret_that_is_none_is_a_programming_fault(signing):
    with pytest.raises(ValueError, match="32 bytes"):
        cookie(signing=signing)


def test_it_ends_when_nobody_is_there():
    assert read_cookie(cookie(), SECRETS, NOW + IDLE - timedelta(seconds=2))
    with pytest.raises(Refused, match="ended"):
        read_cookie(cookie(), SECRETS, NOW + IDLE)


def test_it_ends_after_a_working_day_whatever_one_does():
    now, session = NOW, new_session(BEA, NOW)
    while now - NOW < LONGEST - timedelta(minutes=10):
        session = read_cookie(write_cookie(session, SECRETS, now), SECRETS, now)
        now += timedelta(minutes=10)
    with pytest.raises(Refused, match="ended"):
        read_cookie(write_cookie(session, SECRETS, now), SECRETS, NOW + LONGEST)


def test_a_cookie_from_the_future_is_refused():
    with pytest.raises(Refused):
        read_cookie(cookie(NOW + timedelta(hours=1)), SECRETS, NOW)


@pytest.mark.parametrize(
    "person", [None, replace(BEA, disabled=True), replace(BEA, session_epoch=3), replace(BEA, id=8)]
)
def test_who_is_gone_disabled_or_was_logged_out_is_refused(person):
    with pytest.raises(Refused, match="log in again"):
        require_current(new_session(BEA, NOW), person)


def test_a_form_belongs_to_one_session():
    mine, other = new_session(BEA, NOW), new_session(BEA, NOW)
    require_csrf_token(csrf_token(mine, SECRETS), mine, SECRETS)
    for token in (csrf_token(other, SECRETS), "", "nonsense", cookie(), csrf_token(mine, (b"m" * 32,))):
        with pytest.raises(Refused, match="form"):
            require_csrf_token(token, mine, SECRETS)
    with pytest.raises(Refused):
        read_cookie(csrf_token(mine, SECRETS), SECRETS, NOW)
