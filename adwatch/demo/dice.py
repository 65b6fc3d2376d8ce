"""Seeded chance: a generator of its own for every question, so that one answer more never changes the others."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

Choice = TypeVar("Choice")


def dice(seed: int, *question: object) -> Random:
    """The generator for one question; the same in every process, as `Random` hashes text with SHA-512."""
    return Random("/".join(map(str, (seed, *question))))


def happens(chance: Random, rate: float) -> bool:
    """True in a share `rate` of cases."""
    return chance.random() < rate


def poisson(chance: Random, mean: float) -> int:
    """A Poisson number by Knuth's multiplication; fit for means up to some hundreds."""
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def lasting(chance: Random, mean: float, least: int = 1) -> int:
    """A number of nights with an exponential tail and the given mean, at least `least`."""
    return max(least, round(chance.expovariate(1 / mean)))


def weighted(chance: Random, weights: Mapping[Choice, float]) -> Choice:
    """One key, drawn in proportion to its weight."""
    keys = list(weights)
    return chance.choices(keys, [weights[key] for key in keys])[0]


def some(chance: Random, items: Sequence[Choice], least: int, most: int) -> list[Choice]:
    """Between `least` and `most` different items, in random order, or all where there are fewer."""
    return chance.sample(items, min(len(items), chance.randint(least, most)))
