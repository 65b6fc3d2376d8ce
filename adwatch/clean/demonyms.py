"""Names of countries, regions and their people, read once from `adwatch/data`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from adwatch.clean.tables import read_table
from adwatch.clean.words import Lexicon, key


class Use(StrEnum):
    """Where a form states an origin.

    ANY: wherever it stands, save before a thing ("Braziliaanse", but not "Braziliaanse muziek"). NOUN: wherever it
    stands ("colombiana"). PERSON: only beside a person, since it is as well a language or a service ("Spaans meisje").
    COUNTRY: only behind a word such as "uit". VALUE: only as the whole of a field, since in a text it is mostly an
    ordinary word ("Pool", "Fin").
    """

    ANY = "any"
    NOUN = "noun"
    PERSON = "person"
    COUNTRY = "country"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Demonym:
    """A form, the ISO country or M49 region it stands for, how it counts, and the languages in which it is written."""

    code: str
    use: Use
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Country:
    """A country: English name, its M49 region (intermediate where there is one, else sub-region), its CBS group."""

    name: str
    region: str
    cbs: str


@dataclass(frozen=True, slots=True)
class Region:
    """An M49 region: English name and the code of the region it is part of, empty at the top."""

    name: str
    part_of: str


@cache
def demonyms() -> Lexicon[Demonym]:
    """Return every known form."""
    return Lexicon(
        (key(row["form"]), Demonym(row["code"], Use(row["use"]), frozenset(row["language"].split("|"))))
        for row in read_table("demonyms")
    )


@cache
def countries() -> Mapping[str, Country]:
    """Return the countries by ISO 3166-1 alpha-2 code."""
    return {row["code"]: Country(row["name"], row["m49"], row["cbs"]) for row in read_table("origins")}


@cache
def regions() -> Mapping[str, Region]:
    """Return the M49 regions by code."""
    return {row["code"]: Region(row["name"], row["part_of"]) for row in read_table("regions")}


def wider_regions(code: str) -> tuple[str, ...]:
    """Return the M49 regions that hold a country or region, narrowest first: `BR` gives `005`, `419`, `019`."""
    above = countries()[code].region if code in countries() else regions()[code].part_of
    return (above, *wider_regions(above)) if above else ()
