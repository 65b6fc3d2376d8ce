import importlib
import pkgutil
import re
from re import _constants as code
from re import _parser as parser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adwatch.clean
from adwatch.clean.ages import find_age
from adwatch.clean.emails import find_emails
from adwatch.clean.handles import find_handles
from adwatch.clean.patterns import any_of, windows
from adwatch.clean.persons import find_persons
from adwatch.clean.phones import find_phones
from adwatch.clean.prices import find_prices
from adwatch.clean.text import normalise, tidy

OWN = (
    "ages", "emails", "handles", "numerals", "patterns", "persons", "phone_masks", "phone_walk", "phones",
    "prices", "text",
)  # fmt: skip
READERS = (normalise, tidy, find_phones, find_emails, find_handles, find_age, find_prices, find_persons)
PIECES = (
    "06", "0 6 ", "+31", "nul", "zes ", "een ", "twintig ", "o", "0o", "a@", "@", "a.", ".", "-", "/", "(", "1,", "€1",
    "1u", "12 uur ", "half ", "25 jaar ", "ik ben ", "twee lieve ", "telegram: ", "t.me/", "kvk ", "nl91", "aa11 ",
    "06/12 ", "10:00-", "https://", "(at)", " dot ", "\u200b", "\u0301\u0315", "0\u20e3", "①", "💋", "٣", "ﷺ", "\x00",
    "\n", "\ud800", "Anna, ", "mijn vriendin ", "p/u ", "1234 ",
)  # fmt: skip
MOST_STEPS = 700


def compiled_patterns():
    for name in OWN:
        for attribute, value in vars(importlib.import_module(f"adwatch.clean.{name}")).items():
            if isinstance(value, re.Pattern):
                yield f"{name}.{attribute}", value


def open_repeats(node, depth=0):
    """How deep repeats without a bound stand in one another."""
    deepest = depth
    for operation, argument in node:
        parts, below = [], depth
        if operation in {code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT}:
            low, high, inner = argument
            parts, below = [inner], depth + (high == code.MAXREPEAT)
            del low
        elif operation is code.SUBPATTERN:
            parts = [argument[-1]]
        elif operation is code.BRANCH:
            parts = argument[1]
        elif operation in {code.ASSERT, code.ASSERT_NOT}:
            parts = [argument[1]]
        deepest = max([deepest, below, *(open_repeats(part, below) for part in parts)])
    return deepest


def test_all_own_modules_are_looked_at():
    known = {module.name for module in pkgutil.iter_modules(adwatch.clean.__path__)}
    assert set(OWN) <= known


@pytest.mark.parametrize(("name", "pattern"), [pytest.param(*found, id=found[0]) for found in compiled_patterns()])
def test_no_open_repeat_stands_within_another(name, pattern):
    assert open_repeats(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)) <= 1, name


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_the_same_piece_for_ever_is_read_in_one_go(read, piece):
    read(piece * (20_000 // len(piece)))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(PIECES), min_size=50, max_size=MOST_STEPS), st.sampled_from(READERS))
def test_any_mixture_is_read(pieces, read):
    read("".join(pieces) * 4)


@pytest.mark.parametrize("sign", ["\x00", "\u200b", "\u202e", "\ud800", "9", "0", "\u0301"])
def test_nothing_false_comes_out_of_signs_alone(sign):
    text = sign * 40
    assert find_phones(text) == find_emails(text) == find_handles(text) == ()
    assert find_age(text) is None
    assert find_prices(text) == {}


def test_any_of_puts_the_longer_word_first():
    assert re.match(any_of("uur uurtje op_aanvraag"), "uurtje")[0] == "uurtje"
    assert re.match(any_of("op_aanvraag"), "op aanvraag")


def test_windows_overlap_into_one_and_keep_words_whole():
    text = "een twee 33 vier vijf zes zeven acht negen tien 44 elf"
    places = [text[start:end] for start, end in windows(text, re.compile(r"\d\d"), 3, 3)]
    assert places == ["twee 33 vier", "tien 44 elf"]
