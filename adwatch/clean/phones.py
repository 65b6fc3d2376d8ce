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

from adwatch.clean.phone_masks import MASKED, mask
from adwatch.clean.phone_walk import dense_places, walk
from adwatch.clean.text import fold, normalise

HOME_REGION = "NL"
_FEWEST_DIGITS = 7
_BEFORE, _AFTER = 48, 16
"""Characters around digits that may tell what the digits are."""

_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{2,40}")
_PLAIN = re.compile(r"[+(]{0,2}\d[\d ()\[\]./–—‐‑−\u00a0-]{5,250}\d")
_ONES = re.compile(r"(?<=\d)[il|](?=\d)|(?<=\d[ .-])[il](?=\d)")
_BARE_COUNTRY = re.compile(r"(?:31|32|49)(?:\D|\d{9,12}$)")
"""A country code without plus or noughts: on its own, or run together with all the rest. `313 20 100` is prices."""
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
    linked = set(_linked(folded))
    found = set(linked)
    for start, end in dense_places(folded):
        found |= _in_disguise(folded[max(0, start - _BEFORE) : end + _AFTER])
    for written in dict.fromkeys((text, normalise(text))):
        found |= set(_written_plainly(written, found))
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


def _linked(folded: str) -> Iterator[str]:
    """Numbers in `wa.me`, `tel:` and like links."""
    for match in _DIAL_LINK.finditer(folded):
        digits = match[1]
        number = _valid("+" + digits) if not digits.startswith("0") else _valid(digits, HOME_REGION)
        if number:
            yield number


def _in_disguise(place: str) -> set[str]:
    masked = mask(_DIAL_LINK.sub(f" {MASKED} ", place))
    found = set(walk(masked, _valid))
    if not found and _ONES.search(masked):
        found = set(walk(_ONES.sub("1", masked), _valid))
    return found


def _written_plainly(text: str, known: set[str]) -> Iterator[str]:
    """What the library's matcher finds; it is slow, so it is shown only the places with enough digits that are new."""
    endings = {number[-8:] for number in known}
    for place in _PLAIN.finditer(text):
        digits = "".join(_DIGIT.findall(place[0]))
        if len(digits) < _FEWEST_DIGITS or (len(digits) <= 13 and digits[-8:] in endings):
            continue
        around = mask(text[max(0, place.start() - _BEFORE) : place.end() + _AFTER])
        library = _library()
        for match in library.PhoneNumberMatcher(around, HOME_REGION, leniency=library.Leniency.VALID):
            if _BARE_COUNTRY.match(match.raw_string) or match.raw_string[0] in "+(0":
                yield library.format_number(match.number, library.PhoneNumberFormat.E164)


def _declared(folded: str) -> tuple[str, ...]:
    """A whole field as one number."""
    digits = "".join(_DIGIT.findall(folded))
    if not 8 <= len(digits) <= 15 or len(_WORD.findall(folded)) > 3:
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
