"""The clocks by which everything expires, and the months that close before what they rest on is deleted.

Every class of `[retention]` in the mandate is kept for so many days after its clock started, that last day included.
A hold, set while a person reviews what rests on a record, lets that record alone live longer; the hold ends, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from adwatch.specs.mandate import RetentionClass

SOON = timedelta(days=30)
"""What expires within this time is told beforehand."""

MARGIN = timedelta(days=31)
"""A month closes so long before its first sighting expires: its stays reach back into the month before, and who left
at its end is known only some nights later (assumed; four covered nights are needed)."""

STARTS: Mapping[RetentionClass, str] = MappingProxyType(
    {
        RetentionClass.CONTENT: "the last night on which it was read",
        RetentionClass.TOKENS: "the last night on which the advert stood so",
        RetentionClass.SIGHTINGS: "the night itself",
        RetentionClass.SIGNALS: "the day it was raised, unless a person reviews it",
        RetentionClass.CONTACTS: "the day of the last attempt",
        RetentionClass.RELEASES: "the day it was handed over",
        RetentionClass.AUDIT: "the day of the line",
    }
)
"""When the clock of each class starts."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One class, and the days for which the mandate lets it be kept."""

    kept: RetentionClass
    days: int

    @property
    def starts(self) -> str:
        """When it starts, in words."""
        return STARTS[self.kept]

    def cutoff(self, today: date) -> date:
        """What started before this day has expired on `today`."""
        return today - timedelta(days=self.days)

    def last_day(self, started: date) -> date:
        """The last day on which what started on that day may be kept."""
        return started + timedelta(days=self.days)

    def is_due(self, started: date, today: date, hold_until: date | None = None) -> bool:
        """Whether what started then is to be deleted on `today`; what is held is not, up to the hold's last day."""
        return started < self.cutoff(today) and not is_held(hold_until, today)


def is_held(hold_until: date | None, today: date) -> bool:
    """Whether a hold with this last day still holds on `today`."""
    return hold_until is not None and hold_until >= today


def hold_until(opened: date, signals: Clock) -> date:
    """The last day on which a review opened that day may hold the records it rests on.

    A review holds no longer than an unreviewed signal itself is kept: who needs longer decides, or opens it again.
    """
    return signals.last_day(opened)


def month_of(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after the one that begins on `month`."""
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1)


def last_of(month: date) -> date:
    """The last day of the month that begins on `month`."""
    return next_month(month) - timedelta(days=1)


def is_closing(month: date, sightings: Clock, today: date) -> bool:
    """Whether the month that begins on `month` is to be frozen on `today`.

    It is at the latest when its first sighting expires; a margin earlier, once all of it and of what follows is known.
    """
    cutoff = sightings.cutoff(today)
    return month < cutoff or (month < cutoff + MARGIN and last_of(month) + MARGIN <= today)


def closing_months(oldest: date | None, sightings: Clock, today: date) -> Iterator[date]:
    """The months to be frozen on `today`, from that of the `oldest` sighting on; none where there is no sighting."""
    month = month_of(oldest) if oldest else None
    while month is not None and is_closing(month, sightings, today):
        yield month
        month = next_month(month)
