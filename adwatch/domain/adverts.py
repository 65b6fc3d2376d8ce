"""An advert as it was written, and as it was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Persons(StrEnum):
    """How many persons an advert presents."""

    ONE = "1"
    SEVERAL = "2+"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Origin:
    """Origin as advertised: an ISO 3166-1 alpha-2 country, or only a UN M49 region where no country is stated."""

    country: str | None = None
    region: str | None = None

    def __post_init__(self) -> None:
        """Hold exactly one of the two."""
        if (self.country is None) == (self.region is None):
            raise ValueError("an origin is a country or a region, not both and not neither")

    @property
    def code(self) -> str:
        """The one code that says it: `BR`, or `005` for South America."""
        return self.country or self.region or ""


@dataclass(frozen=True, slots=True)
class RawAdvert:
    """One advert as a board or an official wrote it; every value is text that nobody has understood yet.

    `prices` maps a duration as written ("60", "1 uur") to a price as written ("150", "150 euro"); prices that stand in
    running text are found when the advert is cleaned. `photos` are the addresses of its images; they are never kept.
    """

    board: str
    advert_id: str
    title: str = ""
    text: str = ""
    url: str | None = None
    alias: str | None = None
    account: str | None = None
    age: str | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    origin: str | None = None
    languages: tuple[str, ...] = ()
    prices: Mapping[str, str] = field(default_factory=dict)
    address: str | None = None
    postcode: str | None = None
    place: str | None = None
    photos: tuple[str, ...] = ()
    photo_hashes: tuple[str, ...] = ()
    posted_on: str | None = None


@dataclass(frozen=True, slots=True)
class Advert:
    """One advert as understood. Unknown stays `None` or empty; nothing is guessed.

    phones: E.164 (`+31612345678`), sorted, unique. emails: lower case. handles: `service:name` in lower case
    (`telegram:lotus_x`). languages: ISO 639-1. prices: minutes to euros. postcode: `9401AB` or `9401`.
    photo_hashes: 16 hexadecimal digits, 64-bit dhash.
    """

    board: str
    advert_id: str
    title: str
    text: str
    url: str | None
    alias: str | None
    account: str | None
    age: int | None
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    handles: tuple[str, ...]
    origin: Origin | None
    languages: tuple[str, ...]
    prices: Mapping[int, float]
    persons: Persons
    address: str | None
    postcode: str | None
    place: str | None
    photo_hashes: tuple[str, ...]
    posted_on: date | None

    @property
    def price_per_hour(self) -> float | None:
        """Euros for sixty minutes where the advert states it, else the rate of the duration nearest to an hour."""
        if not self.prices:
            return None
        minutes = min(self.prices, key=lambda duration: (abs(duration - 60), duration))
        return round(self.prices[minutes] * 60 / minutes, 2)
