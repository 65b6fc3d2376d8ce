"""What a night says of the board itself: fields that are no longer stated, adverts that are gone all at once.

A board that changed must not look like people who left. Everything here is pure: tonight beside the nights before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from scipy.stats import betabinom, binom

from adwatch.domain.coverage import Fill, Finding, FindingKind
from adwatch.specs.pages import Bound, Bounds
from adwatch.specs.selectors import AdvertField

HISTORY = 14
"""Nights before tonight that are looked back on."""
FILL_CHANCE = 1e-7
"""Chance of so low a fill rate, were it still that of the nights before, below which it has changed. Assumed: with
some fifteen fields on ten boards every night, a false alarm in some two centuries."""
LEFT_SHARE = 0.1
"""A place on the page that still gives this share of what it usually gives has not broken. Assumed."""
GONE_CHANCE = 1e-6
"""Chance of so many adverts gone at once, at twice the usual rate, below which it is the listing that changed.
Assumed: twice, since people leave in groups."""
GONE_SHARE = 0.6
"""Fewer gone than this share are no collapse, however sure. Assumed."""
FEW_SHARE = 0.5
"""A listing with less than this share of its adverts has shrunk, another was filled anew. Assumed."""
USUALLY_GONE = (3.0, 20.0)
"""Adverts gone, of those that stood there the night before, with which a board without a past begins. Assumed."""
SETTLED_SHARE = 0.5
"""Of tonight's adverts, the share seen in the nights before from which a new numbering is no longer new. Assumed."""
PLACED_SHARE = 0.8
"""Of adverts that name their own place, the least share whose place must be recognised: as for a covered night."""


@dataclass(frozen=True, slots=True)
class Past:
    """What the last `HISTORY` nights of a board were like.

    fills: per field, over all those nights. seen: adverts sighted, by night and municipality. complete: municipalities
    read completely, by night.
    """

    fills: Mapping[str, Fill] = field(default_factory=dict)
    seen: Mapping[date, Mapping[str, set[int]]] = field(default_factory=dict)
    complete: Mapping[date, set[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tonight:
    """What was seen tonight: adverts by municipality (only of listings walked to their end), and fill rates."""

    night: date
    listed: Mapping[str, set[int]]
    fills: Mapping[str, Fill]
    whole: bool
    """Whether every listing of the board was walked to its end."""
    places_itself: bool = False
    """Whether its adverts name their own place."""


def findings(tonight: Tonight, past: Past, bounds: Bounds) -> list[Finding]:
    """All that is noticed, the board's own bounds first."""
    return [
        *_adverts_bounds(tonight, bounds),
        *_fill_bounds(tonight, bounds),
        *_unplaced(tonight, bounds),
        *_drift(tonight, past, bounds),
        *_gone(tonight, past),
    ]


def _adverts_bounds(tonight: Tonight, bounds: Bounds) -> Iterator[Finding]:
    if not tonight.whole:
        return
    count = len(set().union(*tonight.listed.values()))
    if bounds.min.adverts is not None and count < bounds.min.adverts:
        yield Finding(FindingKind.ADVERTS_BOUND, f"{count} adverts, bounds.min is {bounds.min.adverts}", True)
    if bounds.max.adverts is not None and count > bounds.max.adverts:
        yield Finding(FindingKind.ADVERTS_BOUND, f"{count} adverts, bounds.max is {bounds.max.adverts}", False)


def _fill_bounds(tonight: Tonight, bounds: Bounds) -> Iterator[Finding]:
    for name, fill in tonight.fills.items():
        if fill.read < bounds.fewest_read:
            continue
        least, most = _bound(bounds.min, name), _bound(bounds.max, name)
        if least is not None and fill.rate < least:
            yield Finding(FindingKind.FILL_BOUND, _said(name, fill, f"bounds.min is {least:.0%}"), True, name)
        if most is not None and fill.rate > most:
            yield Finding(FindingKind.FILL_BOUND, _said(name, fill, f"bounds.max is {most:.0%}"), False, name)


def _unplaced(tonight: Tonight, bounds: Bounds) -> Iterator[Finding]:
    name = AdvertField.PLACE.value
    fill = tonight.fills.get(name)
    stated = _bound(bounds.min, name) is not None
    if tonight.places_itself and not stated and fill and fill.read >= bounds.fewest_read and fill.rate < PLACED_SHARE:
        yield Finding(FindingKind.UNPLACED, _said("a known place", fill, f"needed {PLACED_SHARE:.0%}"), True, name)


def _bound(bound: Bound, name: str) -> float | None:
    return bound.filled.get(name)


def _said(name: str, fill: Fill, beside: str) -> str:
    return f"{name} in {fill.filled} of {fill.read} adverts read, {beside}"


def _drift(tonight: Tonight, past: Past, bounds: Bounds) -> Iterator[Finding]:
    """A field whose own place on the page is all but empty tonight (beta-binomial, Jeffreys' prior).

    What adverts say in their text, and what several adverts of one hand leave out, moves fill rates without any change
    of the board; a selector that finds nothing any more does not move them, it ends them.
    """
    for name, fill in tonight.fills.items():
        before = past.fills.get(name)
        if before is None or before.read < bounds.fewest_read or fill.stated_rate > LEFT_SHARE * before.stated_rate:
            continue
        chance = betabinom.cdf(fill.stated, fill.read, before.stated + 0.5, before.read - before.stated + 0.5)
        if chance < FILL_CHANCE:
            now = Fill(fill.read, fill.stated)
            beside = f"{before.stated_rate:.0%} in the {HISTORY} nights before"
            yield Finding(FindingKind.FILL_DRIFT, _said(name, now, beside), False, name)


def _gone(tonight: Tonight, past: Past) -> Iterator[Finding]:
    """Adverts that are gone all at once: of a municipality, or of the whole board."""
    rate = _usually_gone(past)
    found = [one for code in sorted(tonight.listed) if (one := _exodus(tonight, past, frozenset({code}), rate))]
    board = _exodus(tonight, past, frozenset(tonight.listed), rate) if tonight.whole else None
    yield from [board] if board else found


def _usually_gone(past: Past) -> float:
    """The share of adverts gone from one night to the next, where both were read completely."""
    gone, stood = USUALLY_GONE
    for night, seen in past.seen.items():
        after = date.fromordinal(night.toordinal() + 1)
        for code in past.complete.get(night, set()) & past.complete.get(after, set()):
            here, there = seen.get(code, set()), past.seen.get(after, {}).get(code, set())
            gone, stood = gone + len(here - there), stood + len(here)
    return gone / stood


def _exodus(tonight: Tonight, past: Past, codes: frozenset[str], rate: float) -> Finding | None:
    night = max((each for each, read in past.complete.items() if codes <= read), default=None)
    if night is None:
        return None
    stood, now = _adverts(past.seen.get(night, {}), codes), _adverts(tonight.listed, codes)
    gone = len(stood - now)
    if gone < GONE_SHARE * len(stood) or not stood:
        return None
    # Who leaves is replaced, so that a listing shrinks no faster for a gap of nights; its adverts do change in one.
    few = len(now) < FEW_SHARE * len(stood)
    lost, nights = (len(stood) - len(now), 1) if few else (gone, (tonight.night - night).days)
    likely = 1 - (1 - min(2 * rate, 0.9)) ** nights
    if binom.sf(lost - 1, len(stood), likely) >= GONE_CHANCE or (not few and _settled(now, past, codes)):
        return None
    kind = FindingKind.COLLAPSE if few else FindingKind.ALL_NEW
    said = f"{gone} of {len(stood)} adverts of {night} gone at once, {len(now)} listed: the board seems changed"
    return Finding(kind, said, True, municipality=next(iter(codes)) if len(codes) == 1 else None)


def _settled(now: set[int], past: Past, codes: frozenset[str]) -> bool:
    """Whether tonight's adverts are old acquaintances: a new numbering is new for one night."""
    known = set[int]().union(*(_adverts(seen, codes) for seen in past.seen.values()))
    return len(now & known) >= SETTLED_SHARE * len(now)


def _adverts(seen: Mapping[str, set[int]], codes: frozenset[str]) -> set[int]:
    return set[int]().union(*(seen.get(code, set()) for code in codes))
