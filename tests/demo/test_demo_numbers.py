from __future__ import annotations

from random import Random

import phonenumbers
import pytest

from adwatch.demo.numbers import DISGUISED, FOREIGN, PLAIN, Numbers, typed


def test_numbers_are_valid_and_never_drawn_twice():
    numbers, chance = Numbers(), Random(1)
    drawn = [numbers.dutch(chance) for _ in range(2000)]
    drawn += [numbers.foreign(chance, language) for language in FOREIGN for _ in range(200)]
    assert len(set(drawn)) == len(drawn)
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(number)) for number in drawn)
    assert all(number.startswith("+31612") for number in drawn[:2000])


def test_a_language_without_a_country_gets_a_dutch_number():
    assert Numbers().foreign(Random(1), "nl").startswith("+31612")


@pytest.mark.parametrize("way", PLAIN)
def test_a_plain_number_is_found_as_it_stands(way):
    text = f"Bel {typed('+31612345678', way, 'nl')} voor een afspraak"
    found = [phonenumbers.format_number(match.number, 0) for match in phonenumbers.PhoneNumberMatcher(text, "NL")]
    assert found == ["+31612345678"]


@pytest.mark.parametrize("way", [*PLAIN, *DISGUISED])
@pytest.mark.parametrize("number", ["+31612345678", "+34612000123"])
def test_every_way_types_every_number(way, number):
    for language in ("nl", "en", "es", "pt", "de", "ro"):
        assert len(typed(number, way, language)) >= 10


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("letter o", "o6 12 34 56 78"),
        ("circled", "⓪⑥①②③④⑤⑥⑦⑧"),
        ("words", "nul zes een twee drie vier vijf zes zeven acht"),
        ("half words", "nul zes 12 34 56 78"),
        ("split by 💋", "06💋12💋34💋56💋78"),
        ("spaced", "0 6 1 2 3 4 5 6 7 8"),
    ],
)
def test_disguises(way, expected):
    assert typed("+31612345678", way, "nl") == expected


def test_keycaps_are_digits_with_two_marks():
    assert typed("+31612345678", "keycaps", "nl").replace("️⃣", "") == "0612345678"
