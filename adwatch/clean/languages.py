"""Which languages an advert says are spoken, and in which one it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from adwatch.clean.flags import find_flags
from adwatch.clean.speech import is_denied, is_rated, is_spoken, language_names
from adwatch.clean.tables import cue_words, read_table
from adwatch.clean.text import normalise
from adwatch.clean.words import Words, read_words

if TYPE_CHECKING:
    from lingua import LanguageDetector

WRITTEN = ("BG", "DE", "EN", "ES", "FR", "HU", "NL", "PL", "PT", "RO")
"""The languages, ISO 639-1, among which `written_in` chooses: those in which adverts are written, as assumed."""

LEAST_LETTERS = 12
"""How many letters a text needs before its language can be told: assumed."""

LEAST_LEAD = 0.1
"""By how much of 1 the likeliest language must lead over the next: assumed."""

_PIECES = re.compile(r"[,;/|+&\n]")
_CODES = re.compile(r"(?<![\w/|])([A-Z]{2,3})((?:\s?[/|,+-]\s?[A-Z]{2,3}){1,9})(?![\w/|])")
_CODE = re.compile(r"[A-Z]{2,3}")
_NEAR_LABEL = 4


def parse_languages(values: Iterable[str]) -> tuple[str, ...]:
    """Return the languages that the values of a board's own field name, as ISO 639-1 codes, sorted.

    A value may hold one language, several, abbreviations or flags; what is not a language is left out.
    """
    return _sorted(code for value in values for piece in _PIECES.split(value) for code in _of_piece(piece))


def find_languages(text: str) -> tuple[str, ...]:
    """Return the languages that `text` says are spoken, as ISO 639-1 codes, sorted.

    A language counts beside a word of speaking ("ik spreek", "talen:", "spoken"), an abbreviation also in a row of them
    ("NL/EN/ES"), a flag behind such a word. That a text is written in a language states nothing.
    """
    words = read_words(text)
    return _sorted([*_named(words), *_compounded(words), *_in_rows(words.plain), *_flagged(words)])


def written_in(text: str) -> str | None:
    """Return the ISO 639-1 code of the language in which `text` is written, or None where that is not clear."""
    plain = normalise(text)  # without lone surrogates, for which the detector has no bytes
    if sum(map(str.isalpha, plain)) < LEAST_LETTERS:
        return None
    language = _detector().detect_language_of(plain)
    return language.iso_code_639_1.name.lower() if language else None


def _of_piece(piece: str) -> Iterator[str]:
    """Yield the languages of one piece of a list; small abbreviations only alone ("en" is "and")."""
    words = Words(piece)
    whole = language_names().get(" ".join(words.bare))
    if whole:
        yield whole[0]
        return
    for found in language_names().find(words):
        code, abbreviated = found.value
        if (not abbreviated or words.written(found.first).isupper()) and not is_denied(words, found.first):
            yield code
    for flags in find_flags(words.plain):
        yield from _of_flags(flags.countries)


def _named(words: Words) -> Iterator[str]:
    for found in language_names().find(words):
        code, abbreviated = found.value
        if abbreviated and not words.written(found.first).isupper():
            continue
        spoken = is_spoken(words, found.first, found.last) or is_rated(words, found.first, found.last)
        if spoken and not is_denied(words, found.first):
            yield code


def _compounded(words: Words) -> Iterator[str]:
    """Yield the languages of words such as "Spaanstalige" and "deutschsprachig"."""
    for index, word in enumerate(words.bare):
        if len(word) > _SHORTEST_COMPOUND and (stem := _COMPOUND.fullmatch(word)):
            named = language_names().get(stem[1])
            beside = {*words.before(index, 1), *words.bare[index + 1 : index + 2]}
            if named and not named[1] and _NOT_HERS.isdisjoint(beside):
                yield named[0]


_SHORTEST_COMPOUND = 9
_COMPOUND = re.compile(r"([a-z]{3,20}?)(?:talige?|sprekende?|sprachige?)")
_NOT_HERS = frozenset(
    ("geen", "niet", "kein", "keine", "mannen", "heren", "klanten", "gasten", "men", "clients", "kunden")
)


def _in_rows(plain: str) -> Iterator[str]:
    """Yield the languages of rows of abbreviations, each of which is one: `NL/EN/ES`, but not `NL/BE/DE`."""
    for row in _CODES.finditer(plain):
        known = [language_names().get(code.lower()) for code in _CODE.findall(row[0])]
        if all(known):
            yield from (value[0] for value in known if value)


def _flagged(words: Words) -> Iterator[str]:
    for flags in find_flags(words.plain):
        if flags_are_spoken(words, flags.start):
            yield from _of_flags(flags.countries)


def flags_are_spoken(words: Words, start: int) -> bool:
    """Tell whether flags at `start` stand behind "talen:" or "I speak", and so mean languages rather than origin."""
    lead = words.plain[:start].rstrip(" :\t=-")
    if start - len(lead) > _NEAR_LABEL:
        return False
    tail = Words(lead[-_LEAD:]).bare
    verbs, fillers = cue_words("speak_before"), cue_words("speak_filler")
    while tail and tail[-1] not in verbs and (tail[-1] in fillers or language_names().get(tail[-1])):
        tail.pop()
    return bool(tail) and tail[-1] in verbs


_LEAD = 60
"""How many characters before a flag are searched for a word of speaking: assumed."""


def _of_flags(countries: Iterable[str]) -> Iterator[str]:
    return (_languages_of_flags()[country] for country in countries if country in _languages_of_flags())


@cache
def _languages_of_flags() -> Mapping[str, str]:
    return {row["form"]: row["language"] for row in read_table("languages") if row["use"] == "flag"}


def _sorted(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(codes)))


@cache
def _detector() -> LanguageDetector:
    # lingua and its models take a tenth of a second and memory; most uses of this module never need them.
    from lingua import IsoCode639_1, LanguageDetectorBuilder  # noqa: PLC0415 - see above

    codes = [IsoCode639_1.from_str(code) for code in WRITTEN]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).with_minimum_relative_distance(LEAST_LEAD).build()
