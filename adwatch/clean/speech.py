"""Whether a text names something as a language that its writer speaks."""

from __future__ import annotations

from functools import cache

from adwatch.clean.tables import cue_words, read_table
from adwatch.clean.words import Lexicon, Words, key

_FURTHEST = 16
"""How many words of a list of languages may stand between a language and the verb: assumed."""

_SENTENCE_END = frozenset(".!?;\n")


@cache
def language_names() -> Lexicon[tuple[str, bool]]:
    """Return names of languages, each with its ISO 639-1 code and whether the name is an abbreviation (`NL`)."""
    rows = (row for row in read_table("languages") if row["use"] != "flag")
    return Lexicon((key(row["form"]), (row["language"], row["use"] == "code")) for row in rows)


def is_spoken(words: Words, first: int, last: int) -> bool:
    """Tell whether the words from `first` to `last` are spoken: "ik spreek …", "talen: …", "… spoken", "… sprekend".

    Between the verb and the name there may be other languages and small words ("goed", "en", "a little"), but no end
    of a sentence; a line end may stand behind a label and between two languages.
    """
    if last < len(words) and words.bare[last] in cue_words("language_not") and not words.between(last - 1).strip():
        return False
    return _verb_before(words, first) is not None or _verb_after(words, last)


def is_rated(words: Words, first: int, last: int) -> bool:
    """Tell whether a level or "only" stands beside the name: "Engels: goed", "my English is good", "only English"."""
    level, only = cue_words("language_level"), cue_words("language_only")
    following = words.bare[last : last + 3]
    sign = words.between(last - 1).strip()
    if following and following[0] in level and sign in _LEVEL_SIGNS:
        return True
    start = _list_start(words, first)
    previous = words.bare[start - 1] if start else ""
    if previous in cue_words("language_own") and len(following) > 1 and following[0] in cue_words("language_is"):
        return following[1] in level
    if previous in only and not words.between(start - 1).strip():
        return _list_ends(words, last)
    return bool(following) and following[0] in only and not sign and _list_ends(words, last + 1)


_LEVEL_SIGNS = frozenset({":", "(", "-", "=", ": ("})
_POLITE = frozenset({"please", "aub", "pls", "bitte", "graag", "spoken", "gesproken"})


def _list_start(words: Words, first: int) -> int:
    """Return where the list of languages begins in which the name at `first` stands."""
    joins = (_OR | _LIST_WORDS) - cue_words("language_only")
    while first > 1 and words.bare[first - 1] in joins and _is_language(words.bare[first - 2]):
        first -= 2
    return first


def _list_ends(words: Words, last: int) -> bool:
    """Tell whether nothing that the language could qualify follows: "only English.", but not "only English men"."""
    while last < len(words) and not words.between(last - 1).strip(" ,/&+"):
        if not (_is_language(words.bare[last]) or words.bare[last] in _LIST_WORDS | _POLITE | _OR):
            return False
        last += 1
    return True


_OR = frozenset({"of", "or", "o", "oder", "ou", "sau"})


def is_denied(words: Words, first: int) -> bool:
    """Tell whether a name of a language is spoken *not*: "geen Engels", "I don't speak Dutch"."""
    denials = cue_words("speak_not")
    fillers = cue_words("speak_filler")
    index = first - 1
    while index > first - 3 and index >= 0 and words.bare[index] in fillers and words.bare[index] not in _LIST_WORDS:
        index -= 1
    if index >= 0 and words.bare[index] in denials:
        return True
    verb = _verb_before(words, first)
    if verb is not None and not _TURNS.isdisjoint(words.bare[verb:first]):
        return False
    return verb is not None and not denials.isdisjoint(words.before(verb, 2))


_LIST_WORDS = frozenset({"en", "and", "y", "e", "und", "et", "wel", "but", "maar", "pero", "only", "alleen"})
"""Small words after which a denial no longer holds."""

_TURNS = frozenset({"wel", "but", "maar", "pero", "mas", "only", "alleen", "solo", "so", "nur", "aber", "sondern"})
"""Words behind which the opposite of what was denied begins."""


def _verb_before(words: Words, first: int) -> int | None:
    """Return the index of the word that makes the name at `first` a spoken language."""
    verbs = cue_words("speak_before")
    for index in range(first - 1, max(-1, first - 1 - _FURTHEST), -1):
        word = words.bare[index]
        if not _continues(words, index, label=word in verbs):
            return None
        if word in verbs:
            return index
        if not _may_stand_between(word):
            return None
    return None


def _verb_after(words: Words, last: int) -> bool:
    verbs = cue_words("speak_after")
    for index in range(last, min(len(words), last + _FURTHEST)):
        if not _continues(words, index - 1, label=False):
            return False
        if words.bare[index] in verbs:
            return True
        if not _may_stand_between(words.bare[index]):
            return False
    return False


def _may_stand_between(word: str) -> bool:
    return word in cue_words("speak_filler") or word in cue_words("speak_not") or _is_language(word)


def _is_language(word: str) -> bool:
    return language_names().get(word) is not None


def _continues(words: Words, left: int, *, label: bool) -> bool:
    """Tell whether word `left` and the next stand in one sentence, or in one list of languages on lines of its own."""
    if left < 0 or left + 1 >= len(words):
        return False
    ends = _SENTENCE_END.intersection(words.between(left))
    return not ends or (ends == {"\n"} and (label or _is_language(words.bare[left])))
