"""Dates relative and absolute; a date that lies ahead is none."""

from datetime import date, timedelta

import clean_corpus
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.clean.dates import parse_date

TODAY = date(2021, 3, 14)
OF_CORPUS = date(2021, 3, 10)


def iso(text):
    found = parse_date(text, OF_CORPUS)
    return clean_corpus.one_of(found and found.isoformat())


def test_corpus(capsys):
    clean_corpus.hold_floor("dates", iso, capsys)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("vandaag", TODAY),
        ("Vandaag 14:32", TODAY),
        ("gisteren", date(2021, 3, 13)),
        ("gisteren 23:10", date(2021, 3, 13)),
        ("eergisteren", date(2021, 3, 12)),
        ("today", TODAY),
        ("yesterday", date(2021, 3, 13)),
        ("hoy", TODAY),
        ("ayer", date(2021, 3, 13)),
        ("hoje", TODAY),
        ("ontem", date(2021, 3, 13)),
        ("heute", TODAY),
        ("gestern", date(2021, 3, 13)),
        ("3 dagen geleden", date(2021, 3, 11)),
        ("3 days ago", date(2021, 3, 11)),
        ("vor 3 Tagen", date(2021, 3, 11)),
        ("hace 3 días", date(2021, 3, 11)),
        ("2 weken geleden", date(2021, 2, 28)),
        ("12 mrt", date(2021, 3, 12)),
        ("12 maart 2021", date(2021, 3, 12)),
        ("12-03-2021", date(2021, 3, 12)),
        ("12/03/2021", date(2021, 3, 12)),
        ("12.03.2021", date(2021, 3, 12)),
        ("2021-03-12", date(2021, 3, 12)),
        ("2021-03-12T04:05:06+01:00", date(2021, 3, 12)),
        ("28 december", date(2020, 12, 28)),
        ("5 uur geleden", TODAY),
    ],
)
def test_written_dates(written, found):
    assert parse_date(written, TODAY) == found


@pytest.mark.parametrize(
    "written", ["", "binnenkort", "99-99-2021", "31 februari", "2999-01-01", "1 apr 2021", "06-12345678"]
)
def test_what_is_no_date_is_none(written):
    assert parse_date(written, TODAY) is None


@given(st.text(max_size=60))
def test_any_text_can_be_read_and_nothing_lies_ahead(text):
    found = parse_date(text, TODAY)
    assert found is None or found <= TODAY + timedelta(days=1)


@given(st.dates(date(2015, 1, 1), TODAY))
def test_an_iso_date_is_itself(day):
    assert parse_date(day.isoformat(), TODAY) == day
