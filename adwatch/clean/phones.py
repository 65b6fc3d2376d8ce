"""Telephone numbers in E.164, however they were written to be read by people only.

Two ways lead to a number. The library's own matcher, at VALID leniency, reads what is written plainly. What is written
in disguise is read by walking over digits, number words and what stands between them (`phone_walk`). Whatever is found,
the library's metadata must call valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from types import ModuleType

from adwatch.clean.numerals import NUMBER_WORDS
from adwatch.clean.phone_masks import mask
from adwatch.clean.phone_walk import Candidate, walk
from adwatch.clean.text import bare, fold, normalise

HOME_REGION = "NL"
_FEWEST_DIGITS = 7
_WORDS_TO_SEARCH = 5
"""Number words that must stand in a text, beside its digits, before it is searched for a spoken number (assumed)."""

_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]{2,40}")
_PLAIN = re.compile(r"(?:[^\W_]{1,3})?[^\w\s]?[+(]{0,2}\d[\d ()\[\]./–—‐‑−\u00a0-]{5,40}\d[^\W_]?")
_GERMAN_MOBILE = re.compile(r"(?<!\d)0 ?1 ?[567] ?\d[\d ()/.-]{6,16}\d")
_DIAL_LINK = re.compile(
    r"(?:wa\.me/|whatsapp\.com/send/?\?phone=|whatsapp://send\?phone=|\btel:|\bsms:|t\.me/|signal\.me/#p/)"
    r"(?:\+|%2b|00)?(\d{8,15})(?!\d)"
)


def find_phones(text: str) -> tuple[str, ...]:
    """Return the telephone numbers that stand in free `text`, in E.164, sorted and unique.

    Dutch numbers may lack a country code, Belgian and German ones too where their form cannot be Dutch; all others must
    carry it. Nothing is returned that the library's metadata does not call a valid number.
    """
    folded = fold(text)
    if not _worth_searching(folded):
        return ()
    linked = set(_linked(folded))
    masked = mask(_DIAL_LINK.sub(" | ", folded))
    found = linked | set(_written_plainly(mask(text)))
    if (normal := mask(normalise(text))) != text:
        found |= set(_written_plainly(normal))
    found |= {number for candidate in walk(masked) if (number := _understood(candidate))}
    return tuple(sorted(found))


def parse_phones(values: Iterable[str]) -> tuple[str, ...]:
    """Return the numbers of fields that are declared to hold telephone numbers; what cannot be one is left out.

    A declared field is read more laxly than free text: a Dutch mobile number may lack its nought, an international
    one its plus.
    """
    found: set[str] = set()
    for value in values:
        found.update(find_phones(value) or _declared(fold(value)))
    return tuple(sorted(found))


def _worth_searching(folded: str) -> bool:
    digits = len(_DIGIT.findall(folded))
    if digits >= _FEWEST_DIGITS:
        return True
    spoken = sum(bare(word) in NUMBER_WORDS for word in _LETTERS.findall(folded))
    glued = any(len(word) > 12 for word in _LETTERS.findall(folded))
    return digits + spoken >= _FEWEST_DIGITS or (spoken + digits >= 1 and glued) or (glued and "nul" in folded)


def _linked(folded: str) -> Iterator[str]:
    """Numbers in `wa.me`, `tel:` and like links."""
    for match in _DIAL_LINK.finditer(folded):
        digits = match[1]
        number = _valid("+" + digits) if not digits.startswith("0") else _valid(digits, HOME_REGION)
        if number:
            yield number


def _written_plainly(text: str) -> Iterator[str]:
    """What the library's matcher finds; it is shown only the places with enough digits, for it is slow."""
    for place in _PLAIN.finditer(text):
        if len(_DIGIT.findall(place[0])) >= _FEWEST_DIGITS:
            yield from _matched(place[0], HOME_REGION)
    for place in _GERMAN_MOBILE.finditer(text):
        yield from _matched(place[0], "DE")


def _matched(text: str, region: str) -> Iterator[str]:
    library = _library()
    for match in library.PhoneNumberMatcher(text, region, leniency=library.Leniency.VALID):
        yield library.format_number(match.number, library.PhoneNumberFormat.E164)


def _understood(candidate: Candidate) -> str | None:
    """The number of a candidate whose form has decided to which country it belongs."""
    return _valid(candidate.digits, candidate.region)


def _declared(folded: str) -> tuple[str, ...]:
    """A whole field as one number."""
    digits = "".join(_DIGIT.findall(folded))
    if not 8 <= len(digits) <= 15 or len(_LETTERS.findall(folded)) > 3:
        return ()
    tries = (
        (digits, HOME_REGION) if digits.startswith("0") else ("+" + digits, None),
        (digits, "BE"),
        ("0" + digits if len(digits) == 9 and digits.startswith("6") else digits, HOME_REGION),
    )
    return next(((number,) for written, region in tries if (number := _valid(written, region))), ())


@lru_cache(maxsize=1024)
def _valid(written: str, region: str | None = None) -> str | None:
    """E.164 of one number that is nothing but digits and a plus, or None where there is no such number."""
    library = _library()
    try:
        number = library.parse(written, region)
    except library.NumberParseException:
        return None
    if not library.is_valid_number(number):
        return None
    e164: str = library.format_number(number, library.PhoneNumberFormat.E164)
    return e164


@cache
def _library() -> ModuleType:
    import phonenumbers  # noqa: PLC0415 - takes a tenth of a second, and many adverts carry no number

    return phonenumbers
