"""A walk over the digits of a text, across whatever was put between them so that machines would not read them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from adwatch.clean.numerals import NUMBER_WORDS, NUMERAL_STARTS, TENS, split_numerals
from adwatch.clean.phone_masks import MASKED
from adwatch.clean.text import bare

Dial = Callable[[str, str | None], str | None]
"""Says which number a dialled string is in a region (None: it begins with a plus), or None where there is no such."""

_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+")
_NOUGHTS = frozenset(("o", "oo", "о", "ο"))
_ARTICLES = frozenset(("een", "one", "un", "una", "um", "uma", "ein", "once", "oh", "nil", "niks"))
_UNMISTAKEN = frozenset(NUMBER_WORDS) - _ARTICLES
_DOUBLES = frozenset(("dubbel", "dubbele", "double", "doble", "duplo", "doppel"))
_PLUS = re.compile(r"(?:\+ ?\(?|\bplus |\bmas |\bmais |\bmás )$")
_HARD = frozenset(MASKED + "€$£+%")
_LINK_WORDS = "y e and und et si en"
_FILL_WORDS = (
    "en y e und et and dan then daarna vervolgens gevolgd door luego despues depois entonces followed by punt dot "
    "punto ponto point streep streepje dash hyphen guion traco spatie space espacio espaco slash kus kusje hartje "
    "daar achter weer nog komma comma coma virgula sterretje ster star asterisco liggend xxx "
)
_UNIT_WORDS = "u h m j t uu hr yo cm kg km eu tm pm am of or ou op om is in to jr st nd th ab"
_MEASURE_WORDS = (
    "uur uren min minuten jaar euro tot van dagen dag weken maal keer stuks cm kg km hour hours hora horas years"
)
_LINKS = frozenset(_LINK_WORDS.split())
_FILLERS = frozenset(_FILL_WORDS.split()) | _DOUBLES
_UNITS = frozenset(_UNIT_WORDS.split())
_MEASURES = frozenset(_MEASURE_WORDS.split())
"""Short words that give the digits beside them another sense, so that they do not count as filling."""

_CUE = re.compile(
    r"(?:tel|tele?foo?n|fon|phone|ruf|mobi[el]*|handy|bel|gsm|call|app|nummer|number|nr|[☎📞📱📲])\W{0,5}$"
)
_BELGIAN_CUE = re.compile(r"\b(?:gsm|be|belgi[eë]|belgique)\W{0,5}$")
"""What says that the number behind it is Belgian: only there a mobile telephone is a `gsm`."""

_LETTERS_BEFORE = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,2}$")
_ROW_ENDS = re.compile(r"$|[ .-]*(?:\d|$|\n|[^\w\s/+%€])")
_PLAIN_GAP = re.compile(r"[^\w\n]{0,4}")
_BELGIAN = re.compile(r"04\d\d ?/ ?\d\d\D\d\d\D\d\d")

_BRACKETED = re.compile(r" ?\([^()\d\n€$£+%\ue000]{1,24}\) ?")
_WIDEST_GAP = 28
_MOST_SIGNS = 12
_MOST_WORDS = 3
_STEADY = 2
"""Filling that stands this often between digits is filling, whatever it is (assumed)."""

_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
_MOST_GROUPS = 16


@dataclass(frozen=True, slots=True)
class _Group:
    """Digits that stand together in the text from `start` to `end`; `spoken` if they were written as a word."""

    digits: str
    start: int
    end: int
    spoken: bool


@dataclass(frozen=True, slots=True)
class _Path:
    """Groups that may be one number: their digits joined, and whether only signs stand between them (`plain`)."""

    first: int
    last: int
    digits: str
    plus: bool
    plain: bool
    cued: bool
    mobile: bool
    written: str


def walk(folded: str, dial: Dial) -> Iterator[str]:
    """Yield the numbers that `dial` accepts among the digits and number words of `folded` text, in their order."""
    groups = list(_groups(folded))
    fillings = Counter(_filling(folded[left.end : right.start]) for left, right in pairwise(groups))
    place, free = 0, 0
    while place < len(groups):
        reached = None
        if _may_start(folded, groups, place, free):
            reached = _number_from(folded, groups, place, fillings, dial)
        if reached:
            number, last = reached
            yield number
            place = free = last + 1
        else:
            place += 1


def dense_places(folded: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where so many digits and number words stand together that they may hold a number."""
    start = end = size = 0
    tokens = _TOKEN if _speaks_numbers(folded) else _DIGITS
    for token in tokens.finditer(folded):
        digits = len(token[0] if token[0].isdecimal() or token[0] in _NOUGHTS else _spoken(token[0]))
        if not digits:
            continue
        if size and token.start() - end > _WIDEST_GAP:
            if size >= _FEWEST_DIGITS:
                yield start, end
            size = 0
        start, end, size = start if size else token.start(), token.end(), size + digits
    if size >= _FEWEST_DIGITS:
        yield start, end


def _speaks_numbers(folded: str) -> bool:
    """Whether number words other than articles stand in the text; most adverts have none and need no closer look."""
    words = set(_WORD.findall(folded))
    if not _UNMISTAKEN.isdisjoint(words):
        return True
    return any(len(_spoken(word)) > 1 or (not word.isascii() and _spoken(word)) for word in words)


def _groups(folded: str) -> Iterator[_Group]:
    """Every run of digits, number word and `o` that stands for a nought."""
    waiting: _Group | None = None
    doubled = False
    for token in _TOKEN.finditer(folded):
        group = _group(token[0], token.start(), token.end())
        if group is None:
            if waiting and bare(token[0]) in _LINKS:
                continue
            doubled = token[0] in _DOUBLES
        elif doubled and len(group.digits) == 1:
            group, doubled = _Group(group.digits * 2, group.start, group.end, spoken=True), False
        if waiting:
            if group and group.spoken and len(group.digits) == 1 and group.digits != "0":
                yield _Group(waiting.digits[0] + group.digits, waiting.start, group.end, spoken=True)
                waiting = None
                continue
            yield waiting
            waiting = None
        if group and group.spoken and bare(token[0]) in TENS:
            waiting = group
        elif group:
            yield group
    if waiting:
        yield waiting


def _group(token: str, start: int, end: int) -> _Group | None:
    if token.isdigit():
        return _Group(token, start, end, spoken=False)
    if token in _NOUGHTS:
        return _Group("0" * len(token), start, end, spoken=False)
    digits = _spoken(token)
    return _Group(digits, start, end, spoken=True) if digits else None


def _spoken(token: str) -> str:
    """The digits that a word stands for, several number words written as one among them."""
    word = token if token.isascii() else bare(token)
    if word[:2] not in NUMERAL_STARTS:
        return ""
    return NUMBER_WORDS.get(word) or (split_numerals(word) if len(word) >= 6 else "")


def _may_start(folded: str, groups: Sequence[_Group], place: int, free: int) -> bool:
    """A number starts with a nought, a plus or the Dutch country code, and is not the tail of something longer."""
    group = groups[place]
    if not (group.digits[0] == "0" or group.digits.startswith("31") or group.digits == "3" or _plus(folded, group)):
        return False
    if not group.spoken and _LETTERS_BEFORE.search(folded[max(0, group.start - 3) : group.start]):
        return False
    if place <= free:
        return True
    gap = folded[groups[place - 1].end : group.start]
    if not group.spoken and gap and not gap.strip(".,/:-") and not _plus(folded, group):
        return False
    return not (place - free >= 2 and _alike(folded, groups, place - 2) and _alike(folded, groups, place - 1))


def _plus(folded: str, group: _Group) -> bool:
    return bool(_PLUS.search(folded[max(0, group.start - 5) : group.start]))


def _alike(folded: str, groups: Sequence[_Group], place: int) -> bool:
    """The group and the next one are members of one row: equally long, and parted as the two after them are."""
    left, right = groups[place], groups[place + 1]
    if len(left.digits) != len(right.digits) or place + 2 >= len(groups):
        return False
    return folded[left.end : right.start] == folded[right.end : groups[place + 2].start]


def _number_from(
    folded: str, groups: Sequence[_Group], first: int, fillings: Counter[str], dial: Dial
) -> tuple[str, int] | None:
    """The longest number that starts at a group, and the last group that belongs to it."""
    best = None
    for path in _paths(folded, groups, first, fillings):
        number = next((number for form in _readings(path) if (number := dial(*form))), None)
        if number and not _goes_on(folded, groups, path):
            best = (number, path.last)
    return best


def _paths(folded: str, groups: Sequence[_Group], first: int, fillings: Counter[str]) -> Iterator[_Path]:
    """What can be joined from a group on, group by group."""
    start = groups[first]
    plus = _plus(folded, start)
    before = folded[max(0, start.start - 24) : start.start]
    cued, mobile = bool(_CUE.search(before)), bool(_BELGIAN_CUE.search(before))
    digits, plain = "", True
    for place in range(first, min(first + _MOST_GROUPS, len(groups))):
        group = groups[place]
        if place > first:
            gap = folded[groups[place - 1].end : group.start]
            if not (_is_filling(gap, fillings) or (digits == "06" and _is_aside(gap, group))):
                return
            plain = plain and bool(_PLAIN_GAP.fullmatch(gap))
        digits += group.digits
        if len(digits) > _MOST_DIGITS:
            return
        yield _Path(first, place, digits, plus, plain, cued, mobile, folded[start.start : group.end])


def _filling(gap: str) -> str:
    return " ".join(_WORD.findall(gap))


def _is_filling(gap: str, fillings: Counter[str]) -> bool:
    """Whether what stands between two groups only keeps machines from reading on."""
    if len(gap) > _WIDEST_GAP or not _HARD.isdisjoint(gap) or gap.count("\n") > 2:
        return False
    words = _WORD.findall(gap)
    if sum(not (sign.isalnum() or sign.isspace()) for sign in gap) > _MOST_SIGNS or len(words) > _MOST_WORDS:
        return False
    if not words or (fillings[_filling(gap)] >= _STEADY and _MEASURES.isdisjoint(words)):
        return True
    return all(bare(word) in _FILLERS or (len(word) <= 2 and word not in _UNITS) for word in words)


def _is_aside(gap: str, group: _Group) -> bool:
    """Whether a few words stand between `06` and all the rest of a mobile number: `06 schatje 12345678`."""
    words = _WORD.findall(gap)
    if _BRACKETED.fullmatch(gap):
        return True
    return len(group.digits) == 8 and len(words) <= 2 and len(gap) <= _WIDEST_GAP and MASKED not in gap


def _readings(path: _Path) -> Iterator[tuple[str, str | None]]:
    """The ways in which joined digits can be dialled from the Netherlands, likeliest first."""
    digits, size = path.digits, len(path.digits)
    if path.plus or digits.startswith("00"):
        yield from _abroad(digits if path.plus else digits[2:])
    elif digits.startswith("316") and size == 11:
        yield "+" + digits, None
    elif digits.startswith("3106") and size == 12:
        yield "+31" + digits[3:], None
    elif digits.startswith("06"):
        if size == 10:
            yield digits, "NL"
    elif digits.startswith("0"):
        yield from _at_home(path)


def _abroad(digits: str) -> Iterator[tuple[str, str | None]]:
    """A number with its country code; a nought that is only dialled at home may stand behind the code."""
    if len(digits) < 8:
        return
    if digits[:3] in {"310", "320", "490"}:
        digits = digits[:2] + digits[3:]
    yield "+" + digits, None


def _at_home(path: _Path) -> Iterator[tuple[str, str | None]]:
    """Numbers without a country code: Dutch ones first, then those that only Belgium or Germany can have."""
    digits, size = path.digits, len(path.digits)
    german_mobile = digits[:3] in {"015", "016", "017"} and size in {11, 12}
    grouped = path.plain and (path.cued or path.last > path.first)
    if size == 10:
        if digits.startswith("04") and (path.mobile or _BELGIAN.fullmatch(path.written)):
            yield digits, "BE"
        if path.plain:
            yield digits, "NL"
        if digits.startswith("04"):
            yield digits, "BE"
        if path.plain and path.cued:
            yield digits, "DE"
    elif german_mobile or (grouped and size in {11, 12}):
        yield digits, "NL"
        yield digits, "DE"
    elif grouped and size == 9:
        yield digits, "BE"


def _goes_on(folded: str, groups: Sequence[_Group], path: _Path) -> bool:
    """Whether the row of digits continues as it was, so that the number would be a piece of something else."""
    following = path.last + 1
    if following >= len(groups):
        return False
    gap = folded[groups[path.last].end : groups[following].start]
    after = groups[following]
    if not gap or (not gap.strip(".,:-") and not gap.isspace() and after.digits[0] != "0"):
        return True
    if path.last == path.first or after.digits[0] == "0" or after.digits.startswith("31"):
        return False
    before = folded[groups[path.last - 1].end : groups[path.last].start]
    ends = _ROW_ENDS.match(folded, after.end)
    return gap == before and len(after.digits) == len(groups[path.last].digits) and ends is not None
