"""How the reading of one listing goes, and the verdict at its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from adwatch.domain.coverage import CoverageStatus
from adwatch.domain.places import Municipality

REASON_LENGTH = 200


@dataclass(slots=True)
class Tally:
    """The count of one listing that is walked: a municipality's, or the whole board's where `place` is None."""

    place: Municipality | None
    pages: int = 0
    listed: set[bytes] = field(default_factory=set)
    open: int = 1
    """Lists not yet walked to their end; a listing may consist of several."""
    disallowed: bool = False
    barred: str | None = None
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def ended(self) -> bool:
        """Whether everything was walked to its end."""
        return self.open == 0

    def end_one(self) -> None:
        """One of its lists has come to its end."""
        self.open -= 1

    def verdict(self) -> tuple[CoverageStatus, str | None]:
        """Complete only if the listing was walked to its end and nothing on the way failed; else why not."""
        if self.disallowed:
            return CoverageStatus.DISALLOWED, "robots.txt does not allow it"
        if self.barred:
            return CoverageStatus.BARRED, self.barred
        faults = "; ".join(f"{reason} ({times}x)" if times > 1 else reason for reason, times in self.faults.items())
        if self.pages == 0:
            return CoverageStatus.FAILED, faults or "not reached"
        if faults or not self.ended:
            return CoverageStatus.PARTIAL, faults or "the listing was not walked to its end"
        return CoverageStatus.COMPLETE, None
