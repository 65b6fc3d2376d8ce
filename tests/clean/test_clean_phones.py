import re
from datetime import date

import clean_corpus
import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from adwatch.clean.phone_walk import walk
from adwatch.clean.phones import find_phones, parse_phones

MOBILE = st.from_regex(r"06[1-58][0-9]{7}", fullmatch=True)
DATE = re.compile(r"(?<!\d)\d{1,2}/\d{1,2}(?!\d)")
BREAKS = ("", " ", "-", ".", "*", " 💋 ", " - ", "/", "_", "\u200b", " x ", "\n")


def test_corpus(capsys):
    clean_corpus.hold_floor("phones", lambda text: set(find_phones(text)), capsys)


@pytest.mark.parametrize(
    ("declared", "number"),
    [
        ("0612345678", "+31612345678"),
        ("06.1234.5678", "+31612345678"),
        ("0 6 1 2 3 4 5 6 7 8", "+31612345678"),
        ("612345678", "+31612345678"),
        ("31612345678", "+31612345678"),
        ("tel. 06-12345678 (Lotus)", "+31612345678"),
        ("0470123456", "+32470123456"),
        ("40721234567", "+40721234567"),
    ],
)
def test_a_declared_field_is_read_more_laxly(declared, number):
    assert parse_phones([declared]) == (number,)


@pytest.mark.parametrize("declared", ["", "-", "geen", "op aanvraag", "12345", "150 euro", "\x00", "9" * 40, "0" * 10])
def test_a_declared_field_without_a_number_gives_none(declared):
    assert parse_phones([declared]) == ()


def test_declared_fields_are_united_and_sorted():
    assert parse_phones(["06-12349876 / 0612345678", "+31612345678"]) == ("+31612345678", "+31612349876")


@given(MOBILE, st.lists(st.sampled_from(BREAKS), min_size=9, max_size=9))
def test_a_number_is_found_whatever_stands_between_its_digits(number, breaks):
    written = number[0] + "".join(gap + digit for gap, digit in zip(breaks, number[1:], strict=True))
    assume(not DATE.search(written))  # `1/1` on its own is a date or a part, and no digits of a number
    assert find_phones(f"bel {written} voor een afspraak") == ("+31" + number[1:],)


@given(st.text(max_size=120))
def test_only_valid_numbers_come_out(text):
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(number)) for number in find_phones(text))


@given(st.text("0123456789", min_size=16, max_size=60))
def test_nothing_is_cut_out_of_a_long_row_of_digits(digits):
    assert find_phones(f"nr {digits} x") == ()


@given(st.lists(st.integers(20, 999), max_size=40), st.sampled_from((" ", ", ", " / ", " euro ", "\n", "-")))
def test_rows_of_prices_are_no_numbers(prices, gap):
    assert find_phones(gap.join(map(str, prices))) == ()


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(("%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"))
)
def test_dates_are_no_numbers(day, form):
    assert find_phones(f"aanwezig vanaf {day.strftime(form)} 10:00-22:00 uur") == ()


def test_the_walk_asks_before_it_believes():
    assert list(walk("06 12 34 56 78", lambda written, region: None)) == []
