"""Which municipality a running text speaks from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from adwatch.clean import gazetteer
from adwatch.clean.gazetteer import Place, municipalities
from adwatch.clean.tables import cue_words, read_table
from adwatch.clean.words import Found, Words, read_words
from adwatch.domain.places import Municipality


class Strength(IntEnum):
    """How firmly a text says that its writer is at a place; only the firmest mentions count. Assumed."""

    EXCLUDED = 0
    ELSEWHERE = 1
    NEAR = 2
    SMALL = 3
    NAMED = 4
    STATED = 5
    POSTCODE = 6


_SIGNS = frozenset("📍🏠🏡🏘🏙📌🗺")
_LIST = re.compile(r"\s*(?:[,/+&·|•-]|,?\s?(?:en|of|and|or|und|oder|y|e|ou|et))\s*", re.IGNORECASE)
_POSTCODE = re.compile(r"(?<![\w.,+/-])([1-9][0-9]{3})[ \t]?([A-Za-z]{2})(?![\w])")
_POSTCODE_ALONE = re.compile(r"([1-9][0-9]{3})(?:\s?[A-Za-z]{2})?")
_LABEL = re.compile(
    r"(?:plaats|woonplaats|locatie|stad|gemeente|regio|location|city|lugar|ciudad|ort)\s*[:=]\s*$", re.IGNORECASE
)
_NOT_LETTERS = frozenset({"SA", "SD", "SS"})
"""Letters that no Dutch postcode ends in."""


@dataclass(frozen=True, slots=True)
class _Mention:
    codes: frozenset[str]
    strength: Strength
    end: int


def find_municipality(text: str, *, province: str | None = None) -> Municipality | None:
    """Return the municipality in which the writer of `text` says to be, or None where that is unknown or ambiguous.

    A postcode outweighs a name that is stated as the writer's place ("in Assen", "regio Assen"), that one a name that
    merely stands there, and that one a place that is near; a place that the writer goes to or comes from is no answer,
    but can tell which of several places of one name another mention means. Where the firmest mentions name different
    municipalities, the answer is None. Names that are ordinary words count with a capital and a place's context only.
    Of several places of one name those in `province` (a code) come first, then those in a province that the text names.
    """
    words = read_words(text)
    mentions = [*_named(words, province), *_by_postcode(words.plain)]
    firmest = max((mention.strength for mention in mentions), default=Strength.EXCLUDED)
    if firmest <= Strength.ELSEWHERE:
        return None
    certain = {code for mention in mentions for code in mention.codes if len(mention.codes) == 1 and mention.strength}
    stated = {_settle(mention.codes, certain) for mention in mentions if mention.strength is firmest}
    code = stated.pop() if len(stated) == 1 else None
    return municipalities()[code] if code else None


def municipality_of_postcode(postcode: str) -> Municipality | None:
    """Return the municipality of a postcode (`9401AB`, `9401 ab` or `9401`), or None where it is not known."""
    digits = _POSTCODE_ALONE.fullmatch(postcode.strip())
    return _municipality_of(int(digits[1])) if digits else None


def _settle(codes: frozenset[str], certain: set[str]) -> str | None:
    """Choose among the places of one name the one whose municipality the text names otherwise, too."""
    possible = codes if len(codes) == 1 else codes & certain
    return next(iter(possible)) if len(possible) == 1 else None


def _named(words: Words, province: str | None) -> Iterator[_Mention]:
    hints = frozenset({province}) if province else None
    last: _Mention | None = None
    for found in gazetteer.places().find(words):
        strength = _strength(words, found)
        if strength is None:
            continue
        if last and found.first - last.end <= 1 and _LIST.fullmatch(words.plain, *_gap(words, last.end, found.first)):
            strength = last.strength if last.strength is not Strength.NAMED else strength
        if hints is None and len(found.value) > 1:
            hints = _named_provinces(words)
        last = _Mention(_candidates(words, found, hints or frozenset()), strength, found.last)
        yield last


def _gap(words: Words, last: int, first: int) -> tuple[int, int]:
    """Return where the text between two mentions begins and ends; the first ended before word `last`."""
    return words.end(last - 1), words.start(first)


def _candidates(words: Words, found: Found[tuple[Place, ...]], hints: frozenset[str]) -> frozenset[str]:
    """Return the municipalities a name can mean, after the province behind it, or else those that are hinted at."""
    if len(found.value) == 1:
        return frozenset({found.value[0].municipality})
    behind = gazetteer.province_names().get(words.bare[found.last]) if found.last < len(words) else None
    for wanted in (frozenset({behind}), hints):
        inside = [place for place in found.value if municipalities()[place.municipality].province in wanted]
        if inside:
            return _largest(inside)
    return _largest(found.value)


def _largest(candidates: Iterable[Place]) -> frozenset[str]:
    known = list(candidates)
    return frozenset(place.municipality for place in known if place.large) or frozenset(
        place.municipality for place in known
    )


def _named_provinces(words: Words) -> frozenset[str]:
    """Return the provinces that the text names by more than an abbreviation."""
    shortest = 5
    return frozenset(
        found.value
        for found in gazetteer.province_names().find(words)
        if words.end(found.last - 1) - words.start(found.first) >= shortest
    )


def _strength(words: Words, found: Found[tuple[Place, ...]]) -> Strength | None:
    """Judge one mention by its neighbours; None where the word is most likely no place at all."""
    if all(place.needs_context for place in found.value):
        written = words.written(found.first)
        if not written[0].isupper() or written[1:].isupper():
            return None
        neighbours = _by_neighbours(words, found)
        return neighbours if neighbours in {Strength.STATED, Strength.NEAR} else None
    if words.written(found.first).islower() and not _COMMON.isdisjoint(words.before(found.first, 1)):
        return None
    neighbours = _by_neighbours(words, found)
    if neighbours is not None:
        return neighbours
    return Strength.NAMED if any(place.large for place in found.value) else Strength.SMALL


def _by_neighbours(words: Words, found: Found[tuple[Place, ...]]) -> Strength | None:
    *_, earlier, previous = ["", "", *words.before(found.first, 2)]
    before, excluded, elsewhere = cue_words("place_before"), cue_words("place_excluded"), cue_words("place_elsewhere")
    lead = words.before(found.first, 3)
    denied = previous in excluded or (previous in before and earlier in excluded) or lead[:2] in _NO_MORE
    if denied or _is_province(words, found):
        return Strength.EXCLUDED
    came = not cue_words("place_past").isdisjoint(lead) or (previous == "uit" and earlier in _COMES)
    if came or previous in elsewhere or earlier in elsewhere:
        return Strength.ELSEWHERE
    of_centre = previous == "van" and earlier in cue_words("place_before_of")
    if previous in before or of_centre or _is_labelled(words, found):
        return Strength.STATED
    if previous in cue_words("place_near"):
        return Strength.NEAR
    following = words.bare[found.last : found.last + 2]
    around = following == ["en", "omgeving"] or not cue_words("place_after").isdisjoint(following[:1])
    return Strength.STATED if around else None


_COMMON = frozenset({"de", "het", "een", "the", "kan", "kunnen", "zal", "zullen"})
"""Words behind which a small letter begins an ordinary word: "de assen van de auto", "dat kan leiden tot"."""

_NO_MORE = (["niet", "meer"], ["no", "longer"], ["ya", "no"])
_COMES = frozenset({"kom", "komt", "afkomstig"})
_SHORTEST_PROVINCE = 5


def _is_province(words: Words, found: Found[tuple[Place, ...]]) -> bool:
    """Tell whether a name that is a province's as well stands in a list with another: "Drenthe en Groningen"."""
    names = gazetteer.province_names()
    if names.get(" ".join(words.bare[found.first : found.last])) is None:
        return False
    left = [word for word in words.before(found.first, 2) if word not in _AND][-1:]
    right = [word for word in words.bare[found.last : found.last + 2] if word not in _AND][:1]
    return any(len(word) >= _SHORTEST_PROVINCE and names.get(word) for word in (*left, *right))


_AND = frozenset({"en", "of", "and", "or", "und", "y", "e", "et"})


def _is_labelled(words: Words, found: Found[tuple[Place, ...]]) -> bool:
    """Tell whether a pin or "plaats:" stands before the name, or the text is nothing but the name and its province."""
    start = words.start(found.first)
    lead = words.plain[max(0, start - _LEAD) : start]
    if _SIGNS.intersection(lead) or _LABEL.search(lead):
        return True
    behind = " ".join(words.bare[found.last : found.last + _LONGEST_PROVINCE])
    alone = found.first == 0 and len(words) - found.last < _LONGEST_PROVINCE
    return alone and (not behind or gazetteer.province_names().get(behind) is not None)


_LEAD = 14
"""How many characters before a name are searched for a sign or a label: assumed."""

_LONGEST_PROVINCE = 3


def _by_postcode(plain: str) -> Iterator[_Mention]:
    for found in _POSTCODE.finditer(plain):
        letters = found[2]
        municipality = None
        if letters.upper() not in _NOT_LETTERS and (
            letters.isupper() or letters.lower() not in cue_words("postcode_not_letters")
        ):
            municipality = _municipality_of(int(found[1]))
        if municipality:
            yield _Mention(frozenset({municipality.code}), Strength.POSTCODE, found.end())


@cache
def _ranges() -> tuple[list[int], list[int], list[str]]:
    rows = read_table("postcodes")
    return (
        [int(row["first"]) for row in rows],
        [int(row["last"]) for row in rows],
        [row["municipality"] for row in rows],
    )


def _municipality_of(number: int) -> Municipality | None:
    firsts, lasts, codes = _ranges()
    index = bisect_right(firsts, number) - 1
    return municipalities()[codes[index]] if index >= 0 and number <= lasts[index] else None
