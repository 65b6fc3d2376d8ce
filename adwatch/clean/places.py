"""From a name, a code, a postcode or a text to a municipality."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from math import asin, cos, radians, sin, sqrt

from rapidfuzz import fuzz, process

from adwatch.clean import gazetteer
from adwatch.clean.gazetteer import Place, municipalities, municipality_names, provinces
from adwatch.clean.mentions import find_municipality
from adwatch.clean.words import key
from adwatch.domain.places import Municipality, Province

__all__ = [
    "distance_km",
    "find_municipality",
    "in_province",
    "municipalities",
    "municipality",
    "provinces",
    "resolve_municipality",
    "resolve_province",
    "suggest",
]

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth, by the International Union of Geodesy and Geophysics."""

_MUNICIPALITY_CODE = re.compile(r"(?:gm\s?)?([0-9]{4})", re.IGNORECASE)
_PROVINCE_CODE = re.compile(r"(?:pv\s?)?([0-9]{2})", re.IGNORECASE)
_LEADS = ("gemeente ", "gem ", "municipality of ", "stad ")
_NEAR = 70.0
"""Least likeness, of 100, at which a name is worth suggesting: assumed."""


def municipality(code: str) -> Municipality:
    """Return the municipality of CBS code `code`; raise `KeyError` where there is none."""
    return municipalities()[code]


def resolve_municipality(name_or_code: str, *, province: str | None = None) -> Municipality | None:
    """Return the municipality that a name or CBS code stands for, or None where it is unknown or ambiguous.

    Case, accents, hyphens and apostrophes do not matter. A village or a former municipality gives the municipality in
    which it lies now. Of several places of one name `province` (a code) chooses, or a province written behind the name
    ("Bergen (L)"); else a municipality's own official name outranks a place elsewhere.
    """
    code = _MUNICIPALITY_CODE.fullmatch(name_or_code.strip())
    if code:
        known = f"GM{code[1]}"
        return municipalities().get(gazetteer.successors().get(known, known))
    name = _without_lead(key(name_or_code))
    return _named(name, province) or _named_with_province(name)


def resolve_province(name_or_code: str) -> Province | None:
    """Return the province that a name, an abbreviation or a CBS code stands for, or None."""
    code = _PROVINCE_CODE.fullmatch(name_or_code.strip())
    if code:
        return provinces().get(f"PV{code[1]}")
    name = key(name_or_code).removeprefix("provincie ")
    return provinces().get(gazetteer.province_names().get(name) or "")


def in_province(code: str) -> tuple[Municipality, ...]:
    """Return the municipalities of the province of CBS code `code`, by name; none where there is no such province."""
    return _by_province().get(code, ())


def suggest(name: str, limit: int = 3) -> list[str]:
    """Return the known names most like `name`, best first, for an error message."""
    near = process.extract(
        key(name), gazetteer.display_names(), scorer=fuzz.ratio, processor=key, limit=limit, score_cutoff=_NEAR
    )
    return [found for found, _, _ in near]


def distance_km(left: Municipality, right: Municipality) -> float:
    """Return the great-circle distance between the main places of two municipalities in kilometres (haversine)."""
    north, south = radians(left.latitude), radians(right.latitude)
    rise = sin((south - north) / 2) ** 2
    run = sin(radians(right.longitude - left.longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(rise + cos(north) * cos(south) * run))


def _without_lead(name: str) -> str:
    for lead in _LEADS:
        if name.startswith(lead) and name not in municipality_names():
            return name.removeprefix(lead)
    return name


def _named(name: str, province: str | None) -> Municipality | None:
    """Return the one municipality of `name` within `province`, or anywhere where no province is given."""
    candidates = _within(gazetteer.places().get(name) or (), province)
    own = municipality_names().get(name)
    if own and any(place.municipality == own for place in candidates):
        return municipalities()[own]
    codes = {place.municipality for place in candidates if place.large} or {place.municipality for place in candidates}
    return municipalities()[codes.pop()] if len(codes) == 1 else None


def _within(candidates: tuple[Place, ...], province: str | None) -> tuple[Place, ...]:
    if province is None:
        return candidates
    return tuple(place for place in candidates if municipalities()[place.municipality].province == province)


def _named_with_province(name: str) -> Municipality | None:
    """Read `name` as a place and behind it a province: `hengelo gld`, `haren noord brabant`."""
    words = name.split()
    for length in (1, 2):
        province = gazetteer.province_names().get(" ".join(words[-length:])) if len(words) > length else None
        if province:
            return _named(" ".join(words[:-length]), province)
    return None


@cache
def _by_province() -> Mapping[str, tuple[Municipality, ...]]:
    by_name = sorted(municipalities().values(), key=lambda found: key(found.name))
    return {code: tuple(found for found in by_name if found.province == code) for code in provinces()}
