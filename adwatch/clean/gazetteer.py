"""Dutch municipalities, provinces and places by name, read once from `adwatch/data`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from adwatch.clean.tables import read_table
from adwatch.clean.words import Lexicon, key
from adwatch.domain.places import Municipality, Province


class PlaceKind(StrEnum):
    """What kind of place a name stands for. Of two places of one name, a town outranks a village or a quarter."""

    TOWN = "town"
    ALIAS = "alias"
    VILLAGE = "village"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Place:
    """A name and the municipality in which the place lies.

    `needs_context` marks a name that is an ordinary word or a given name as well ("Best", "Heel", "Erica").
    """

    name: str
    municipality: str
    kind: PlaceKind
    needs_context: bool

    @property
    def large(self) -> bool:
        """Whether the name outranks its namesakes that are villages or quarters."""
        return self.kind in {PlaceKind.TOWN, PlaceKind.ALIAS}


PROVINCE_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "PV20": ("gr", "gn", "grn", "gron", "provincie groningen"),
    "PV21": ("friesland", "fr", "frl", "frieslân"),
    "PV22": ("dr", "drente", "dren"),
    "PV23": ("ov", "o", "ovl", "overijsel"),
    "PV24": ("fl", "flevo"),
    "PV25": ("gld", "gelderl", "ge", "g"),
    "PV26": ("ut", "utr", "provincie utrecht"),
    "PV27": ("nh", "n h", "n holland", "north holland", "noordholland"),
    "PV28": ("zh", "z h", "z holland", "south holland", "zuidholland"),
    "PV29": ("ze", "zld", "z", "zl"),
    "PV30": ("nb", "n b", "n br", "nbr", "brabant", "north brabant", "noordbrabant"),
    "PV31": ("l", "lb", "li", "lim", "limb"),
})  # fmt: skip
"""How a province is written beside its official name, behind a place or alone."""


@cache
def provinces() -> Mapping[str, Province]:
    """Return the twelve provinces by CBS code."""
    return MappingProxyType({row["code"]: Province(row["code"], row["name"]) for row in read_table("provinces")})


@cache
def municipalities() -> Mapping[str, Municipality]:
    """Return the 342 municipalities that exist since 2023 by CBS code, in the order of their codes."""
    return MappingProxyType({
        row["code"]: Municipality(
            row["code"], row["name"], row["province"], float(row["latitude"]), float(row["longitude"])
        )
        for row in read_table("municipalities")
    })  # fmt: skip


@cache
def successors() -> Mapping[str, str]:
    """Return the code of each municipality that ended since 2019, with the code of the one that took it in."""
    return MappingProxyType({row["code"]: row["successor"] for row in read_table("former_municipalities")})


@cache
def province_names() -> Lexicon[str]:
    """Return the names and abbreviations of provinces with their codes."""
    written = [(key(name), code) for code, names in PROVINCE_NAMES.items() for name in names]
    return Lexicon([*written, *((key(province.name), code) for code, province in provinces().items())])


@cache
def places() -> Lexicon[tuple[Place, ...]]:
    """Return every known name of a place with all the places that bear it.

    The name of a province stands for the province: the village of Zeeland is not known by its bare name.
    """
    named: dict[str, tuple[Place, ...]] = {}
    barred = {key(province.name) for province in provinces().values()} - set(municipality_names())
    for row in read_table("places"):
        name = key(row["place"])
        if name not in barred:
            place = Place(row["place"], row["municipality"], PlaceKind(row["kind"]), bool(row["context"]))
            named[name] = (*named.get(name, ()), place)
    return Lexicon(named.items())


@cache
def municipality_names() -> Mapping[str, str]:
    """Return the official names, as `words.key` writes them, with their codes; each name is borne by one only."""
    return MappingProxyType({key(municipality.name): code for code, municipality in municipalities().items()})


@cache
def display_names() -> tuple[str, ...]:
    """Return every name that a municipality can be asked for by, as it is written."""
    return tuple({row["place"]: None for row in read_table("places")})
