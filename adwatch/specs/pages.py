"""How a board's pages are walked and read: its listings, its adverts, its browser, its bounds."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from adwatch.specs.selectors import AdvertField, PriceRows, Selectors, as_selectors
from adwatch.specs.spec import Spec

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
OF_MUNICIPALITY = frozenset({"municipality.slug", "municipality.code", "municipality.name"})
LISTING_PLACEHOLDERS = OF_MUNICIPALITY | {"page", "offset", "cursor"}

Share = Annotated[float, Field(ge=0, le=1)]


class PlacedBy(StrEnum):
    """What tells in which municipality an advert stands."""

    LISTING = "listing"
    """Each municipality has a listing of its own."""
    ADVERT = "advert"
    """One listing holds all; each advert names its own place."""


def _only_known_placeholders(value: str) -> str:
    unknown = set(PLACEHOLDER.findall(value)) - LISTING_PLACEHOLDERS
    if unknown:
        raise ValueError(f"only the placeholders {', '.join(sorted(LISTING_PLACEHOLDERS))}")
    return value


Template = Annotated[str, AfterValidator(_only_known_placeholders)]


def _template_or_selector(value: Any) -> Any:  # noqa: ANN401 - whatever the YAML says
    return value if value is None or (isinstance(value, str) and "{id}" in value) else as_selectors(value)


class Listing(Spec):
    """How a list of adverts is walked, one per municipality or one for all."""

    url: Template
    """A path or URL; {municipality.slug}, .code, .name, {page}, {offset} and {cursor} are filled in."""
    first_url: Template | None = None
    """The first page's, where it is another than `url`."""
    form: dict[str, Template] = Field(default_factory=dict)
    """Values of a form that is sent (POST), with the same placeholders."""
    first_page: int = 1
    page_size: int = Field(default=50, ge=1, le=1000)
    present: Selectors | None = None
    """Stands on every listing page, an empty one too; a page without it is no listing, and makes the night partial."""
    entries: Selectors | None = None
    """Each advert on the page; sitemaps and feeds have theirs by their format."""
    id: Selectors | None = None
    """The board's own id of the advert, within an entry."""
    link: Annotated[str | Selectors | None, BeforeValidator(_template_or_selector)] = None
    """The advert's page: a selector within the entry, or a template with {id}."""
    changed: Selectors | None = None
    """What in an entry tells that the advert changed; without it the entry's whole text."""
    place: Selectors | None = None
    """The advert's own place, within an entry, where one listing holds all municipalities."""
    next: Selectors | None = None
    """Link or cursor of the next page; without it pages are counted until one is empty."""
    whole: bool = False
    """The entries are the adverts, whole: no other page is asked for."""

    @property
    def templates(self) -> tuple[str, ...]:
        """Everything that has placeholders."""
        return (self.url, *filter(None, (self.first_url,)), *self.form.values())

    @property
    def counts_pages(self) -> bool:
        """Whether the next page follows from the number of this one."""
        return any("{page}" in one or "{offset}" in one for one in self.templates)

    @property
    def has_cursor(self) -> bool:
        """Whether `next` finds a cursor that is put into the address, and no link."""
        return any("{cursor}" in one for one in self.templates)

    @property
    def placed_by(self) -> PlacedBy:
        """What tells an advert's municipality."""
        named = {name for one in self.templates for name in PLACEHOLDER.findall(one)}
        return PlacedBy.LISTING if named & OF_MUNICIPALITY else PlacedBy.ADVERT

    @model_validator(mode="after")
    def _cursor_is_found(self) -> Listing:
        if self.has_cursor and self.next is None:
            raise ValueError("next, the selector of the cursor, where an address has {cursor}")
        return self


class AdvertPage(Spec):
    """How an advert's own page is read."""

    within: Selectors | None = None
    """The part of the page that is this advert; nothing outside it is read."""
    fields: dict[AdvertField, Selectors] = Field(default_factory=dict)
    prices: PriceRows | None = None
    require: tuple[AdvertField, ...] = (AdvertField.TITLE,)
    """A page without one of these does not have the shape that is expected, and makes the night partial."""
    structured: bool = True
    """Whether JSON-LD, microdata and OpenGraph serve the fields without a selector."""


class Rendering(Spec):
    """What a browser does with a page before it is read."""

    wait_for: str
    """A CSS expression; the page is ready once it is there."""
    click: tuple[str, ...] = ()
    """CSS expressions of buttons to click away where they show: a cookie banner."""
    more: str | None = None
    """A CSS expression of the "load more" button, clicked while it shows."""
    most_clicks: int = Field(default=100, ge=1, le=1000)
    """Clicks on `more` after which a listing is taken to go round in a circle."""
    adverts: bool = False
    """Whether the adverts' own pages need the browser too."""
    settle: bool = False
    """Whether to wait until the page has stopped growing, where nothing on it tells that it is ready."""


SINGULAR = {"phone": "phones", "email": "emails", "handle": "handles", "language": "languages", "price": "prices"}


def _plural(value: Any) -> Any:  # noqa: ANN401 - whatever the YAML says
    return {SINGULAR.get(key, key): share for key, share in value.items()} if isinstance(value, dict) else value


FILLED = (*(field.value for field in AdvertField if field is not AdvertField.PHOTOS), "prices")
"""The values of an advert whose fill rate is watched: as understood, wherever on the page they stood."""


def _watched(value: str) -> str:
    if value not in FILLED:
        raise ValueError(f"one of {', '.join(FILLED)}")
    return value


FilledField = Annotated[str, AfterValidator(_watched), Field(json_schema_extra={"enum": list(FILLED)})]


class Bound(Spec):
    """One side of the bounds of a night."""

    adverts: int | None = Field(default=None, ge=0)
    """Adverts listed on the whole board."""
    filled: Annotated[dict[FilledField, Share], BeforeValidator(_plural)] = Field(default_factory=dict)
    """Per field the share of the adverts read that state it."""


class Bounds(Spec):
    """What a night of this board looks like. Below `min` it is not complete; above `max` there is a warning."""

    min: Bound = Bound()
    max: Bound = Bound()
    fewest_read: int = Field(default=10, ge=1)
    """Adverts read in a night below which fill rates are held against nothing: too few to tell."""


class Spellings(Spec):
    """What a board writes, and what it means: corrections as data."""

    municipality: dict[str, str] = Field(default_factory=dict)
    """A place as the board writes it → the municipality that it lies in."""
    fields: dict[AdvertField, dict[str, str]] = Field(default_factory=dict)
    """Per field a value as the board writes it → what it means."""

    @field_validator("municipality")
    @classmethod
    def _folded(cls, value: dict[str, str]) -> dict[str, str]:
        return {key.casefold(): meant for key, meant in value.items()}
