"""Clocks: what is due when, what a hold changes, and which months close before their sightings go."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.guard.retention import (
    MARGIN,
    STARTS,
    Clock,
    closing_months,
    hold_until,
    is_closing,
    is_held,
    last_of,
    month_of,
    next_month,
)
from adwatch.specs.mandate import RetentionClass

DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))
CLOCKS = st.builds(Clock, st.sampled_from(RetentionClass), st.integers(1, 5000))


@given(CLOCKS, DAYS)
def test_what_is_kept_is_kept_on_its_last_day_and_due_on_the_next(clock, started):
    last = clock.last_day(started)
    assert (last - started).days == clock.days
    assert not clock.is_due(started, last)
    assert clock.is_due(started, last + timedelta(days=1))


@given(CLOCKS, DAYS, DAYS, st.integers(1, 400))
def test_what_is_due_stays_due_and_a_shorter_mandate_makes_no_less_due(clock, started, today, fewer):
    if clock.is_due(started, today):
        assert clock.is_due(started, today + timedelta(days=1))
        assert Clock(clock.kept, max(1, clock.days - fewer)).is_due(started, today)


@given(CLOCKS, DAYS, DAYS, DAYS)
def test_a_hold_defers_what_is_due_to_its_last_day_and_not_a_day_longer(clock, started, today, until):
    due = clock.is_due(started, today, until)
    assert due == (clock.is_due(started, today) and until < today)
    assert is_held(until, until)
    assert not is_held(until, until + timedelta(days=1))
    assert not is_held(None, today)


@given(DAYS)
def test_a_review_holds_no_longer_than_an_unreviewed_signal_is_kept(opened):
    signals = Clock(RetentionClass.SIGNALS, 90)
    assert hold_until(opened, signals) == opened + timedelta(days=90)


def test_every_class_says_when_its_clock_starts():
    assert set(STARTS) == set(RetentionClass)


@given(DAYS)
def test_months_follow_one_another_without_a_gap(day):
    month = month_of(day)
    assert month <= day <= last_of(month)
    assert last_of(month) + timedelta(days=1) == next_month(month) == month_of(next_month(month))


@given(st.integers(1, 3000), DAYS, DAYS)
def test_no_month_is_open_whose_first_sighting_has_expired(days, month, today):
    clock = Clock(RetentionClass.SIGHTINGS, days)
    assert is_closing(month_of(month), clock, today) or not clock.is_due(month_of(month), today)


@given(st.integers(93, 3000), DAYS, DAYS)
def test_a_month_closes_when_it_is_over_and_so_long_before_that_its_stays_are_whole(days, day, today):
    clock, month = Clock(RetentionClass.SIGHTINGS, days), month_of(day)
    if is_closing(month, clock, today) and not is_closing(month, clock, today - timedelta(days=1)):
        assert last_of(month) + MARGIN <= today
        assert not clock.is_due(month - MARGIN, today - timedelta(days=1))


@given(st.integers(1, 3000), DAYS, DAYS)
def test_closing_months_are_all_from_the_oldest_on_that_close(days, oldest, today):
    clock = Clock(RetentionClass.SIGHTINGS, days)
    closing = list(closing_months(oldest, clock, today))
    assert closing == sorted(set(closing))
    assert closing[:1] == ([month_of(oldest)] if is_closing(month_of(oldest), clock, today) else [])
    after = next_month(closing[-1]) if closing else month_of(oldest)
    assert not is_closing(after, clock, today)


def test_without_a_sighting_no_month_closes():
    assert list(closing_months(None, Clock(RetentionClass.SIGHTINGS, 1), date(2026, 1, 1))) == []


@pytest.mark.parametrize(("today", "closes"), [(date(2023, 1, 29), False), (date(2023, 1, 30), True)])
def test_two_years_of_sightings_close_a_month_a_month_before_it_expires(today, closes):
    assert is_closing(date(2021, 3, 1), Clock(RetentionClass.SIGHTINGS, 730), today) is closes
