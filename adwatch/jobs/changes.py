"""Merges and splits of advertisers, as the runs of the linkage recorded them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from adwatch.domain.nights import AMSTERDAM
from adwatch.jobs.looking import require_purpose
from adwatch.jobs.office import Office
from adwatch.store.evidence import identity_changes


@dataclass(frozen=True, slots=True)
class Change:
    """`advertiser` took in `other` (a merge), or `other` was parted from it (a split); `at`: Amsterdam's time."""

    at: datetime
    kind: str
    advertiser: int
    other: int

    def __str__(self) -> str:
        """In words."""
        if self.kind == "merge":
            return f"{self.other} is now part of {self.advertiser}"
        return f"{self.other} was parted from {self.advertiser}"

    def as_json(self) -> dict[str, object]:
        """The same by name."""
        at = self.at.isoformat(timespec="seconds")
        return {"at": at, "change": self.kind, "advertiser": self.advertiser, "other": self.other}


def changes_since(office: Office, since: date | None) -> list[Change]:
    """The changes of the runs on the day `since` and later, or all; the latest first."""
    require_purpose(office)
    start = datetime.combine(since, time(), AMSTERDAM) if since else None
    with office.store.begin() as connection:
        found = identity_changes(connection, start)
    return [Change(each.recorded_at.astimezone(AMSTERDAM), each.kind, each.advertiser, each.other) for each in found]
