"""People on tour, alone, with friends or as a duo: they choose the next town by how full it is."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

from adwatch.demo.cast import MIX_FROM, MIX_TO, Kind, Network, Person, Stay, draw_origin, draw_person
from adwatch.demo.dice import dice, happens, lasting, poisson
from adwatch.demo.noise import Habits
from adwatch.demo.settled import Span, alone
from adwatch.demo.tables import towns

FILLS_WITHIN = 4.0  # nights within which new arrivals would fill what is missing to the usual supply; assumed
RETURNS_AFTER = (21, 120)
LONGEST_GAP = 3


@dataclass(slots=True)
class _Party:
    """Those who travel together: the stops they still make, where they are, the towns of their first tour.

    `keeps`: they keep to those towns. `alone`: one of a duo also advertises alone.
    """

    people: tuple[Person, ...]
    stops: int
    chance: Random
    keeps: bool
    alone: bool
    town: str = ""
    towns: list[str] = field(default_factory=list)
    made: int = 0


class _Crowd:
    """How many people advertise in each town on each night, as far as they have settled it."""

    def __init__(self, span: Span, stays: Iterable[Stay]) -> None:
        self.span = span
        self.nights = {code: [0] * (span.last - span.first + 1) for code in towns()}
        for stay in stays:
            self.add(stay)

    def add(self, stay: Stay) -> None:
        counts = self.nights[stay.town]
        for index in range(max(0, stay.first - self.span.first), min(len(counts), stay.last - self.span.first + 1)):
            counts[index] += 1

    def on(self, town: str, day: int) -> int:
        return self.nights[town][min(day, self.span.last) - self.span.first]

    def total(self, day: int) -> int:
        return sum(counts[day - self.span.first] for counts in self.nights.values())


def season(habits: Habits, day: int) -> float:
    """The supply on a night as a multiple of the usual: growing, and less during the closure."""
    grown = 1 - habits.growth / 2 + habits.growth * min(1.0, max(0.0, (day - MIX_FROM) / (MIX_TO - MIX_FROM)))
    closed = habits.closure_first.toordinal() <= day <= habits.closure_last.toordinal()
    return habits.supply * grown * (habits.closure_supply if closed else 1.0)


def touring_stays(seed: int, habits: Habits, span: Span, settled: Iterable[Stay]) -> Iterator[Stay]:
    """The stays of all who are on tour, given those who stay or go round for other reasons."""
    crowd = _Crowd(span, settled)
    chance = dice(seed, "arrivals")
    usual = sum(town.usual for town in towns().values())
    due: dict[int, list[_Party]] = defaultdict(list)
    arrived = 0
    for day in range(span.first, span.last + 1):
        missing = usual * season(habits, day) - crowd.total(day)
        for _ in range(poisson(chance, max(0.0, missing) / FILLS_WITHIN)):
            due[day].append(_arrive(seed, habits, arrived, day))
            arrived += 1
        for party in due.pop(day, ()):
            stays = list(_stop(habits, crowd, party, day))
            for stay in stays:
                crowd.add(stay)
            yield from stays
            following = _following(habits, party, max(stay.last for stay in stays))
            if following is not None:
                due[following].append(party)


def _arrive(seed: int, habits: Habits, number: int, day: int) -> _Party:
    """A party that was not here before."""
    chance = dice(seed, "party", number)
    kind = _kind(chance, habits)
    network = None if kind is Kind.TOURING else Network(f"{kind}-{number}", kind)
    origin = draw_origin(chance, habits, day)
    count = chance.randint(2, 3) if kind is Kind.FRIENDS else 1
    people = tuple(
        draw_person(chance, habits, f"t-{number}-{place}", kind, origin, network=network) for place in range(count)
    )
    keeps = happens(chance, habits.circuit)
    return _Party(people, _stops(chance, habits), chance, keeps, kind is Kind.DUO and happens(chance, habits.duo_alone))


def _kind(chance: Random, habits: Habits) -> Kind:
    """Alone, with friends or as a duo."""
    drawn = chance.random()
    if drawn < habits.friends:
        return Kind.FRIENDS
    return Kind.DUO if drawn < habits.friends + habits.duos else Kind.TOURING


def _stops(chance: Random, habits: Habits) -> int:
    """The stops of one tour."""
    return min(9, lasting(chance, habits.stops - 0.5))


def _stop(habits: Habits, crowd: _Crowd, party: _Party, day: int) -> Iterator[Stay]:
    """One stop: the party's stays in the town that it chooses."""
    chance = party.chance
    party.town = _next_town(habits, crowd, party, day)
    if len(party.towns) <= party.made:
        party.towns.append(party.town)
    party.made += 1
    nights = round(chance.triangular(habits.stay_shortest, habits.stay_longest, habits.stay_usual))
    lender = party.people[0].key if len(party.people) > 1 and happens(chance, habits.friend_lends / 3) else None
    for person in party.people:
        late = person is not party.people[0] and happens(chance, 0.2)
        lent = lender if lender != person.key else None
        yield Stay(person, party.town, day + late, day + max(late, nights - 1), lent=lent)
    if party.alone:
        yield from alone(party.people[0], [Stay(party.people[0], party.town, day, day + nights - 1)])


def _next_town(habits: Habits, crowd: _Crowd, party: _Party, day: int) -> str:
    """Another town than the one before, the emptier the likelier; or the next of the party's own circuit."""
    if party.keeps and party.made >= 3 and party.towns[party.made % 3] != party.town:
        return party.towns[party.made % 3]
    others = [town for town in towns().values() if town.code != party.town]
    scale = season(habits, day)
    weights = [
        town.usual * math.exp(-habits.crowding * crowd.on(town.code, day) / (town.usual * scale)) for town in others
    ]
    return party.chance.choices(others, weights)[0].code


def _following(habits: Habits, party: _Party, last: int) -> int | None:
    """The night of the party's next stop, or None when it does not come back."""
    party.stops -= 1
    if party.stops > 0:
        return last + 1 + (party.chance.randint(1, LONGEST_GAP) if happens(party.chance, habits.gap) else 0)
    if not happens(party.chance, habits.returning):
        return None
    party.stops = _stops(party.chance, habits)
    return last + party.chance.randint(*RETURNS_AFTER)
