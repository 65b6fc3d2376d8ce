"""Figures as they leave the house: counts of a night and of a period, each beside what could be seen."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

UNKNOWN_REGION = "unknown"


@dataclass(frozen=True, slots=True)
class NightFigure:
    """What one night showed in one area; `None` where it can't be known.

    municipality: the CBS code, of a province where the area is one. adverts, advertisers: distinct ones sighted that
    night. entered, left: stays. coverage: share of what was expected that was read completely, 0 to 1.
    """

    municipality: str
    name: str
    night: date
    adverts: int | None
    advertisers: int | None
    entered: int | None
    left: int | None
    coverage: float

    def as_json(self) -> dict[str, object]:
        """The figure as JSON values, the night in ISO 8601."""
        return {**asdict(self), "night": self.night.isoformat()}


@dataclass(frozen=True, slots=True)
class Spread:
    """The least, mean and greatest value over the covered nights; all `None` where no night is covered."""

    min: int | None
    mean: float | None
    max: int | None


@dataclass(frozen=True, slots=True)
class OriginShare:
    """How many unique adverts and advertisers were advertised as from one region, and their share in all.

    The shares run from 0 to 1 over all of the period, unknown included; `None` where there is nothing to share out.
    """

    region: str
    adverts: int
    advertisers: int
    share_adverts: float | None
    share_advertisers: float | None


@dataclass(frozen=True, slots=True)
class PeriodFigure:
    """What a period showed in one area.

    unique_adverts: postings, so that reposts, edits and copies count once. origin: as advertised, always with a row
    `unknown`. nights: all of the period; nights_covered: those that are no gap.
    """

    municipality: str
    name: str
    first: date
    last: date
    unique_adverts: int
    unique_advertisers: int
    advertisers_per_night: Spread
    origin: tuple[OriginShare, ...]
    nights: int
    nights_covered: int

    def as_json(self) -> dict[str, object]:
        """The figure as JSON values, `from` and `to` in ISO 8601."""
        return {
            "municipality": self.municipality,
            "name": self.name,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "unique_adverts": self.unique_adverts,
            "unique_advertisers": self.unique_advertisers,
            "advertisers_per_night": asdict(self.advertisers_per_night),
            "origin": [asdict(row) for row in self.origin],
            "nights": self.nights,
            "nights_covered": self.nights_covered,
        }
