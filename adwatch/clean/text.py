"""Text made plain: one copy for matching, one for keeping."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

_MARKS_KEPT = 4
"""How many combining marks may stand on one letter; living scripts need three, a "zalgo" string carries hundreds."""

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061"
    "\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\u202a\u202b\u202c\u202d\u202e\ufeff"
    "\ufff9\ufffa\ufffb"
)
_SHAPING = "\u20e3" + "".join(map(chr, range(0xFE00, 0xFE10)))
"""The enclosing keycap and the variation selectors: `0️⃣` is a nought, that mark and a selector."""

_CONTROLS = [code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\0"]
_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_CIRCLED: dict[str, str] = {
    **{chr(first + n): str(n + 1) for first in (0x2776, 0x2780, 0x278A) for n in range(10)},
    **{chr(0x24EB + n): str(n + 11) for n in range(10)},
    **{chr(0x24F5 + n): str(n + 1) for n in range(10)},
    "\u24ff": "0", "\U0001f10b": "0", "\U0001f10c": "0", "\U0001f51f": "10",
}  # fmt: skip
"""Digits in circles that Unicode does not call compatible with plain ones."""

_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}

_DROPPED = dict.fromkeys(map(ord, "\0" + _INVISIBLE))
_FOR_STORAGE = {**_DROPPED, **dict.fromkeys(_CONTROLS, " "), ord("\u200d"): "\u200d"}
_FOR_MATCHING = {
    **_DROPPED,
    **dict.fromkeys(map(ord, _SHAPING)),
    **dict.fromkeys(_CONTROLS, " "),
    **{ord(sign): digits for sign, digits in (_CIRCLED | _FRACTIONS).items()},
}
_JOINER_IN_WORD = re.compile(r"(?<=\w)\u200d|\u200d(?=\w)|^\u200d|\u200d$")
_TAGS = re.compile("[\U000e0000-\U000e007f]")
_LINE_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[\n ]*")
_ODD = re.compile("[" + re.escape("".join(map(chr, _FOR_MATCHING))) + "\r\x85\u2028\u2029\ud800-\udfff]")
"""What makes a text need any change beyond compatible forms; most have none of it."""

_TO_TIDY = re.compile("[" + re.escape("".join(map(chr, _FOR_STORAGE))) + "\r\x85\u2028\u2029\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@lru_cache(maxsize=16)
def normalise(text: str) -> str:
    """Return a copy of `text` in which one thing is written one way, for matching only.

    Compatible forms become plain (full-width, circled, keycap and foreign digits are `0` to `9`, `½` is `.5`),
    characters that cannot be seen are gone, control characters are spaces, line ends are line feeds. Case and accents
    stay. Any string is accepted, lone surrogates included.
    """
    if text.isascii():
        return text if not _CONTROL.search(text) else _LINE_ENDS.sub("\n", text).translate(_FOR_MATCHING)
    visible = text
    if _ODD.search(text):
        visible = _LINE_ENDS.sub("\n", _SURROGATES.sub("", text)).translate(_FOR_MATCHING)
    plain = unicodedata.normalize("NFKC", _limit_marks(visible))
    return plain if plain.isascii() else _plain_digits(plain)


def fold(text: str) -> str:
    """Return `normalise(text)` in lower case."""
    return normalise(text).lower()


def bare(word: str) -> str:
    """Return `word` without accents, in lower case: `Één` is `een`."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in parts if not unicodedata.combining(letter)).lower()


def tidy(text: str) -> str:
    """Return `text` as it is kept: without control, direction and null characters and idle white space.

    Words, letter case, emoji and line breaks stay; empty lines go. What is returned can always be written as UTF-8.
    """
    if not _TO_TIDY.search(text):
        visible = text
    else:
        visible = _LINE_ENDS.sub("\n", _SURROGATES.sub("", text)).translate(_FOR_STORAGE)
        visible = _JOINER_IN_WORD.sub("", visible)
    return _LINES.sub("\n", _LINE_SPACE.sub(" ", visible)).strip()


def tidy_line(text: str) -> str:
    """Return `text` as `tidy` does, on one line."""
    return " ".join(tidy(text).split())


def _limit_marks(text: str) -> str:
    """Cut heaps of combining marks, over which Unicode's reordering would take quadratic time."""
    if not any(unicodedata.combining(letter) for letter in set(text)):
        return text
    runs = ((marked, list(run)) for marked, run in groupby(text, key=lambda letter: unicodedata.combining(letter) > 0))
    return "".join("".join(run[:_MARKS_KEPT] if marked else run) for marked, run in runs)


def _plain_digits(text: str) -> str:
    """Write decimal digits of every script as `0` to `9`."""
    foreign = {ord(sign): str(unicodedata.decimal(sign)) for sign in set(text) if sign > "\x7f" and sign.isdecimal()}
    return text.translate(foreign) if foreign else text
