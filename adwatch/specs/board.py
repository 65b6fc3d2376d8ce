"""`config/boards/<board>.yml`: everything that adwatch must know to read one board.

A board is data: where its listings are, how entries and adverts are recognised, how fast it may be read, and what a
usual night of it looks like.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from adwatch.errors import ConfigFault, UnknownName
from adwatch.specs.hosts import host_of, is_loopback
from adwatch.specs.loading import load_yaml
from adwatch.specs.pages import AdvertPage, Bounds, Listing, PlacedBy, Rendering, Spellings
from adwatch.specs.selectors import AdvertField
from adwatch.specs.spec import Spec


class BoardKind(StrEnum):
    """How a board is built, and so which spider reads it."""

    HTML = "html"
    """Pages of HTML as the server sends them."""
    JSON = "json"
    """Answers of an API in JSON."""
    RENDERED = "rendered"
    """Pages that are empty until a browser has run their scripts."""
    SITEMAP = "sitemap"
    """Adverts listed in a sitemap (sitemaps.org), their pages in HTML."""
    FEED = "feed"
    """Adverts listed in RSS or Atom."""


class BoardSpec(Spec):
    """One board."""

    title: str
    home: str
    hosts: tuple[str, ...] = ()
    """Further hosts of the same board, as of its API; nothing else is followed."""
    kind: BoardKind = BoardKind.HTML
    municipalities: tuple[str, ...] = Field(min_length=1)
    """CBS codes, names or names of provinces that the board lists."""
    region: str | None = None
    """The province in which a place with several namesakes is meant to lie."""
    slugs: dict[str, str] = Field(default_factory=dict)
    """Municipality to the board's own word for it, where it is not its name in lower case with hyphens."""
    listing: Listing
    advert: AdvertPage = AdvertPage()
    render: Rendering | None = None
    bounds: Bounds = Bounds()
    spellings: Spellings = Spellings()
    photo_fingerprints: bool = False
    """Whether the adverts' images may be read for their fingerprints, where the mandate allows it too."""
    delay_seconds: float | None = Field(default=None, ge=0, le=300)
    max_requests_per_night: int = Field(default=20_000, ge=1)

    @field_validator("home")
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("a web address, http:// or https://")
        return value

    @field_validator("hosts")
    @classmethod
    def _bare(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(host != host_of(f"//{host}") for host in value):
            raise ValueError("hosts alone, as api.voorbeeld.example: lower case, no scheme, port or path")
        return value

    @model_validator(mode="after")
    def _polite(self) -> BoardSpec:
        if self.delay_seconds is not None and self.delay_seconds < 1 and not self.loopback:
            raise ValueError("delay_seconds of at least 1; less is for boards on loopback alone")
        if any(is_loopback(host) != self.loopback for host in self.hosts):
            raise ValueError("hosts on loopback where home is, and only there")
        return self

    @model_validator(mode="after")
    def _whole(self) -> BoardSpec:
        listing, by_format = self.listing, self.kind in {BoardKind.SITEMAP, BoardKind.FEED}
        if (self.render is not None) != (self.kind is BoardKind.RENDERED):
            raise ValueError("render with kind: rendered, and only there")
        if not by_format and (listing.entries is None or listing.id is None):
            raise ValueError("listing.entries and listing.id; only sitemaps and feeds have them by their format")
        if self.kind is BoardKind.SITEMAP and listing.whole:
            raise ValueError("no listing.whole with kind: sitemap, which lists addresses alone")
        if not (by_format or listing.whole or listing.link):
            raise ValueError("listing.link, or listing.whole: true where the entries are the adverts")
        if not self.advert.fields and not self.advert.structured:
            raise ValueError("advert.fields, where structured data are not read")
        if self.photo_fingerprints and AdvertField.PHOTOS not in self.advert.fields:
            raise ValueError("advert.fields.photos with photo_fingerprints")
        return self

    @property
    def host(self) -> str:
        """The host of its home."""
        return host_of(self.home)

    @property
    def every_host(self) -> frozenset[str]:
        """All hosts that may be read."""
        return frozenset({self.host, *self.hosts})

    @property
    def loopback(self) -> bool:
        """Whether the board stands on this very machine."""
        return is_loopback(self.host)

    @property
    def placed_by(self) -> PlacedBy:
        """What tells in which municipality an advert stands."""
        return self.listing.placed_by


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
