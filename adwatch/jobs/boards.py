"""How every board of a deployment does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from adwatch.crawl.monitors import HISTORY
from adwatch.domain.coverage import Coverage, Fill, Finding
from adwatch.jobs.office import Office
from adwatch.specs.board import load_boards
from adwatch.store.boards import crawled_coverage
from adwatch.store.session import Connection
from adwatch.store.watch import fills_between, findings_of, last_crawls


@dataclass(frozen=True, slots=True)
class BoardState:
    """A board as its last night left it.

    night: None where it was never crawled. fills: per field, over that night and the fortnight before it.
    """

    name: str
    title: str
    night: date | None
    coverage: tuple[Coverage, ...]
    fills: Mapping[str, Fill]
    findings: tuple[Finding, ...]

    @property
    def statuses(self) -> Mapping[str, int]:
        """How many municipalities were read how."""
        return Counter(row.status.value for row in self.coverage)

    @property
    def adverts(self) -> int:
        """Adverts listed in all municipalities."""
        return sum(row.adverts for row in self.coverage)

    def as_json(self) -> dict[str, Any]:
        """The state as JSON values."""
        return {
            "board": self.name,
            "title": self.title,
            "night": self.night.isoformat() if self.night else None,
            "statuses": dict(self.statuses),
            "adverts": self.adverts,
            "filled": {field: {**asdict(fill), "rate": round(fill.rate, 4)} for field, fill in self.fills.items()},
            "findings": [{**asdict(each), "kind": each.kind.value} for each in self.findings],
        }


def board_states(office: Office) -> list[BoardState]:
    """Every board that has a specification, by name."""
    specs = load_boards(office.deployment.boards_dir)
    with office.store.begin() as connection:
        last = last_crawls(connection)
        return [_state(connection, name, spec.title, last.get(name)) for name, spec in specs.items()]


def _state(connection: Connection, name: str, title: str, night: date | None) -> BoardState:
    if night is None:
        return BoardState(name, title, None, (), {}, ())
    return BoardState(
        name,
        title,
        night,
        tuple(crawled_coverage(connection, name, night)),
        fills_between(connection, name, night - timedelta(days=HISTORY), night),
        tuple(findings_of(connection, name, night)),
    )
