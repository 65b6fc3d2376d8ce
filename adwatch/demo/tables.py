"""The tables of words and towns in `texts/`, read once."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

LANGUAGES = ("nl", "en", "es", "pt", "de", "ro")


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality of the demo: CBS code, name, province, usual advertisers per night, rough WGS 84 coordinates.

    `places` are its villages and districts, the main one repeated as often as it weighs; `postcodes` four digits each.
    """

    code: str
    name: str
    province: str
    usual: float
    latitude: float
    longitude: float
    places: tuple[str, ...]
    postcodes: tuple[str, ...]

    def distance(self, other: Town) -> float:
        """Kilometres to another town, on a flat map good enough for the north of the Netherlands."""
        return math.hypot((self.latitude - other.latitude) * 111, (self.longitude - other.longitude) * 67)


@dataclass(frozen=True, slots=True)
class OriginWords:
    """What a woman of one origin calls herself: by language in `words`, and as typed into a board's own field."""

    code: str
    group: str
    weight: float
    words: Mapping[str, str]
    field_words: tuple[str, ...]


def _rows(name: str) -> list[dict[str, str]]:
    text = files("adwatch.demo").joinpath("texts", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def towns() -> Mapping[str, Town]:
    """The municipalities of the demo by CBS code: the twelve of Drenthe first, then those around it."""
    return {
        row["code"]: Town(
            row["code"],
            row["name"],
            row["province"],
            float(row["usual"]),
            float(row["latitude"]),
            float(row["longitude"]),
            tuple(row["places"].split(";")),
            tuple(row["postcodes"].split()),
        )
        for row in _rows("towns.csv")
    }


@cache
def nearest(code: str) -> Town:
    """The town nearest to the one with this code."""
    here = towns()[code]
    return min((town for town in towns().values() if town is not here), key=here.distance)


@cache
def origins() -> Mapping[str, OriginWords]:
    """Origins by ISO country, or by UN M49 region where only that is stated."""
    return {
        row["code"]: OriginWords(
            row["code"],
            row["group"],
            float(row["weight"]),
            {language: row[language] for language in LANGUAGES},
            (row["field_nl"], row["nl"], row["field_en"]),
        )
        for row in _rows("origins.csv")
    }


@cache
def aliases(group: str) -> tuple[str, ...]:
    """Given names that people of one group use as aliases."""
    return next(tuple(row["names"].split()) for row in _rows("aliases.csv") if row["group"] == group)


@cache
def sentences(language: str) -> Mapping[str, tuple[str, ...]]:
    """The sentences of one language by section, with their alternatives and slots unfilled."""
    lines = files("adwatch.demo").joinpath("texts", f"{language}.txt").read_text("utf-8").splitlines()
    heads = [index for index, line in enumerate(lines) if line.startswith("[")]
    return {
        lines[head].strip("[]"): tuple(line for line in lines[head + 1 : end] if line)
        for head, end in pairwise([*heads, len(lines)])
    }
