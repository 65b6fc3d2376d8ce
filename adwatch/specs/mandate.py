"""`config/mandate.toml`: what this deployment may do, on whose word, and for how long.

Every statement may be absent here, because a mandate that says too little is not a broken file: it is a mandate that
does not cover what is asked, and `adwatch.guard.mandate` refuses it by name.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from adwatch.specs.spec import Spec

EVERYTHING = "*"
"""In `boards` or `municipalities`: all of them."""

UNFILLED = "FILL IN"
"""How a template's value begins that nobody has written yet; it counts as not stated."""


class Purpose(StrEnum):
    """What adwatch is used for; `adwatch.guard.access` says which of them a command serves."""

    FIGURES = "figures"
    SIGNALS = "signals"
    OUTREACH = "outreach"
    LIAISON = "liaison"


class MandateOption(StrEnum):
    """What a mandate must allow by name, beyond its purposes."""

    PHOTO_FINGERPRINTS = "photo_fingerprints"
    PAGE_EVIDENCE = "page_evidence"
    LIAISON_CONTACTS = "liaison_contacts"


class RetentionClass(StrEnum):
    """What is kept by one clock."""

    CONTENT = "content"
    TOKENS = "tokens"
    SIGHTINGS = "sightings"
    SIGNALS = "signals"
    CONTACTS = "contacts"
    RELEASES = "releases"
    AUDIT = "audit"


GroundName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""Short, so that it is typed with every look."""
GroundMeaning = Annotated[str, Field(min_length=1, max_length=300)]


class RetentionSpec(Spec):
    """Days after which each class is deleted; a hundred years at most, so that a date can be told."""

    content: int | None = Field(default=None, ge=1, le=36_500)
    tokens: int | None = Field(default=None, ge=1, le=36_500)
    sightings: int | None = Field(default=None, ge=1, le=36_500)
    signals: int | None = Field(default=None, ge=1, le=36_500)
    contacts: int | None = Field(default=None, ge=1, le=36_500)
    releases: int | None = Field(default=None, ge=1, le=36_500)
    audit: int | None = Field(default=None, ge=1, le=36_500)


class MandateSpec(Spec):
    """The whole of `config/mandate.toml`."""

    controller: str | None = None
    """Who is answerable for the processing (GDPR article 4, point 7)."""
    legal_basis: str | None = None
    """The statute and article that the processing rests on (GDPR articles 6 and 9)."""
    dpia: str | None = None
    """The data protection impact assessment, by its reference (GDPR article 35)."""
    officer: str | None = None
    """How the data protection officer is reached (GDPR article 37)."""
    purposes: frozenset[Purpose] = frozenset()
    boards: tuple[str, ...] = ()
    """Names of boards, or `*`."""
    municipalities: tuple[str, ...] = ()
    """CBS codes, names, names of provinces, or `*`."""
    options: frozenset[MandateOption] = frozenset()
    retention: RetentionSpec = RetentionSpec()
    grounds: dict[GroundName, GroundMeaning] = Field(default_factory=dict)
    """On which grounds a record may be opened, by short name; where none is declared, a reason in words will do."""
    valid_from: date | None = None
    valid_until: date | None = None
    """The last day on which it holds."""
    invented: bool = False
    """The mandate is for invented people: only hosts on loopback may be crawled."""
