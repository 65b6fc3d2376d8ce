"""The truth about the demo's adverts, kept apart from what the boards show and used only to measure.

An **advertiser** is one person as presented: a duo that advertises as one is one advertiser, and one of them who also
advertises alone is another; an agency's workers and a ring's members are each their own; the hand behind a run of scam
adverts is one advertiser whatever names it uses. A **posting** is one advertiser's one text, with its edits, reposts
under new ids, copies on other boards and the towns it moves through; a wholly new text is another posting.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from adwatch.demo.posting import Version
from adwatch.demo.province import DemoProvince
from adwatch.demo.tables import origins
from adwatch.domain.nights import nights

COLUMNS = ("board", "advert_id", "advertiser", "night", "posting", "network", "kind")
SOUTH_AMERICA = "005"

Readable = Callable[[str, str, date], bool]


@dataclass(frozen=True, slots=True)
class TrueVersion:
    """One version of an advert, the first night on which it stood, and whose it is.

    `origin` is what this version states: an ISO country, a UN M49 region, or None.
    """

    board: str
    advert_id: str
    advertiser: str
    night: date
    posting: str
    network: str | None
    kind: str
    origin: str | None

    def row(self) -> tuple[str, ...]:
        """The version as a row of `COLUMNS`."""
        return (
            self.board,
            self.advert_id,
            self.advertiser,
            self.night.isoformat(),
            self.posting,
            self.network or "",
            self.kind,
        )


@dataclass(frozen=True, slots=True)
class TrueFigures:
    """What a perfect reader would count in some municipalities over a period.

    Least, greatest and mean are of the advertisers per night, over the nights on which anything could be read; all 0
    where there was none. The shares are of unique adverts: by people advertised as South American (those of unknown
    origin in the denominator), and of unknown origin.
    """

    unique_adverts: int
    unique_advertisers: int
    least: int
    greatest: int
    mean: float
    south_american_share: float
    unknown_share: float
    per_night: Mapping[date, int] = field(repr=False)


class Truth:
    """What is true of a province."""

    def __init__(self, province: DemoProvince) -> None:
        self.province = province

    def rows(self) -> Iterator[TrueVersion]:
        """Every version of every advert, by board, advert and night."""
        first_seen: dict[tuple[str, str, int], tuple[int, Version]] = {}
        for version in self.province.versions:
            shown = version.shown
            key, night = (shown.board, shown.advert_id, shown.revision), next(version.nights())
            if key not in first_seen or night < first_seen[key][0]:
                first_seen[key] = (night, version)
        return (_row(version, night) for _, (night, version) in sorted(first_seen.items(), key=lambda item: item[0]))

    def write_csv(self, path: Path) -> None:
        """Write the truth as a file of labels: `COLUMNS`, one row per version of an advert."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(row.row() for row in self.rows())

    def figures(
        self, municipalities: Collection[str], first: date, last: date, readable: Readable | None = None
    ) -> TrueFigures:
        """The true figures of some municipalities (CBS codes) from `first` to `last`.

        `readable` says whether a board could be read for a municipality on a night; without it, all that stood counts.
        """
        advertisers: dict[int, set[str]] = defaultdict(set)
        stated: dict[str, set[str]] = defaultdict(set)
        for version, night in self._stood(frozenset(municipalities), first, last, readable):
            advertisers[night].add(version.person.key)
            stated[version.posting].update({version.origin} if version.origin else ())
        per_night = {
            night: len(advertisers[night.toordinal()]) for night in self._seen(municipalities, first, last, readable)
        }
        counts = list(per_night.values()) or [0]
        south = sum(1 for found in stated.values() if any(is_south_american(origin) for origin in found))
        unknown = sum(1 for found in stated.values() if not found)
        return TrueFigures(
            len(stated),
            len(set().union(*advertisers.values())),
            min(counts),
            max(counts),
            sum(counts) / len(counts),
            south / max(1, len(stated)),
            unknown / max(1, len(stated)),
            per_night,
        )

    def _stood(
        self, municipalities: frozenset[str], first: date, last: date, readable: Readable | None
    ) -> Iterator[tuple[Version, int]]:
        """Every version and night that stood, and could be read, in the municipalities within the period."""
        begin, end = first.toordinal(), last.toordinal()
        for version in self.province.versions:
            shown = version.shown
            if shown.municipality not in municipalities or version.last < begin or version.first > end:
                continue
            for night in version.nights():
                if begin <= night <= end and (
                    readable is None or readable(shown.board, shown.municipality, date.fromordinal(night))
                ):
                    yield version, night

    def _seen(
        self, municipalities: Collection[str], first: date, last: date, readable: Readable | None
    ) -> Iterator[date]:
        """The nights on which at least one board could be read for one of the municipalities."""
        boards = [board.name for board in self.province.boards]
        for night in nights(max(first, self.province.first), min(last, self.province.last)):
            if readable is None or any(readable(board, code, night) for board in boards for code in municipalities):
                yield night


def is_south_american(origin: str) -> bool:
    """The stated origin is a country of UN M49 region 005, or that region itself; `Latina` alone (419) is not."""
    return origin == SOUTH_AMERICA or origins()[origin].group == "south"


def _row(version: Version, night: int) -> TrueVersion:
    shown, person = version.shown, version.person
    return TrueVersion(
        shown.board,
        shown.advert_id,
        person.key,
        date.fromordinal(night),
        version.posting,
        person.network.key if person.network else None,
        person.kind.value,
        version.origin,
    )
