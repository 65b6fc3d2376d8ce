"""The demo's people: who they are, under whose hand they advertise, and where they stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random

from adwatch.demo.dice import happens, weighted
from adwatch.demo.noise import Habits
from adwatch.demo.tables import aliases, origins

# Between these two nights the mix of people changes from what it was at first to what it is at last.
MIX_FROM, MIX_TO = date(2020, 8, 1).toordinal(), date(2021, 5, 1).toordinal()

# How those who are neither Dutch nor South American divide, and who writes in what; assumed.
REST = {"east": 0.6, "other": 0.28, "asia": 0.12}
WRITES_BY_GROUP = {
    "dutch": {"nl": 0.94, "en": 0.06},
    "south": {"es": 0.45, "en": 0.4, "nl": 0.15},
    "east": {"en": 0.62, "nl": 0.25, "de": 0.13},
    "other": {"es": 0.4, "en": 0.4, "nl": 0.2},
    "asia": {"en": 0.7, "nl": 0.3},
}
WRITES_BY_ORIGIN = {
    "BR": {"pt": 0.5, "en": 0.3, "es": 0.1, "nl": 0.1},
    "SR": {"nl": 0.95, "en": 0.05},
    "RO": {"ro": 0.25, "en": 0.5, "nl": 0.2, "de": 0.05},
    "DE": {"de": 0.6, "nl": 0.3, "en": 0.1},
    "IT": {"en": 0.7, "nl": 0.3},
}
REGION_OF_GROUP = {"south": ("005", "419"), "east": ("151",), "asia": ("142",)}


class Kind(StrEnum):
    """What an advertiser truly is."""

    INDEPENDENT = "independent"
    TOURING = "touring"
    FRIENDS = "friends"
    DUO = "duo"
    COLLECTIVE = "collective"
    AGENCY = "agency"
    RING = "ring"
    SCAM = "scam"


@dataclass(frozen=True, slots=True)
class Network:
    """Advertisers who belong together.

    `one_number`: all under one number. `one_hand`: one text with slots for all. `one_place`: one published workplace
    in each town. `one_account`: all under one account on a board.
    """

    key: str
    kind: Kind
    one_number: bool = False
    one_hand: bool = False
    one_place: bool = False
    one_account: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """An advertiser as presented: one person, a duo that advertises as one, or the hand behind a scam.

    `age` holds on the first night of `MIX_FROM`'s year, one number or a duo's two; `stated` is the origin as she would
    state it, an ISO country or an UN M49 region. `settled` people live where they advertise. `number_of` is the person
    whose number she uses throughout, where it is not her own.
    """

    key: str
    kind: Kind
    origin: str
    stated: str
    ages: tuple[int, ...]
    language: str
    second_language: str | None
    settled: bool
    network: Network | None = None
    number_of: str | None = None

    @property
    def hand(self) -> str:
        """The key of whoever writes her adverts."""
        return self.network.key if self.network and self.network.one_hand else self.key


@dataclass(frozen=True, slots=True)
class Stay:
    """A person in a town (CBS code) from one night to another, both ordinals and included.

    `lane` tells apart what one person advertises at the same time; `lent` names the person whose number she borrows.
    """

    person: Person
    town: str
    first: int
    last: int
    lane: int = 0
    lent: str | None = None


def draw_origin(chance: Random, habits: Habits, day: int, dutch: float | None = None) -> str:
    """An origin from the mix of people on tour on a day; `dutch` sets another Dutch share, the rest in proportion."""
    progress = min(1.0, max(0.0, (day - MIX_FROM) / (MIX_TO - MIX_FROM)))
    usual = habits.dutch_first + progress * (habits.dutch_last - habits.dutch_first)
    south = habits.south_first + progress * (habits.south_last - habits.south_first)
    if happens(chance, usual if dutch is None else dutch):
        return "NL"
    group = "south" if happens(chance, south / (1 - usual)) else weighted(chance, REST)
    return weighted(chance, {one.code: one.weight for one in origins().values() if one.group == group})


def draw_age(chance: Random) -> int:
    """An age from 21, mostly in the twenties and thirties."""
    return 21 + min(31, round(chance.gammavariate(2.0, 4.2)))


def draw_alias(chance: Random, origin: str, persons: int = 1) -> str:
    """A name to work under; two for a duo."""
    group = origins()[origin].group
    names: list[str] = []
    while len(names) < persons:
        name = chance.choice(aliases(group if happens(chance, 0.75) else "general"))
        if name not in names:
            names.append(name)
    return chance.choice((" & ", " en ", " and ")).join(names)


def draw_person(
    chance: Random,
    habits: Habits,
    key: str,
    kind: Kind,
    origin: str,
    *,
    settled: bool = False,
    network: Network | None = None,
) -> Person:
    """A person of one kind and origin."""
    group = origins()[origin].group
    language = weighted(chance, WRITES_BY_ORIGIN.get(origin, WRITES_BY_GROUP[group]))
    second = chance.choice([other for other in ("nl", "en") if other != language])
    regions = REGION_OF_GROUP.get(group, ())
    english = habits.english_only > 0 and happens(chance, habits.english_only)
    return Person(
        key,
        kind,
        origin,
        chance.choice(regions) if regions and happens(chance, habits.origin_region) else origin,
        tuple(draw_age(chance) for _ in range(2 if kind is Kind.DUO else 1)),
        "en" if english else language,
        second if happens(chance, habits.second_language) and not english else None,
        settled,
        network,
    )
