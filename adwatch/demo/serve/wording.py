"""How the demo boards word what an advert says: dates, teasers, paragraphs, durations, amounts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from adwatch.demo.shown import ShownAdvert
from adwatch.domain.nights import AMSTERDAM

MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
TEASER_LENGTH = 110  # characters of the text that stand in a listing
HALF, HOUR = re.compile(r"half|½", re.IGNORECASE), re.compile(r"^(?:\d+ ?)?(?:u|h)", re.IGNORECASE)
NUMBER = re.compile(r"\d+")


class Price(NamedTuple):
    """A price as a board with number fields keeps it."""

    minutes: int
    euro: int


def dutch_date(day: date) -> str:
    """`9 maart 2021`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def time_ago(day: date, today: date) -> str:
    """`vandaag`, `gisteren`, `3 dagen geleden`, `2 weken geleden`: ever vaguer, as old boards say it."""
    days = (today - day).days
    if days < 2:
        return "gisteren" if days == 1 else "vandaag"
    return f"{days} dagen geleden" if days < 14 else f"{days // 7} weken geleden"


def teaser(text: str) -> str:
    """The beginning of a text on one line, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= TEASER_LENGTH else line[:TEASER_LENGTH].rsplit(" ", 1)[0] + "…"


def paragraphs(text: str) -> list[list[str]]:
    """The text's paragraphs, parted by empty lines, each a list of its lines."""
    return [block.splitlines() for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]


def mailable(contact: str) -> bool:
    """What stands in the contact field is an e-mail address."""
    return "@" in contact and " " not in contact


def draw(*parts: object) -> int:
    """A number below 65,536 that follows from the parts alone."""
    return int.from_bytes(hashlib.blake2s("/".join(map(str, parts)).encode(), digest_size=2).digest(), "big")


def changed_at(advert: ShownAdvert) -> datetime:
    """A moment on the day of the advert's last change, before the crawl of that night, in Amsterdam's time."""
    minutes = draw("changed at", advert.advert_id, advert.revision) % (20 * 60)
    return datetime.combine(advert.changed_on, time(1), AMSTERDAM) + timedelta(minutes=minutes)


def minutes_of(label: str) -> int | None:
    """A duration as typed, in minutes: `half uur` 30, `1 u` 60, `45 min` 45."""
    if HALF.search(label):
        return 30
    number = NUMBER.search(label)
    hours = HOUR.search(label.strip())
    if number is None:
        return 60 if hours else None
    return int(number[0]) * (60 if hours else 1)


def price_sentence(advert: ShownAdvert) -> str:
    """The prices in one sentence, empty where none can be told, as in `Ik vraag 80 euro voor 30 minuten`."""
    named = [f"{euro} euro voor {_spelled(minutes)}" for minutes, euro in numeric_prices(advert)]
    return f"Ik vraag {' en '.join(named)}." if named else ""


def _spelled(minutes: int) -> str:
    return "een uur" if minutes == 60 else f"{minutes} minuten"


def numeric_prices(advert: ShownAdvert) -> Iterator[Price]:
    """The prices whose duration and amount (whole euros) can be told; the others a board with number fields loses."""
    for label, amount in advert.prices:
        minutes, euro = minutes_of(label), NUMBER.search(amount)
        if minutes is not None and euro is not None:
            yield Price(minutes, int(euro[0]))
