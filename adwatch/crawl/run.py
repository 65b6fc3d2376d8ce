"""What one crawl of one board knows and keeps count of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from adwatch.domain.coverage import Coverage, CoverageStatus
from adwatch.domain.places import Municipality
from adwatch.guard.sealing import Sealer
from adwatch.specs.board import BoardSpec
from adwatch.specs.settings import CrawlSettings
from adwatch.store.adverts import KnownAdvert
from adwatch.store.session import Store

REASON_LENGTH = 200


@dataclass(slots=True)
class Tally:
    """How the reading of one municipality on one board goes; `coverage` is the verdict at its end."""

    pages: int = 0
    listed: set[bytes] = field(default_factory=set)
    ended: bool = False
    disallowed: bool = False
    barred: str | None = None
    faults: Counter[str] = field(default_factory=Counter)

    def coverage(self, board: str, municipality: str, night: date) -> Coverage:
        """Complete only if the listing was walked to its end and nothing on the way failed."""
        status, reason = self._verdict()
        adverts = len(self.listed)
        return Coverage(board, municipality, night, status, self.pages, adverts, reason and reason[:REASON_LENGTH])

    def _verdict(self) -> tuple[CoverageStatus, str | None]:
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


@dataclass(slots=True)
class CrawlRun:
    """One crawl of one board on one night: what it may read, what is known already, and how it went."""

    board: str
    spec: BoardSpec
    night: date
    municipalities: tuple[Municipality, ...]
    settings: CrawlSettings
    user_agent: str
    store: Store
    sealer: Sealer
    known: Mapping[bytes, KnownAdvert]
    tallies: dict[str, Tally] = field(default_factory=dict)
    least_requests: int = 0
    requests: int = 0
    pages: int = 0
    read: int = 0
    asked: set[bytes] = field(default_factory=set)
    scheduled: int = 0
    watch: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        """Start a tally for every municipality, so that none can be forgotten."""
        self.tallies = {place.code: Tally() for place in self.municipalities}

    def needs_reading(self, token: bytes, entry_token: bytes) -> bool:
        """Whether an advert is new, its listing entry changed, or its last reading is too long ago."""
        known = self.known.get(token)
        # `known` holds no advert whose last reading is more than R nights ago: the store leaves those out.
        return known is None or known.entry_token != entry_token

    def within_budget(self, tally: Tally) -> bool:
        """Count one more request against the board's budget; where it is used up, the tally says so."""
        if self.scheduled >= self.spec.max_requests_per_night:
            tally.faults["the board's requests for a night are used up"] += 1
            return False
        self.scheduled += 1
        return True

    def coverage(self) -> list[Coverage]:
        """The coverage of every municipality, as it stands."""
        return [tally.coverage(self.board, code, self.night) for code, tally in self.tallies.items()]

    def outcome(self) -> CoverageStatus:
        """The whole board's: complete where every municipality that may be read was."""
        statuses = {row.status for row in self.coverage()} - {CoverageStatus.DISALLOWED}
        if not statuses:
            return CoverageStatus.DISALLOWED
        return statuses.pop() if len(statuses) == 1 else CoverageStatus.PARTIAL
