"""A walk over the digits of a text, across whatever was put between them so that machines would not read them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adwatch.clean.numerals import NUMBER_WORDS, TENS, split_numerals
from adwatch.clean.text import bare

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_NOUGHT_LIKE = frozenset("oо οо0о")
_PLUS_WORDS = frozenset("plus mas mais más".split())
_BREAKERS = frozenset(
    "en and y e und et dan then daarna vervolgens gevolgd luego despues depois entonces punt dot punto ponto point "
    "streep streepje dash guion spatie space espacio slash kus xx xxx hartje gevolgd door followed by daar achter weer "
    "nog nogmaals komma comma coma virgula tel nummer sterretje ster star".split()
)
_UNITS = frozenset(
    "u h m j t p s a k b c d uu uur uren min mins hr hrs jr yo cm kg km eu eur euro tm pm am of or ou op om of x2 st nd "
    "th % n".split()
) - frozenset("a b c d k n s p".split())
"""Short words that give the digits before them another sense; they break a number unless they stand all through it."""

_WIDEST_GAP = 28
_MOST_SIGNS = 12
_MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Candidate:
    """Digits that may be a number: as dialled, and the region whose form they have (None: a plus stands first)."""

    digits: str
    region: str | None


@dataclass(frozen=True, slots=True)
class _Group:
    """Digits that stand together, and where."""

    digits: str
    start: int
    end: int
    spoken: bool


@dataclass(frozen=True, slots=True)
class _Form:
    """How one country's numbers begin and how many digits they have; `words` says if words may stand between them."""

    start: str
    lengths: tuple[int, ...]
    region: str | None
    national: int
    words: bool = True


_FORMS = (
    _Form("06", (10,), "NL", 0),
    _Form("00310", (14,), None, 2),
    _Form("003106", (14,), None, 2),
    _Form("0031", (13,), None, 2),
    _Form("0032", (13, 12), None, 2),
    _Form("0049", (15, 14, 13), None, 2),
    _Form("+310", (12,), None, 0),
    _Form("+31", (11,), None, 0),
    _Form("+32", (11, 10), None, 0),
    _Form("+49", (13, 12, 11), None, 0),
    _Form("+", (15, 14, 13, 12, 11, 10, 9, 8), None, 0),
    _Form("316", (11,), None, 0),
    _Form("3106", (12,), None, 0),
    _Form("04", (10,), "BE", 0),
    _Form("015", (12, 11), "DE", 0),
    _Form("016", (12, 11), "DE", 0),
    _Form("017", (12, 11), "DE", 0),
    _Form("0", (10,), "NL", 0, words=False),
)
