"""Origin as advertised: what a text or a field states, as ISO country, or region where only that is stated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from adwatch.clean.demonyms import Demonym, Use, countries, demonyms, regions, wider_regions
from adwatch.clean.flags import find_flags
from adwatch.clean.languages import flags_are_spoken
from adwatch.clean.speech import is_spoken, language_names
from adwatch.clean.tables import cue_words
from adwatch.clean.words import Found, Words, read_words
from adwatch.domain.adverts import Origin

CBS_GROUPS: Mapping[str, str] = MappingProxyType({
    "nederland": "Netherlands",
    "europa": "Europe (excluding the Netherlands)",
    "turkije": "Türkiye",
    "marokko": "Morocco",
    "suriname": "Suriname",
    "cariben": "Dutch Caribbean",
    "indonesie": "Indonesia",
    "overig": "Other outside Europe",
    "buiten-europa": "Outside Europe, country not stated",
})  # fmt: skip
"""The grouping of Statistics Netherlands (CBS) since 2022, and a row of our own for a mere region outside Europe."""

_EUROPE = "150"
_HOME = "NL"
_FURTHEST_THING = 5
"""How many words of a list of peoples may stand before the thing they qualify: assumed."""


def parse_origin(value: str) -> Origin | None:
    """Return what the value of a board's own field of origin or nationality states, or None.

    Any known form of a country, region or people counts, as do ISO and M49 codes and flags.
    """
    words = Words(value)
    whole = " ".join(words.bare)
    demonym = demonyms().get(whole)
    code = demonym.code if demonym else whole.upper()
    if code in countries() or code in regions():
        return _origin(code)
    return _combined({*_stated(words, _counts_in_field), *_flagged(words)})


def find_origin(text: str) -> Origin | None:
    """Return the origin that a running text states of its writer, or None where it states none or several.

    Languages ("ik spreek Spaans"), things ("Thaise massage", "Franse kus") and clients ("geen Britse mannen") are no
    origin. A country within a stated region is the answer; several countries of one M49 region give that region; "half
    Surinaams, half Nederlands" gives the half that is not Dutch.
    """
    words = read_words(text)
    return _combined({*_stated(words, _counts_in_text), *_flagged(words)})


def region_of(origin: Origin, grouping: str) -> tuple[str, str]:
    """Return the row of `origin` in a declared grouping: its code and its English name.

    `m49`: the intermediate region where there is one, else the sub-region; an origin that is only a region is its own
    row. `cbs`: Statistics Netherlands' grouping by origin. `country`: the country, or the region where only that is
    known. Raise `ValueError` for another grouping or an unknown code.
    """
    code = origin.code
    if code not in countries() and code not in regions():
        raise ValueError(f"unknown origin {code!r}")
    if grouping == "country":
        return code, countries()[code].name if code in countries() else regions()[code].name
    if grouping == "m49":
        row = countries()[code].region if code in countries() else code
        return row, regions()[row].name
    if grouping == "cbs":
        group = countries()[code].cbs if code in countries() else _cbs_of_region(code)
        return group, CBS_GROUPS[group]
    raise ValueError(f"unknown grouping {grouping!r}; known: m49, cbs, country")


def _cbs_of_region(code: str) -> str:
    return "europa" if _EUROPE in {code, *wider_regions(code)} else "buiten-europa"


def _origin(code: str) -> Origin:
    return Origin(country=code) if code in countries() else Origin(region=code)


def _combined(codes: set[str]) -> Origin | None:
    """Return the one origin that all of `codes` agree with."""
    narrow = {code for code in codes if not any(code in wider_regions(other) for other in codes)}
    if len(narrow) > 1:
        narrow.discard(_HOME)
    if len(narrow) > 1:
        narrow = {countries()[code].region if code in countries() else code for code in narrow}
    return _origin(narrow.pop()) if len(narrow) == 1 else None


def _stated(words: Words, counts: Callable[[Words, Found[Demonym]], bool]) -> Iterator[str]:
    return (found.value.code for found in demonyms().find(words) if counts(words, found))


def _flagged(words: Words) -> Iterator[str]:
    """Yield the country of each flag that stands alone; several side by side are languages or decoration."""
    for flags in find_flags(words.plain):
        distinct = set(flags.countries)
        if len(distinct) == 1 and distinct <= countries().keys() and not flags_are_spoken(words, flags.start):
            yield flags.countries[0]


def _counts_in_field(words: Words, found: Found[Demonym]) -> bool:
    return found.value.use is not Use.VALUE and not _is_denied(words, found) and not _is_thing(words, found)


def _counts_in_text(words: Words, found: Found[Demonym]) -> bool:
    use = found.value.use
    if use is Use.VALUE or _is_denied(words, found):
        return False
    if use is Use.COUNTRY:
        return _comes_from(words, found) or _is_person(words, found)
    if is_spoken(words, found.first, found.last):
        return False
    if use is Use.PERSON and not _is_person(words, found):
        return False
    return not _is_thing(words, found)


def _is_denied(words: Words, found: Found[Demonym]) -> bool:
    return not cue_words("origin_not").isdisjoint(words.before(found.first, 2))


def _is_person(words: Words, found: Found[Demonym]) -> bool:
    """Tell whether a person stands beside the form: "Spaans meisje", "ik ben Spaans", "half Spaans"."""
    following = words.bare[found.last : found.last + 1]
    if following and following[0] in cue_words("origin_person_after"):
        if found.value.use is Use.COUNTRY:
            return not words.between(found.last - 1).strip()
        if _close(words, found.last - 1):
            return True
    previous = words.before(found.first, 1)
    return bool(previous) and previous[0] in cue_words("origin_person_before") and found.value.use is not Use.COUNTRY


def _is_thing(words: Words, found: Found[Demonym]) -> bool:
    """Tell whether the form qualifies a thing or clients: "Thaise massage", "masaje tailandés", "Britse mannen"."""
    if not cue_words("origin_thing_before").isdisjoint(words.before(found.first, 1)) and found.value.use is not Use.ANY:
        return True
    if found.value.use is Use.NOUN:
        return not _CLIENTS.isdisjoint(words.bare[found.last : found.last + 1]) and _close(words, found.last - 1)
    for index in range(found.last, min(len(words), found.last + _FURTHEST_THING)):
        word = words.bare[index]
        apart = index > found.last and not _in_list(words.bare[index - 1]) and _in_list(word)
        if apart or not _close(words, index - 1) or word in cue_words("origin_person_after"):
            return False
        if word in cue_words("origin_thing_after") or word.endswith(_THINGS):
            return True
        if index > found.last and not _in_list(word):
            return False
    return False


_THINGS = ("massage", "massages")
_CLIENTS = frozenset({"klanten", "clients", "clientes", "kunden", "mannen", "heren", "men", "hombres", "guys"})


def _in_list(word: str) -> bool:
    return word in _LIST_WORDS or demonyms().get(word) is not None or language_names().get(word) is not None


_LIST_WORDS = frozenset({"en", "of", "and", "or", "und", "oder", "y", "o", "e", "ou"})


def _close(words: Words, left: int) -> bool:
    """Tell whether nothing but a space, a comma, a slash or a hyphen stands between word `left` and the next."""
    return not words.between(left).strip(" ,/-&")


def _comes_from(words: Words, found: Found[Demonym]) -> bool:
    """Tell whether a country is where the writer comes from: "uit Brazilië", "de Colombia", "geboren in Spanje"."""
    lead = words.before(found.first, 4)
    while lead and lead[-1] in cue_words("origin_article") and len(lead) > 1 and not _is_source(lead[-1], found):
        lead.pop()
    *_, earlier, previous = ["", "", *lead]
    if earlier in cue_words("origin_never_before"):
        return False
    if previous == "van" and earlier in _COMES:
        return True
    if previous in cue_words("origin_born_in"):
        return earlier in cue_words("origin_born")
    return previous in cue_words("origin_from") or _is_source(previous, found)


_COMES = frozenset({"kom", "komt", "afkomstig"})


def _is_source(word: str, found: Found[Demonym]) -> bool:
    """Tell whether `word` means "from" in a language in which the country is written so; in Dutch `de` is "the"."""
    romance = found.value.languages - {"nl", "en", "de"}
    return bool(romance) and word in cue_words("origin_of")
