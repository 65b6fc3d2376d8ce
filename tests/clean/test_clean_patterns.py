"""No text can make a reader slow: the form of every pattern, and hostile strings for every reader."""

import ast
import importlib
import inspect
import pkgutil
import re
from datetime import date
from re import _constants as code
from re import _parser as parser
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adwatch.clean
from adwatch.clean.advert import clean_advert
from adwatch.clean.ages import find_age, parse_age
from adwatch.clean.dates import parse_date
from adwatch.clean.emails import find_emails, parse_emails
from adwatch.clean.flags import find_flags
from adwatch.clean.handles import find_handles, parse_handles
from adwatch.clean.languages import find_languages, parse_languages, written_in
from adwatch.clean.mentions import find_municipality, municipality_of_postcode
from adwatch.clean.numerals import split_numerals
from adwatch.clean.origins import find_origin, parse_origin
from adwatch.clean.patterns import any_of, windows
from adwatch.clean.persons import find_persons
from adwatch.clean.phone_masks import mask
from adwatch.clean.phones import find_phones, parse_phones
from adwatch.clean.places import resolve_municipality, resolve_province, suggest
from adwatch.clean.placing import place_advert
from adwatch.clean.postcodes import parse_postcode
from adwatch.clean.prices import find_prices, parse_prices
from adwatch.clean.text import bare, fold, normalise, tidy, tidy_line
from adwatch.clean.words import key, read_words
from adwatch.domain.adverts import RawAdvert

NIGHT = date(2021, 3, 10)
OWN = frozenset((
    "advert", "ages", "dates", "emails", "flags", "handles", "languages", "mentions", "persons", "phone_masks",
    "phone_walk",
    "phones", "places", "postcodes", "prices", "text", "words",
))  # fmt: skip
"""The modules that compile patterns; a new one is to be listed here, as the test of that name asks."""


def whole_advert(text):
    """Every field of an advert filled with the same text."""
    return RawAdvert(
        board="b", advert_id="a", title=text, text=text, alias=text, age=text, phones=(text,), emails=(text,),
        handles=(text,), origin=text, languages=(text,), prices={text: text}, address=text, postcode=text, place=text,
        photo_hashes=(text,), posted_on=text,
    )  # fmt: skip


READERS = {
    "bare": bare, "find_age": find_age, "find_emails": find_emails, "find_handles": find_handles,
    "find_languages": find_languages, "find_municipality": find_municipality, "find_origin": find_origin,
    "find_persons": find_persons, "find_phones": find_phones, "find_prices": find_prices, "fold": fold, "key": key,
    "mask": mask, "municipality_of_postcode": municipality_of_postcode, "normalise": normalise, "parse_age": parse_age,
    "parse_origin": parse_origin, "parse_postcode": parse_postcode, "resolve_municipality": resolve_municipality,
    "resolve_province": resolve_province, "split_numerals": split_numerals, "suggest": suggest, "tidy": tidy,
    "tidy_line": tidy_line, "written_in": written_in,
    "find_flags": lambda text: list(find_flags(text)),
    "parse_date": lambda text: parse_date(text, NIGHT),
    "parse_emails": lambda text: parse_emails([text]),
    "parse_handles": lambda text: parse_handles([text]),
    "parse_languages": lambda text: parse_languages([text]),
    "parse_phones": lambda text: parse_phones([text]),
    "parse_prices": lambda text: parse_prices({text: text}),
    "read_words": lambda text: len(read_words(text)),
    "clean_advert": lambda text: clean_advert(whole_advert(text), reference=NIGHT),
    "place_advert": lambda text: place_advert(whole_advert(text)),
}  # fmt: skip
NO_READERS = frozenset((
    "any_of", "windows", "walk", "dense_places", "content_of", "fingerprint", "read_table", "cue_words", "demonyms",
    "countries", "regions", "wider_regions", "region_of", "language_names", "is_spoken", "is_denied", "is_rated",
    "flags_are_spoken", "municipality", "municipalities", "provinces", "successors", "province_names", "places",
    "municipality_names", "display_names", "distance_km", "in_province",
))  # fmt: skip
"""Public functions that take no text of an advert: tables, measures, and parts of the readers above."""

PIECES = (
    "06", "0 6 ", "+31", "nul", "zes ", "een ", "twintig ", "o", "0o", "a@", "@", "a.", ".", "-", "/", "(", "1,", "€1",
    "1u", "12 uur ", "half ", "25 jaar ", "ik ben ", "twee lieve ", "telegram: ", "t.me/", "kvk ", "nl91", "aa11 ",
    "06/12 ", "10:00-", "https://", "(at)", " dot ", "\u200b", "\u0301\u0315", "0\u20e3", "①", "💋", "٣", "ﷺ", "\x00",
    "\n", "\ud800", "Anna, ", "mijn vriendin ", "p/u ", "1234 ", "NL/", "🇳🇱", "🇳🇱 ", "in Assen ", "Bergen, ",
    "9401 AB ",
    "ik spreek ", "Engels, ", "geen ", "Braziliaanse ", "half Surinaams ", "uit ", "plaats: ", "3 dagen ", "12 mrt ",
    "2021-", "12-", "1 ", " ", "\t", "x", "Ä", "'", "s-",
)  # fmt: skip
MOST_STEPS = 700
LONGEST = 20_000
MOST_SECONDS = 5.0
"""Processor time within which twenty thousand hostile characters must be read; two thousand adverts' worth."""


def modules():
    return {
        found.name: importlib.import_module(f"adwatch.clean.{found.name}")
        for found in pkgutil.iter_modules(adwatch.clean.__path__)
    }


def patterns_in(value):
    """Patterns that are a value, or stand in a table."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from patterns_in(inner)
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from patterns_in(inner)


def compiled_patterns():
    for name in sorted(OWN):
        for attribute, value in vars(importlib.import_module(f"adwatch.clean.{name}")).items():
            for number, pattern in enumerate(patterns_in(value)):
                yield f"{name}.{attribute}.{number}" if number else f"{name}.{attribute}", pattern


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


def test_every_module_that_compiles_a_pattern_is_looked_at():
    compiling = {name for name, module in modules().items() if any(map(any_pattern, vars(module).values()))}
    assert compiling == OWN


def any_pattern(value):
    return next(patterns_in(value), None) is not None


@pytest.mark.parametrize("name", sorted(modules()))
def test_patterns_are_compiled_at_the_top_where_they_are_looked_at(name):
    tree = ast.parse(inspect.getsource(modules()[name]))
    inside = [
        node for function in ast.walk(tree) if isinstance(function, ast.FunctionDef) for node in ast.walk(function)
    ]
    assert not [
        node.lineno
        for node in inside
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "re"
        and node.attr in {"compile", "search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split"}
    ]  # fmt: skip


def test_every_public_function_is_read_with_hostile_text_or_takes_none():
    public = {
        name
        for module in modules().values()
        for name, value in vars(module).items()
        if callable(value) and not inspect.isclass(value) and not name.startswith("_")
        and getattr(value, "__module__", None) == module.__name__ and not isinstance(value, type)
        and hasattr(value, "__name__")
    }  # fmt: skip
    assert public - NO_READERS == set(READERS)


@pytest.mark.parametrize(("name", "pattern"), [pytest.param(*found, id=found[0]) for found in compiled_patterns()])
def test_no_open_repeat_stands_within_another(name, pattern):
    assert open_repeats(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)) <= 1, name


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_the_same_piece_for_ever_is_read_in_one_go(name, piece):
    text = piece * (LONGEST // len(piece))
    start = process_time()
    READERS[name](text)
    assert process_time() - start < MOST_SECONDS


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(PIECES), min_size=50, max_size=MOST_STEPS), st.sampled_from(sorted(READERS)))
def test_any_mixture_is_read(pieces, name):
    text = "".join(pieces) * 4
    start = process_time()
    READERS[name](text[:LONGEST])
    assert process_time() - start < MOST_SECONDS


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
