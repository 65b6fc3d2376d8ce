"""`config/boards/<board>.yml`: everything that adwatch must know to read one board.

A board is data: where its listings are, how entries and adverts are recognised, how fast it may be read. A selector is
a CSS expression, or a mapping with exactly one of `css`, `xpath`, `jmespath` or `label` and optionally a `regex` whose
first group is taken. A list of selectors is tried in order; the first that gives something counts.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, field_validator, model_validator

from adwatch.errors import ConfigFault, UnknownName
from adwatch.specs.hosts import host_of, is_loopback
from adwatch.specs.loading import load_yaml
from adwatch.specs.spec import Spec

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
LISTING_PLACEHOLDERS = frozenset({"municipality.slug", "municipality.code", "municipality.name", "page", "offset"})


class BoardKind(StrEnum):
    """How a board is built, and so which spider reads it."""

    HTML = "html"
    JSON = "json"


class AdvertField(StrEnum):
    """The fields of an advert that a board can give; whatever has no selector is looked for in the text."""

    TITLE = "title"
    TEXT = "text"
    ALIAS = "alias"
    ACCOUNT = "account"
    AGE = "age"
    PHONES = "phones"
    EMAILS = "emails"
    HANDLES = "handles"
    ORIGIN = "origin"
    LANGUAGES = "languages"
    ADDRESS = "address"
    POSTCODE = "postcode"
    POSTED_ON = "posted_on"


class Selector(Spec):
    """One way to find a value on a page."""

    css: str | None = None
    xpath: str | None = None
    jmespath: str | None = None
    label: str | None = None
    """The text of a `dt` or `th` (HTML); the value is the `dd` or `td` that follows it."""
    regex: str | None = None
    join: str | None = None
    """Joins what was found into one value; without it every find is a value of its own."""

    @field_validator("regex")
    @classmethod
    def _compiles(cls, value: str | None) -> str | None:
        try:
            if value is not None and re.compile(value).groups < 1:
                raise ValueError("a regular expression with one group, which is what is taken")
        except re.error as fault:
            raise ValueError(f"a regular expression: {fault}") from fault
        return value

    @model_validator(mode="after")
    def _one_way(self) -> Selector:
        if sum(way is not None for way in (self.css, self.xpath, self.jmespath, self.label)) != 1:
            raise ValueError("exactly one of css, xpath, jmespath, label")
        return self


def _selectors(value: Any) -> Any:  # noqa: ANN401 - whatever the YAML says
    values = value if isinstance(value, list) else [value]
    return [{"css": each} if isinstance(each, str) else each for each in values]


Selectors = Annotated[tuple[Selector, ...], BeforeValidator(_selectors), Field(min_length=1)]


class PriceRows(Spec):
    """Where durations with their prices stand: one row each."""

    rows: Selectors
    duration: Selectors
    price: Selectors


class Listing(Spec):
    """How a municipality's list of adverts is walked."""

    url: str
    """A path or URL; {municipality.slug}, {municipality.code}, {municipality.name}, {page}, {offset} are filled in."""
    first_page: int = 1
    page_size: int = Field(default=50, ge=1, le=1000)
    present: Selectors | None = None
    """Stands on every listing page, an empty one too; a page without it is no listing, and makes the night partial."""
    entries: Selectors
    id: Selectors
    """The board's own id of the advert, within an entry."""
    link: str | Selectors | None = None
    """The advert's page: a selector within the entry, or a template with {id}."""
    changed: Selectors | None = None
    """What in an entry tells that the advert changed; without it the entry's whole text."""
    next: Selectors | None = None
    """Link or cursor of the next page; without it pages are counted until one is empty."""

    @field_validator("link", mode="before")
    @classmethod
    def _template_or_selector(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the YAML says
        return value if value is None or (isinstance(value, str) and "{id}" in value) else _selectors(value)

    @field_validator("url")
    @classmethod
    def _known_placeholders(cls, value: str) -> str:
        unknown = set(PLACEHOLDER.findall(value)) - LISTING_PLACEHOLDERS
        if unknown:
            raise ValueError(f"only the placeholders {', '.join(sorted(LISTING_PLACEHOLDERS))}")
        return value

    @property
    def counts_pages(self) -> bool:
        """Whether the address of the next page follows from the number of this one."""
        return "{page}" in self.url or "{offset}" in self.url


class AdvertPage(Spec):
    """How an advert's own page is read."""

    within: Selectors | None = None
    """The part of the page that is this advert; nothing outside it is read."""
    fields: dict[AdvertField, Selectors]
    prices: PriceRows | None = None
    require: tuple[AdvertField, ...] = (AdvertField.TITLE,)
    """A page without one of these does not have the shape that is expected, and makes the night partial."""


class BoardSpec(Spec):
    """One board."""

    title: str
    home: str
    kind: BoardKind = BoardKind.HTML
    municipalities: tuple[str, ...] = Field(min_length=1)
    """CBS codes, names or names of provinces that the board lists."""
    slugs: dict[str, str] = Field(default_factory=dict)
    """Municipality to the board's own word for it, where it is not its name in lower case with hyphens."""
    listing: Listing
    advert: AdvertPage
    delay_seconds: float | None = Field(default=None, ge=0, le=300)
    max_requests_per_night: int = Field(default=20_000, ge=1)

    @field_validator("home")
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("a web address, http:// or https://")
        return value

    @model_validator(mode="after")
    def _polite(self) -> BoardSpec:
        if self.delay_seconds is not None and self.delay_seconds < 1 and not self.loopback:
            raise ValueError("delay_seconds of at least 1; less is for boards on loopback alone")
        return self

    @property
    def host(self) -> str:
        """The one host that is read."""
        return host_of(self.home)

    @property
    def loopback(self) -> bool:
        """Whether the board stands on this very machine."""
        return is_loopback(self.host)


def load_boards(folder: Path) -> dict[str, BoardSpec]:
    """Every board of a deployment by name, which is its file's.

    Raises:
        ConfigFault: a file says something that is not allowed.
    """
    return {path.stem: load_yaml(path, BoardSpec) for path in sorted(folder.glob("*.yml"))}


def pick_boards(folder: Path, names: tuple[str, ...]) -> dict[str, BoardSpec]:
    """The boards named, or all.

    Raises:
        UnknownName: a board has no file.
        ConfigFault: there is no board at all, or a file is at fault.
    """
    boards = load_boards(folder)
    for name in names:
        if name not in boards:
            raise UnknownName("board", name, boards, f"add {folder / (name + '.yml')}")
    if not boards:
        raise ConfigFault(folder, "*.yml", "no board", "one file per board", "add one, see the documentation")
    return {name: spec for name, spec in boards.items() if not names or name in names}
