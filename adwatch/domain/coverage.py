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
