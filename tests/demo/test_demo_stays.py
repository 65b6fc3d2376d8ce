from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from adwatch.demo.cast import Kind
from adwatch.demo.noise import HABITS
from adwatch.demo.settled import Span
from adwatch.demo.staging import draw_stays

SPAN = Span(date(2020, 7, 1).toordinal(), date(2021, 9, 30).toordinal())


@pytest.fixture(scope="module")
def stays():
    return draw_stays(1, HABITS, SPAN)


def of_kind(stays, *kinds):
    return {person: found for person, found in stays.items() if person.kind in kinds}


def test_nobody_is_in_two_places_in_one_lane(stays):
    for found in stays.values():
        for before, after in pairwise(found):
            assert before.lane != after.lane or before.last < after.first


def test_people_on_tour_stay_three_to_fourteen_nights(stays):
    lengths = [stay.last - stay.first + 1 for found in of_kind(stays, Kind.TOURING).values() for stay in found]
    assert min(lengths) >= HABITS.stay_shortest
    assert max(lengths) <= HABITS.stay_longest


def test_people_on_tour_move_on(stays):
    for found in of_kind(stays, Kind.TOURING).values():
        assert all(before.town != after.town or after.first - before.last > 20 for before, after in pairwise(found))


def test_friends_share_their_stops_and_nothing_else(stays):
    groups = defaultdict(list)
    for person, found in of_kind(stays, Kind.FRIENDS).items():
        assert not person.network.one_number
        assert not person.network.one_hand
        groups[person.network.key].append([stay.town for stay in found])
    assert len(groups) > 10
    assert all(len(routes) > 1 and all(route == routes[0] for route in routes) for routes in groups.values())


def test_rings_go_round_a_circuit_and_relieve_one_another(stays):
    arrivals = defaultdict(list)
    towns = defaultdict(set)
    for person, found in of_kind(stays, Kind.RING).items():
        for stay in found:
            arrivals[person.network.key, stay.town].append((stay.first, stay.last, person.key))
            towns[person.network.key].add(stay.town)
    assert all(len(found) <= 5 for found in towns.values())
    relieved = 0
    for found in arrivals.values():
        for left, right in pairwise(sorted(found)):
            relieved += left[2] != right[2] and 0 < right[0] - left[1] <= 2
    assert relieved > 50


def test_a_ring_has_one_number_or_one_hand(stays):
    networks = {person.network for person in of_kind(stays, Kind.RING)}
    assert len(networks) >= 5
    assert all(network.one_number or network.one_hand for network in networks)
    assert len({(network.one_number, network.one_hand, network.one_place) for network in networks}) > 2


def test_agencies_rest_during_the_closure(stays):
    closed = range(HABITS.closure_first.toordinal(), HABITS.closure_last.toordinal() + 1)
    for found in of_kind(stays, Kind.AGENCY).values():
        assert not any(stay.first in closed or stay.last in closed for stay in found)


def test_a_collective_has_one_place_and_own_numbers(stays):
    houses = {person.network for person in of_kind(stays, Kind.COLLECTIVE)}
    assert len(houses) == HABITS.collectives
    assert all(house.one_place and not house.one_number for house in houses)


def test_one_of_some_duos_also_advertises_alone(stays):
    alone = [person for person in of_kind(stays, Kind.DUO) if person.number_of]
    assert alone
    assert all(len(person.ages) == 1 for person in alone)
