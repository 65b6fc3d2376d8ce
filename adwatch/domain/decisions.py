"""What a person says of two adverts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Word(StrEnum):
    """Whether two adverts are one advertiser's, as a person says who looked at both."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Decision:
    """A word on two versions of adverts (ids, the smaller first): by whom, when (UTC), and why where that was said."""

    left_id: int
    right_id: int
    said: Word
    actor: str
    said_at: datetime
    reason: str | None = None

    def __post_init__(self) -> None:
        """Hold two versions in their order."""
        if self.left_id >= self.right_id:
            raise ValueError("a decision is on two versions, the smaller id first")

    def as_json(self) -> dict[str, object]:
        """As `adwatch why --json` prints it; the reader knows which pair it is on."""
        return {"said": self.said, "by": self.actor, "at": self.said_at.isoformat(), "reason": self.reason}
