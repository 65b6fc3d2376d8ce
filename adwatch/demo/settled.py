"""People who live where they advertise: independents, houses shared by independents, and licensed agencies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from adwatch.demo.cast import Kind, Network, Person, Stay, draw_origin, draw_person
from adwatch.demo.dice import dice, happens, lasting, poisson, weighted
from adwatch.demo.noise import Habits
from adwatch.demo.tables import Town, nearest, towns

ROOMS = 3  # rooms of a shared house, one of them for guests
WORKERS = 5  # workers of an agency at one time
LEAST_FOR_A_HOUSE = 4.0  # usual advertisers of a town that has a shared house or sees an agency


@dataclass(frozen=True, slots=True)
class Span:
    """The nights that are simulated, as ordinals, both included."""

    first: int
    last: int


def settled_stays(seed: int, habits: Habits, span: Span) -> Iterator[Stay]:
    """The stays of everybody who lives where they advertise."""
    houses = draw_houses(seed, habits)
    for town in towns().values():
        chance = dice(seed, "settled", town.code)
        usual = town.usual * habits.settled * habits.supply - ROOMS * houses.count(town.code)
        for place in range(_rounded(chance, max(0.0, usual) / 0.85)):
            yield from _place(dice(seed, "settled", town.code, place), habits, town, span, f"i-{town.code}-{place}")
    for number, code in enumerate(houses):
        yield from _house(seed, habits, towns()[code], span, number)
    for number in range(habits.agencies):
        yield from _agency(seed, habits, span, number)


def draw_houses(seed: int, habits: Habits) -> list[str]:
    """The towns of the shared houses, busy towns more likely."""
    chance = dice(seed, "houses")
    busy = {town.code: town.usual for town in towns().values() if town.usual >= LEAST_FOR_A_HOUSE}
    return [weighted(chance, busy) for _ in range(habits.collectives)]


def _rounded(chance: Random, number: float) -> int:
    """The number rounded up or down by chance, so that its mean is kept."""
    return int(number) + happens(chance, number % 1)


def _lives(chance: Random, span: Span, mean: float) -> Iterator[tuple[int, int]]:
    """First and last night of those who follow one another in one place; the first was there already."""
    begin = span.first - lasting(chance, mean / 3)
    while begin <= span.last:
        end = begin + lasting(chance, mean, least=20)
        yield begin, end
        begin = end + chance.randint(5, 60)


def _place(chance: Random, habits: Habits, town: Town, span: Span, key: str) -> Iterator[Stay]:
    """The stays of the independents, some of them duos, who follow one another in one place."""
    for turn, (first, last) in enumerate(_lives(chance, span, habits.settled_nights)):
        kind = Kind.DUO if happens(chance, habits.duos) else Kind.INDEPENDENT
        origin = draw_origin(chance, habits, first, dutch=habits.settled_dutch)
        network = Network(f"duo-{key}-{turn}", kind) if kind is Kind.DUO else None
        person = draw_person(chance, habits, f"{key}-{turn}", kind, origin, settled=True, network=network)
        stays = list(_spells(chance, habits, person, town.code, first, last))
        yield from stays
        if happens(chance, habits.second_town):
            yield from (replace(stay, town=nearest(town.code).code, lane=1) for stay in stays)
        if kind is Kind.DUO and happens(chance, habits.duo_alone):
            yield from alone(person, stays)


def alone(duo: Person, stays: list[Stay]) -> Iterator[Stay]:
    """The stays of one of a duo who advertises alone as well, under the duo's number."""
    person = replace(duo, key=f"{duo.key}-alone", ages=duo.ages[:1], number_of=duo.key)
    return (replace(stay, person=person) for stay in stays)


def _spells(chance: Random, habits: Habits, person: Person, town: str, first: int, last: int) -> Iterator[Stay]:
    """The nights of a settled person without her holidays and without a pause in the closure."""
    paused = _pause(chance, habits)
    begin = first
    while begin <= last:
        end = min(last, begin + lasting(chance, 1 / habits.holiday, least=7))
        for left, right in _without(begin, end, paused):
            yield Stay(person, town, left, right)
        begin = end + chance.randint(5, habits.holiday_longest)


def _pause(chance: Random, habits: Habits) -> tuple[int, int]:
    """The nights of the closure for which somebody stops; an empty interval for those who go on."""
    closed, opened = habits.closure_first.toordinal(), habits.closure_last.toordinal()
    begin = chance.randint(closed, opened)
    return (begin, chance.randint(begin, opened)) if happens(chance, habits.closure_pause) else (closed, closed - 1)


def _without(first: int, last: int, paused: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """What remains of a stretch of nights when others are taken out of it."""
    begin, end = paused
    if end < begin or end < first or begin > last:
        yield first, last
        return
    if first < begin:
        yield first, begin - 1
    if end < last:
        yield end + 1, last


def _house(seed: int, habits: Habits, town: Town, span: Span, number: int) -> Iterator[Stay]:
    """A house shared by independents: rooms of people who stay for long, and one for guests."""
    network = Network(f"collective-{number}", Kind.COLLECTIVE, one_place=True)
    for room in range(ROOMS):
        chance = dice(seed, network.key, room)
        guests = room == ROOMS - 1
        for turn, (first, last) in enumerate(_lives(chance, span, 18 if guests else habits.settled_nights)):
            key = f"c-{number}-{room}-{turn}"
            origin = draw_origin(chance, habits, first, dutch=None if guests else habits.settled_dutch)
            person = draw_person(chance, habits, key, Kind.COLLECTIVE, origin, settled=not guests, network=network)
            yield from _spells(chance, habits, person, town.code, first, last)


def _agency(seed: int, habits: Habits, span: Span, number: int) -> Iterator[Stay]:
    """A licensed agency: one number, one hand, workers who are offered in one of its towns after another."""
    network = Network(f"agency-{number}", Kind.AGENCY, one_number=True, one_hand=True, one_account=True)
    chance = dice(seed, network.key)
    home = "PV22" if number % 2 == 0 else ""
    busy = [town.code for town in towns().values() if town.usual >= LEAST_FOR_A_HOUSE and home in town.province]
    served = sorted(chance.sample(busy, min(4, len(busy))))
    for place in range(WORKERS):
        chance = dice(seed, network.key, place)
        for turn, (first, last) in enumerate(_lives(chance, span, 150)):
            origin = draw_origin(chance, habits, first)
            key = f"a-{number}-{place}-{turn}"
            person = draw_person(chance, habits, key, Kind.AGENCY, origin, settled=True, network=network)
            yield from _offered(chance, habits, person, served, first, last)


def _offered(
    chance: Random, habits: Habits, person: Person, served: list[str], first: int, last: int
) -> Iterator[Stay]:
    """An agency's worker in one of its towns for some nights, then in another; nobody works during the closure."""
    closure = habits.closure_first.toordinal(), habits.closure_last.toordinal()
    begin = first
    while begin <= last:
        end = min(last, begin + 4 + poisson(chance, 7))
        for left, right in _without(begin, end, closure):
            yield Stay(person, chance.choice(served), left, right)
        begin = end + 1 + chance.randint(0, 6)
