"""`config/adwatch.toml`: how this deployment works."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from adwatch import __version__
from adwatch.errors import ConfigFault
from adwatch.specs.faults import NOTHING
from adwatch.specs.spec import Spec

_EMAIL = re.compile(r"[^@\s()<>;,]+@[^@\s()<>;,]+\.[^@\s()<>;,]+")
_WEB = re.compile(r"https?://[^\s()<>;,]+")
_PRODUCT = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # a product token of RFC 9110, section 10.1.5
_DATABASES = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


def _product(text: str) -> str:
    if not _PRODUCT.fullmatch(text):
        raise ValueError("one word of letters, digits, dots and hyphens, as gemeente-adwatch")
    return text


def _contact(text: str) -> str:
    if not (_EMAIL.fullmatch(text) or _WEB.fullmatch(text)):
        raise ValueError("an e-mail address or a web address (https://…) at which board operators reach you")
    return text


def _web_address(text: str) -> str:
    if not _WEB.fullmatch(text):
        raise ValueError("a web address (https://…)")
    return text


def _database_url(text: str) -> str:
    scheme, found, rest = text.partition("://")
    if not found or scheme not in _DATABASES or not rest:
        raise ValueError("sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/DATABASE")
    return f"{_DATABASES[scheme]}://{rest}"


class DatabaseSettings(Spec):
    """Where the store is. A relative SQLite file stands in the deployment's folder."""

    url: Annotated[str, AfterValidator(_database_url)] = "sqlite:///adwatch.sqlite"

    def url_in(self, home: Path) -> str:
        """The URL with a relative SQLite file placed in `home`; SQLAlchemy's dialect and driver are named in it."""
        scheme, _, file = self.url.partition(":///")
        if scheme != "sqlite" or file.startswith((":memory:", "file:")):
            return self.url
        return f"sqlite:///{home / file}"


class IdentitySettings(Spec):
    """Who the crawler says that it is."""

    name: Annotated[str, AfterValidator(_product)] = "adwatch"
    contact: Annotated[str, AfterValidator(_contact)] | None = None
    explanation: Annotated[str, AfterValidator(_web_address)] | None = None

    @property
    def user_agent(self) -> str:
        """The `User-Agent` header: product, version, the page that explains the crawler, and a contact address."""
        said = "; ".join(filter(None, (self.explanation and f"+{self.explanation}", self.contact)))
        product = f"{self.name}/{__version__}"
        return f"{product} ({said})" if said else product

    def require(self, file: Path | str) -> None:
        """Raise `ConfigFault` unless contact and explanation are stated in `file`: no board is crawled anonymously."""
        if self.contact is None:
            raise ConfigFault(file, "identity.contact", NOTHING, "an e-mail address or a web address")
        if self.explanation is None:
            raise ConfigFault(file, "identity.explanation", NOTHING, "a web address that explains this crawler")


class CrawlSettings(Spec):
    """How boards are read, where a board's own file says nothing else. The defaults are assumed: slow and small."""

    reread_after_nights: int = Field(default=14, ge=1, le=365)
    """An unchanged advert is read again once its last reading is more than this many nights ago."""
    delay_seconds: float = Field(default=3.0, ge=1, le=300)
    """Least pause between two requests to one host; AutoThrottle only lengthens it."""
    timeout_seconds: float = Field(default=30.0, gt=0, le=300)
    retries: int = Field(default=2, ge=0, le=10)
    max_page_bytes: int = Field(default=5_000_000, ge=10_000, le=50_000_000)
    """A longer page is left unread, and the coverage says so."""
    max_listing_pages: int = Field(default=200, ge=1, le=10_000)
    """Pages of one listing after which it is taken to go round in a circle."""


class KeysSettings(Spec):
    """Where the keys come from: the environment variable where it is set, else the file."""

    file: Path = Path("keys.toml")
    environment: str = Field(default="ADWATCH_KEYS", pattern=r"^[A-Z_][A-Z0-9_]*$")


class AuditSettings(Spec):
    """How lines of the audit trail name what was done, and where."""

    activity_register: str = Field(
        default="urn:x-adwatch:processing:", pattern=r"^[a-z][a-z0-9+.-]*:[^\s]+[/#:]$", max_length=200
    )
    """Address of the register of processing activities; an activity's name follows it."""
    resource: str = Field(default="adwatch", min_length=1, max_length=100)
    """What the organisation calls this system, for example its name in the register of applications."""


class Settings(Spec):
    """The whole of `config/adwatch.toml`."""

    database: DatabaseSettings = DatabaseSettings()
    identity: IdentitySettings = IdentitySettings()
    crawl: CrawlSettings = CrawlSettings()
    keys: KeysSettings = KeysSettings()
    audit: AuditSettings = AuditSettings()
