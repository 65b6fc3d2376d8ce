"""A first specification from a listing and one advert of a board that nobody has described yet.

Everything here is a guess, and says what it rests on; nothing that a person wrote on the pages is repeated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from adwatch.clean.placing import place_advert
from adwatch.domain.adverts import RawAdvert
from adwatch.specs.selectors import AdvertField

MOST_SHARE = 0.8
"""Share of the entries in which something must stand to be taken for a part of an entry (assumed)."""
LONGEST_PLACE = 40
"""Characters up to which a piece of an entry may be its place (assumed)."""


@dataclass(frozen=True, slots=True)
class Guess:
    """One guessed value of the specification, what it rests on, and the way in which it finds: `css`, `xpath`, …."""

    value: str
    because: str
    way: str = "css"
    join: str | None = None


@dataclass(slots=True)
class ListingGuess:
    """What a listing page seems to be.

    places: the municipalities that the entries name. cursor: the name in the address of what takes a cursor.
    first_link: the first advert's address. said: what its link says. whole: the first entry, where entries are adverts.
    more, click: buttons that load more, and that put away what lies over the page.
    """

    entries: Guess | None = None
    id: Guess | None = None
    id_regex: str | None = None
    link: Guess | None = None
    changed: Guess | None = None
    place: Guess | None = None
    places: tuple[str, ...] = ()
    next: Guess | None = None
    cursor: str | None = None
    first_link: str | None = None
    said: str = ""
    whole: Any = None
    more: Guess | None = None
    click: Guess | None = None


@dataclass(slots=True)
class AdvertGuess:
    """What an advert's page seems to be: an expression or a label per field; of prices rows, duration and price."""

    fields: dict[AdvertField, Guess] = field(default_factory=dict)
    labels: dict[AdvertField, Guess] = field(default_factory=dict)
    prices: tuple[Guess, Guess, Guess] | None = None
    structured: str | None = None
    within: Guess | None = None
    place: str | None = None
    """The municipality that the advert names as its place."""
    rendered: bool = False
    """Whether it was read in a browser, for it was empty without."""


def text_of(element: Any) -> str:  # noqa: ANN401 - lxml's element
    """What an element says, tidied of spaces."""
    return " ".join("".join(element.itertext()).split())


def is_tag(found: Any) -> bool:  # noqa: ANN401 - lxml's elements and strings
    """Whether what was found is an element, and no piece of text."""
    return hasattr(found, "tag")


def place_named(said: str) -> str | None:
    """The name of the municipality that a short text names."""
    place = place_advert(RawAdvert("", "", place=said)) if 0 < len(said) <= LONGEST_PLACE else None
    return place.name if place else None
