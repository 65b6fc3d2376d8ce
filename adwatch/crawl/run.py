"""What one crawl of one board knows and keeps count of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from adwatch.clean.places import resolve_province
from adwatch.crawl.coverage import REASON_LENGTH, Tally
from adwatch.domain.adverts import Advert, RawAdvert
from adwatch.domain.coverage import Coverage, CoverageStatus, Fill, Finding
from adwatch.domain.pages import PageState
from adwatch.domain.places import Municipality
from adwatch.domain.sealed import Token
from adwatch.guard.sealing import Sealer
from adwatch.specs.board import BoardSpec
from adwatch.specs.pages import FILLED, PlacedBy
from adwatch.specs.selectors import AdvertField
from adwatch.specs.settings import CrawlSettings
from adwatch.store.adverts import KnownAdvert
from adwatch.store.session import Store


@dataclass(slots=True)
class Memory:
    """What earlier nights left: adverts by token, pages by their address's token, what does not concern us."""

    adverts: Mapping[bytes, KnownAdvert] = field(default_factory=dict)
    places: Mapping[int, str] = field(default_factory=dict)
    pages: Mapping[Token, PageState] = field(default_factory=dict)
    requests: int = 0
    """Requests that earlier crawls of this board made on the same night."""


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
    memory: Memory = field(default_factory=Memory)
    fingerprints: bool = False
    """Whether images may be read for their fingerprints: specification and mandate both say so."""
    watch: Callable[[], None] = lambda: None
    tallies: tuple[Tally, ...] = ()
    least_requests: int = 0
    requests: int = 0
    pages: int = 0
    read: int = 0
    asked: set[bytes] = field(default_factory=set)
    placed: dict[bytes, str | None] = field(default_factory=dict)
    """Where adverts stand, by token, if it is the adverts that say so; None where it is elsewhere or unknown."""
    states: dict[Token, PageState] = field(default_factory=dict)
    filled: Counter[str] = field(default_factory=Counter)
    stated: Counter[str] = field(default_factory=Counter)
    understood: int = 0
    findings: list[Finding] = field(default_factory=list)
    ending: str | None = None
    """Why it was ended before its time."""

    def __post_init__(self) -> None:
        """Start a tally for every listing, so that none can be forgotten."""
        whole_board = self.spec.placed_by is PlacedBy.ADVERT
        self.tallies = (Tally(None),) if whole_board else tuple(Tally(place) for place in self.municipalities)

    @property
    def requests_before(self) -> int:
        """Requests of earlier crawls on the same night, which count against its budget."""
        return self.memory.requests

    @property
    def province(self) -> str | None:
        """The CBS code of the province in which the board means a place with several namesakes."""
        found = resolve_province(self.spec.region) if self.spec.region else None
        return found.code if found else None

    def covers(self, code: str) -> bool:
        """Whether this crawl is about the municipality."""
        return any(place.code == code for place in self.municipalities)

    def needs_reading(self, token: bytes, entry_token: bytes) -> bool:
        """Whether an advert is new, its listing entry changed, or its last reading is too long ago."""
        known = self.memory.adverts.get(token)
        return known is None or known.entry_token != entry_token or self.is_old(known.read_on)

    def is_old(self, read_on: date) -> bool:
        """Whether what was read on that night is to be read again."""
        return read_on < self.night - timedelta(days=self.settings.reread_after_nights)

    def understand(self, raw: RawAdvert, advert: Advert, *, placed: bool) -> None:
        """Count which of its fields an advert states: anywhere, and where the board has a place for it."""
        self.understood += 1
        for one in FILLED:
            self.filled[one] += bool(placed if one == AdvertField.PLACE else getattr(advert, one))
            self.stated[one] += bool(getattr(raw, one))

    def fills(self) -> dict[str, Fill]:
        """How many of the adverts that were read state each field."""
        if not self.understood:
            return {}
        return {one: Fill(self.understood, self.filled[one], self.stated[one]) for one in FILLED}

    def listed(self) -> dict[str | None, set[bytes]]:
        """The adverts listed, by municipality; None holds those of no municipality of this crawl."""
        if self.spec.placed_by is PlacedBy.LISTING:
            return {tally.place.code: tally.listed for tally in self.tallies if tally.place}
        found: dict[str | None, set[bytes]] = {place.code: set() for place in self.municipalities}
        for token in self.tallies[0].listed:
            found.setdefault(self.place_of(token), set()).add(token)
        return found

    def place_of(self, token: bytes) -> str | None:
        """Where an advert stands that itself says so: as read tonight, else as it was last sighted."""
        if token in self.placed:
            return self.placed[token]
        known = self.memory.adverts.get(token)
        return self.memory.places.get(known.advert_id) if known else None

    def coverage(self) -> list[Coverage]:
        """The coverage of every municipality, as it stands."""
        return list(self._coverage())

    def _coverage(self) -> Iterator[Coverage]:
        listed = self.listed()
        by_code = {tally.place.code: tally for tally in self.tallies if tally.place}
        for place in self.municipalities:
            tally = by_code.get(place.code, self.tallies[0])
            status, reason = tally.verdict()
            if status is CoverageStatus.COMPLETE and (found := self._incomplete(place.code)):
                status, reason = CoverageStatus.PARTIAL, found
            adverts = len(listed.get(place.code, ()))
            said = reason and reason[:REASON_LENGTH]
            yield Coverage(self.board, place.code, self.night, status, tally.pages, adverts, said)

    def _incomplete(self, code: str) -> str:
        said = (one.said for one in self.findings if one.incomplete and one.municipality in {None, code})
        return "; ".join(said)

    def outcome(self) -> CoverageStatus:
        """The whole board's: complete where every municipality that may be read was."""
        statuses = {row.status for row in self.coverage()} - {CoverageStatus.DISALLOWED}
        if not statuses:
            return CoverageStatus.DISALLOWED
        return statuses.pop() if len(statuses) == 1 else CoverageStatus.PARTIAL
