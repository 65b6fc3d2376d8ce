"""The evidence of one pair in words, and the chain of links that makes two adverts one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adwatch.resolve.compare import FACTS
from adwatch.resolve.scoring import Evidence
from adwatch.resolve.weights import WEIGHTS, Weight

DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Told:
    """One fact of a pair: what was found, what it adds to the log-odds (rarity included), and where that is from."""

    fact: str
    reads: str
    weight: float
    source: str

    def as_json(self) -> dict[str, object]:
        """The same by name."""
        return {"fact": self.fact, "found": self.reads, "weight": round(self.weight, 3), "source": self.source}


@dataclass(frozen=True, slots=True)
class Account:
    """The evidence for and against a pair; prior: the log-odds to begin with, as far as nothing gave them back."""

    told: tuple[Told, ...]
    unknown: tuple[str, ...]
    prior: float
    prior_reads: str
    log_odds: float

    @property
    def decided(self) -> bool:
        """Whether a person's word is among the facts."""
        return any(each.fact == DECIDED for each in self.told)

    @property
    def unsaid_log_odds(self) -> float:
        """The sum without what a person said."""
        return self.log_odds - sum(each.weight for each in self.told if each.fact == DECIDED)

    def as_json(self) -> dict[str, object]:
        """The same by name."""
        return {
            "evidence": [each.as_json() for each in self.told],
            "unknown": list(self.unknown),
            "prior": round(self.prior, 3),
            "log_odds": round(self.log_odds, 3),
        }


def explain(
    evidence: Evidence, prior: float, place: int = 0, weights: Sequence[Weight] = WEIGHTS, *, learned: bool = False
) -> Account:
    """The account of the pair at `place`: what speaks most for it first, what speaks most against it last.

    `weights` are the rows of the weighing under which the evidence was scored; `learned`: whether the prior was learned
    with them, over pairs worth comparing.
    """
    rows = {(row.fact, row.level): row for row in weights}
    told: list[Told] = []
    unknown: list[str] = []
    for column, fact in enumerate(FACTS):
        row = rows.get((fact, int(evidence.level[place, column])))
        if row is not None:
            told.append(Told(fact, row.reads, float(evidence.weight[place, column]), row.source))
        elif fact not in _SAYS_NOTHING:
            unknown.append(name_fact(fact))
    left = prior * (1 - float(evidence.anchor[place]))
    odds = sum(each.weight for each in told) + left
    reads = "two adverts worth comparing" if learned else "two adverts at random"
    if not left:
        reads = "not counted: what agrees hardly agrees by chance"
    return Account(tuple(sorted(told, key=lambda each: -each.weight)), tuple(unknown), left, reads, odds)


_SAYS_NOTHING = frozenset({"same_advert", DECIDED})
"""Facts of which it says nothing that they are not there."""


def name_fact(fact: str) -> str:
    """What a fact is about, in a word or two: `phone` of `same_phone`."""
    return fact.partition("_")[2].replace("_", " ") or fact


def shortest_chain(edges: Iterable[tuple[int, int]], start: int, end: int) -> tuple[int, ...]:
    """The shortest way from `start` to `end` along `edges`, both included; empty where there is none."""
    beside: dict[int, list[int]] = {}
    for one, other in edges:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    came_from: dict[int, int] = {start: start}
    queue = deque([start])
    while queue and end not in came_from:
        here = queue.popleft()
        for there in beside.get(here, ()):
            if there not in came_from:
                came_from[there] = here
                queue.append(there)
    if end not in came_from:
        return ()
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))
