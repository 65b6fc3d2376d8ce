from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serve_fake import make_advert

from adwatch.clean.dates import parse_date
from adwatch.clean.prices import find_prices
from adwatch.demo.facts import PRICE_FORMS, PRICE_LABELS
from adwatch.demo.serve.wording import (
    TEASER_LENGTH,
    changed_at,
    dutch_date,
    mailable,
    minutes_of,
    numeric_prices,
    paragraphs,
    price_sentence,
    teaser,
    time_ago,
)
from adwatch.domain.nights import night_of


def test_dates_are_written_in_dutch():
    assert dutch_date(date(2021, 3, 9)) == "9 maart 2021"


@given(st.text())
def test_a_teaser_is_one_short_line(text):
    line = teaser(text)
    assert len(line) <= TEASER_LENGTH + 1
    assert len(line.splitlines()) <= 1


def test_a_teaser_is_cut_at_a_word():
    assert teaser("woord " * 40) == " ".join(["woord"] * 18) + "…"


def test_paragraphs_are_parted_by_empty_lines():
    assert paragraphs("een\ntwee\n\n \ndrie\n") == [["een", "twee"], ["drie"]]


@pytest.mark.parametrize(("contact", "expected"), [("a@b.example", True), ("0612340001", False), ("@ lotus", False)])
def test_addresses_are_told_from_numbers(contact, expected):
    assert mailable(contact) is expected


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 99))
def test_the_moment_of_a_change_lies_on_its_day(day, revision):
    assert night_of(changed_at(make_advert("a9", changed_on=day, revision=revision))) == day


@pytest.mark.parametrize(
    ("label", "minutes"),
    [
        *((half, 30) for half, _ in PRICE_LABELS),
        *((whole, 60) for _, whole in PRICE_LABELS),
        *(("2 uur", 120), ("45 min", 45), ("1h", 60), ("nacht", None)),
    ],
)
def test_durations_are_told_in_minutes(label, minutes):
    assert minutes_of(label) == minutes


def test_prices_as_typed_are_told_in_whole_euros():
    for form in PRICE_FORMS:
        advert = make_advert("a9", prices=(("1 uur", form.format(150)), ("nacht", "800"), ("30 min", "in overleg")))
        assert list(numeric_prices(advert)) == [(60, 150)]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "vandaag"),
        (1, "gisteren"),
        (2, "2 dagen geleden"),
        (13, "13 dagen geleden"),
        (14, "2 weken geleden"),
        (27, "3 weken geleden"),
    ],
)
def test_a_day_is_told_from_today(days, said):
    today = date(2021, 3, 14)
    assert time_ago(today - timedelta(days=days), today) == said


@given(st.integers(0, 13))
def test_a_day_of_the_last_two_weeks_is_understood(days):
    today = date(2021, 3, 14)
    assert parse_date(time_ago(today - timedelta(days=days), today), today) == today - timedelta(days=days)


def test_prices_are_told_in_a_sentence_that_is_understood():
    for label, whole in PRICE_LABELS:
        said = price_sentence(make_advert("a9", prices=((label, "€ 80"), (whole, "150,00"))))
        assert said == "Ik vraag 80 euro voor 30 minuten en 150 euro voor een uur."
        assert find_prices(said) == {30: 80.0, 60: 150.0}
    assert price_sentence(make_advert("a9")) == ""
