"""Rings, in which others hold the phone or the pen, and the hands behind scam adverts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from adwatch.demo.cast import Kind, Network, Person, Stay, draw_origin, draw_person
from adwatch.demo.dice import dice, happens, lasting, poisson
from adwatch.demo.noise import Habits
from adwatch.demo.settled import Span
from adwatch.demo.tables import towns

CIRCUIT = (3, 5)  # towns of a ring's circuit
CELLS = (2, 3)  # places in the circuit that a ring fills at one time
STEP = (4, 10)  # nights between two moves of a ring
SCAM_TOWNS = (8, 16)
SCAM_NIGHTS = (4, 16)


@dataclass(slots=True)
class _Post:
    """One place in a ring's cell: who holds it, until which step."""

    key: str
    person: Person
    until: int
    turn: int = 0


def ring_stays(seed: int, habits: Habits, span: Span) -> Iterator[Stay]:
    """The stays of all members of all rings."""
    for place in range(round(habits.rings * habits.supply)):
        chance = dice(seed, "rings", place)
        begin, turn = span.first - chance.randint(0, habits.ring_nights // 2), 0
        while begin <= span.last:
            end = begin + lasting(chance, habits.ring_nights, least=60)
            yield from _ring(seed, habits, f"ring-{place}-{turn}", begin, end)
            begin, turn = end + chance.randint(5, 40), turn + 1


def draw_ring(chance: Random, habits: Habits, key: str) -> Network:
    """A ring with one number, one hand, or both."""
    one_number = happens(chance, habits.ring_phone)
    return Network(
        key,
        Kind.RING,
        one_number=one_number,
        one_hand=happens(chance, habits.ring_template) or not one_number,
        one_place=happens(chance, habits.ring_workplace),
        one_account=happens(chance, habits.ring_account),
    )


def _ring(seed: int, habits: Habits, key: str, first: int, last: int) -> Iterator[Stay]:
    """One ring: its cells go round a circuit of towns, each a fixed number of stops behind the next."""
    chance = dice(seed, key)
    network = draw_ring(chance, habits, key)
    circuit = _circuit(chance)
    cells = min(len(circuit), chance.randint(*CELLS))
    people = 1 if happens(chance, habits.ring_relay) else 2
    main = draw_origin(chance, habits, first)
    posts: dict[tuple[int, int], _Post] = {}
    begin, step = first, 0
    while begin <= last:
        end = begin + chance.randint(*STEP) - 1
        for cell in range(cells):
            for place in range(people):
                person = _holder(chance, habits, network, posts, (cell, place, step), (main, begin))
                yield _step(chance, person, circuit[(step + cell) % len(circuit)], begin, end)
        begin, step = end + 1, step + 1


def _circuit(chance: Random) -> list[str]:
    """Different towns, busy ones more likely."""
    weights = {code: town.usual for code, town in towns().items()}
    wanted = chance.randint(*CIRCUIT)
    found: list[str] = []
    while len(found) < wanted:
        code = chance.choices(list(weights), list(weights.values()))[0]
        found.append(code)
        del weights[code]
    return found


def _holder(
    chance: Random,
    habits: Habits,
    network: Network,
    posts: dict[tuple[int, int], _Post],
    where: tuple[int, int, int],
    origin: tuple[str, int],
) -> Person:
    """Who holds a place of a ring (cell, place, step) at a step: the one before, or somebody new."""
    cell, place, step = where
    main, day = origin
    post = posts.get((cell, place))
    if post is None or step >= post.until:
        turn = post.turn + 1 if post else 0
        key = f"r-{network.key}-{cell}-{place}-{turn}"
        own = main if happens(chance, habits.ring_same_origin) else draw_origin(chance, habits, day)
        person = draw_person(chance, habits, key, Kind.RING, own, network=network)
        post = _Post(key, person, step + 2 + poisson(chance, habits.ring_stops - 2), turn)
        posts[cell, place] = post
    return post.person


def _step(chance: Random, person: Person, town: str, first: int, last: int) -> Stay:
    """A member's stay at one step; some come a night late or leave one early."""
    late, early = happens(chance, 0.2), happens(chance, 0.2)
    return Stay(person, town, first + late, max(first + late, last - early))


def scam_stays(seed: int, habits: Habits, span: Span) -> Iterator[Stay]:
    """Runs of scam adverts: one hand, one text, many towns on the same nights."""
    for place in range(round(habits.scams * habits.supply)):
        chance = dice(seed, "scams", place)
        begin, turn = span.first + lasting(chance, habits.scam_rest / 2), 0
        while begin <= span.last:
            end = begin + chance.randint(*SCAM_NIGHTS)
            key = f"s-{place}-{turn}"
            network = Network(f"scam-{place}-{turn}", Kind.SCAM)
            person = draw_person(chance, habits, key, Kind.SCAM, draw_origin(chance, habits, begin), network=network)
            reached = chance.sample(list(towns()), chance.randint(*SCAM_TOWNS))
            for lane, town in enumerate(reached):
                yield Stay(person, town, begin, end, lane)
            begin, turn = end + lasting(chance, habits.scam_rest, least=10), turn + 1
