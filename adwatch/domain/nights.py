"""A night is the local date on which a crawl started."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def night_of(moment: datetime) -> date:
    """The night to which `moment` belongs: its date in Amsterdam. A moment without a zone is taken as local there."""
    return moment.astimezone(AMSTERDAM).date() if moment.tzinfo else moment.date()


def nights(first: date, last: date) -> Iterator[date]:
    """Every night from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
