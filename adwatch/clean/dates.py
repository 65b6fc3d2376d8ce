"""Dates as boards write them, absolute and relative, in the languages of adverts (`date_words.csv`)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

from adwatch.clean.tables import read_table
from adwatch.clean.text import bare, normalise
from adwatch.clean.words import key
from adwatch.domain.nights import night_of

EARLIEST = date(1995, 1, 1)
"""No advert on the web is older: assumed."""

LATEST_LEAD = timedelta(days=1)
"""How far a date may lie after the reference: a board's clock may run ahead of midnight. Assumed."""

LONGEST = 120
"""How many characters of a value are read; a date stands within them."""

_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d{2})-(\d{2})"
    r"(?:[t ]+(\d{2}):(\d{2})(?::(\d{2}))?(?:[.,]\d{1,9})?\s?(z|[+-]\d{2}:?\d{2})?)?(?!\d)"
)
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d{2})([/. ]|)(\d{1,2})\2(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<![\d+.,/-])(\d{1,2})\s?([-./])\s?(\d{1,2})\s?\2\s?'?(\d{4}|\d{2})(?![\d/]|[.,-]\d)")
_NO_YEAR = re.compile(r"(?<![\d+.,/€$-])(\d{1,2})(?:([-/])(\d{1,2})|\.(\d{1,2})\.)(?![\d/.,%]|-\d)")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_TIME = re.compile(r"(?<!\d)\d{1,2}[:h]\d{2}(?::\d{2})?(?!\d)")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_ALWAYS = re.compile(r"(?<!\d)24\s?[/-]\s?7(?!\d)")
_ORDINALS = frozenset({"de", "del", "of", "st", "nd", "rd", "th", "e", "er", "ste", "den", "the", "do", "o", "a"})
_TWO_DAYS_AGO = ("antes de ayer", "antes de ontem", "day before yesterday", "avant hier")
_NEGATIVE = re.compile(r"-\d")
_FRENCH_AGO = re.compile(r"\bil y a\b")


def parse_date(value: str, reference: date) -> date | None:
    """Return the date that `value` states as seen on `reference`, or None where it states none that can be.

    Day comes before month unless that is impossible; a date without a year is the latest that is not in the future; a
    moment with a time zone counts by Amsterdam's date; a weekday is the latest one. Dates before `EARLIEST` or more
    than `LATEST_LEAD` after the reference are None, and so are times of day and what is too vague ("last month").
    """
    plain = bare(normalise(value[:LONGEST])).strip()
    readers: tuple[Callable[[str, date], date | None], ...] = (_moment, _numeric, _worded)
    for read in readers:
        found = read(plain, reference)
        if found is not None:
            return found if EARLIEST <= found <= reference + LATEST_LEAD else None
    return None


def _moment(plain: str, _reference: date) -> date | None:
    """Read ISO 8601 and seconds or milliseconds since 1970."""
    if _EPOCH.fullmatch(plain):
        return night_of(datetime.fromtimestamp(int(plain[:10]), UTC))
    found = _ISO.search(plain)
    if not found:
        return None
    day = _day(int(found[1]), int(found[2]), int(found[3]))
    if day and found[7]:
        clock = f"{found[4]}:{found[5]}{found[7].upper()}"
        try:
            return night_of(datetime.fromisoformat(f"{day.isoformat()}T{clock}"))
        except (ValueError, OverflowError):
            return None
    return day


def _numeric(plain: str, reference: date) -> date | None:
    """Read `12-03-2021`, `12.3.21`, `2021/03/12`, `12-03` and `12.03.`."""
    timeless = _ALWAYS.sub(" ", _TIME.sub(" ", plain))
    found = _YEAR_FIRST.search(timeless)
    if found:
        return _day(int(found[1]), int(found[3]), int(found[4]))
    found = _DAY_FIRST.search(timeless)
    if found:
        year, day, month = _whole_year(found[4]), int(found[1]), int(found[3])
        return _day(year, month, day) or _day(year, day, month)
    found = _NO_YEAR.search(timeless)
    if found and _is_number(timeless, found):
        return None
    return _latest(int(found[3] or found[4]), int(found[1]), reference) if found else None


def _is_number(plain: str, found: re.Match[str]) -> bool:
    """Tell whether the word beside `8-3` makes it a number, a fraction or a time: "kamer 8-3", "3/4 uur"."""
    before, after = _TOKEN.findall(plain[: found.start()])[-1:], _TOKEN.findall(plain[found.end() :])[:1]
    return not _words("no_date").keys().isdisjoint(before) or not _words("unit").keys().isdisjoint(after)


def _worded(plain: str, reference: date) -> date | None:
    """Read names of months, words such as "gisteren", ages such as "3 dagen geleden", and weekdays."""
    timeless = _FRENCH_AGO.sub("acum", _TIME.sub(" ", plain))
    if _NEGATIVE.match(timeless):
        return None
    tokens = _TOKEN.findall(timeless)
    phrase = " ".join(tokens)
    if any(words in phrase for words in _TWO_DAYS_AGO):
        return _days_before(reference, 2)
    for read in (_named_month, _aged, _said, _weekday):
        found = read(tokens, reference)
        if found is not None:
            return found
    return None


def _named_month(tokens: Sequence[str], reference: date) -> date | None:
    months = _words("month")
    for index, token in enumerate(tokens):
        if token not in months:
            continue
        before = [other for other in tokens[:index] if other not in _ORDINALS][-1:]
        after = [other for other in tokens[index + 1 :] if other not in _ORDINALS][:2]
        numbers = [other for other in after if other.isdecimal()] if after[:1] and after[0].isdecimal() else []
        if not before or not before[0].isdecimal():
            before, numbers = numbers[:1], numbers[1:]
        if before and len(before[0]) <= len("31"):
            day, month = int(before[0]), int(months[token])
            if numbers and len(numbers[0]) in {2, 4}:
                return _day(_whole_year(numbers[0]), month, day)
            return _latest(month, day, reference)
    return None


def _aged(tokens: Sequence[str], reference: date) -> date | None:
    """Read "3 dagen geleden", "vor einer Woche", "hace 2 días", "3d"; a mere number and unit counts alone only."""
    said = bool(_words("ago").keys() & set(tokens))
    if not said and (len(tokens) != len(("3", "d")) or not tokens[0].isdecimal()):
        return None
    if _words("vague").keys() & set(tokens):
        return None
    for number, unit in pairwise(tokens):
        named = _words("unit").get(unit)
        count = number if number.isdecimal() else _words("number").get(number)
        if named and count and len(count) <= _LONGEST_AGE and (said or not _is_other(unit, named)):
            return _before(reference, int(count), named)
    return None


def _is_other(unit: str, named: str) -> bool:
    """Tell whether a unit without "ago" makes it a person's age or a time of day: "25 jaar", "8 uur"."""
    return named == "year" or (named == "hour" and unit not in _SHORT_HOURS)


_SHORT_HOURS = frozenset({"h", "hr", "hrs"})

_LONGEST_AGE = 4
"""How many digits the number of an age may have."""


def _said(tokens: Sequence[str], reference: date) -> date | None:
    said = next((_words("days_ago")[token] for token in tokens if token in _words("days_ago")), None)
    return None if said is None else _days_before(reference, int(said))


def _weekday(tokens: Sequence[str], reference: date) -> date | None:
    days = [_words("weekday")[token] for token in tokens if token in _words("weekday")]
    if len(set(days)) > 1 or _words("repeated").keys() & set(tokens):
        return None
    named = days[0] if days else None
    if named is None and len(tokens) == 1:
        named = _words("short_weekday").get(tokens[0])
    if named is None or _words("future").keys() & set(tokens):
        return None
    back = (reference.weekday() - int(named)) % 7
    if back == 0 and _words("past").keys() & set(tokens):
        back = 7
    return _days_before(reference, back)


def _before(reference: date, count: int, unit: str) -> date | None:
    """Return the date `count` units before; minutes and hours below a day are the reference's own date."""
    days = {"minute": count // (24 * 60), "hour": count // 24, "day": count, "week": 7 * count}
    if unit in days:
        return _days_before(reference, days[unit])
    year, month = divmod(reference.year * 12 + reference.month - 1 - count * (12 if unit == "year" else 1), 12)
    if year < EARLIEST.year:
        return None
    return date(year, month + 1, min(reference.day, monthrange(year, month + 1)[1]))


def _days_before(reference: date, days: int) -> date | None:
    return reference - timedelta(days=days) if days < (reference - date.min).days else None


def _latest(month: int, day: int, reference: date) -> date | None:
    """Return the latest such day that is not in the future; 29 February may lie some years back."""
    for year in range(reference.year + 1, reference.year - 8, -1):
        found = _day(year, month, day)
        if found and found <= reference + LATEST_LEAD:
            return found
    return None


def _whole_year(written: str) -> int:
    return int(written) if len(written) == len("2021") else 2000 + int(written)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _words(kind: str) -> Mapping[str, str]:
    rows = (row for row in read_table("date_words") if row["kind"] == kind)
    return {key(word): row["value"] for row in rows for word in row["words"].split()}
