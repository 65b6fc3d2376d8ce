"""How much of a night could be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CoverageStatus(StrEnum):
    """How one board was read for one municipality on one night."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"
    DISALLOWED = "disallowed"
    BARRED = "barred"


@dataclass(frozen=True, slots=True)
class Coverage:
    """One board × municipality × night: what was read, and why not all of it."""

    board: str
    municipality: str
    night: date
    status: CoverageStatus
    pages: int = 0
    adverts: int = 0
    reason: str | None = None


class FindingKind(StrEnum):
    """What a crawl can notice about a board."""

    FILL_BOUND = "fill bound"
    """A field is stated less, or more, often than the board's own bounds allow."""
    FILL_DRIFT = "fill drift"
    """A field is stated far less often than in the nights before."""
    ADVERTS_BOUND = "adverts bound"
    """Fewer or more adverts than the board's own bounds allow."""
    COLLAPSE = "collapse"
    """Most of the adverts of the night before are gone at once, and little came."""
    ALL_NEW = "all new"
    """Most of the adverts of the night before are gone at once, and others stand in their place."""
    UNPLACED = "unplaced"
    """Adverts whose place is not recognised."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed about a board in a night; `incomplete` where the night can't be held complete for it."""

    kind: FindingKind
    said: str
    incomplete: bool
    field: str | None = None
    municipality: str | None = None


@dataclass(frozen=True, slots=True)
class Fill:
    """Of `read` adverts, `filled` state a field anywhere, and `stated` do so where the board has a place for it."""

    read: int
    filled: int
    stated: int = 0

    @property
    def rate(self) -> float:
        """The share that states it, 0 to 1; 0 where none was read."""
        return self.filled / self.read if self.read else 0.0

    @property
    def stated_rate(self) -> float:
        """The share that states it in its own place, 0 to 1; 0 where none was read."""
        return self.stated / self.read if self.read else 0.0
