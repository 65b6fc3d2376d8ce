"""How a value is found on a page, as board specifications write it.

A selector is a CSS expression, or a mapping with one of `css`, `xpath`, `jmespath` or `label`, or with a `regex` alone,
which is then looked for in the whole text. A list of selectors is tried in order; the first that gives something
counts.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import re2
from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator

from adwatch.specs.spec import Spec

WAYS = ("css", "xpath", "jmespath", "label")


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
    PLACE = "place"
    POSTED_ON = "posted_on"
    PHOTOS = "photos"
    """Addresses of the advert's images; looked at only where specification and mandate both allow fingerprints."""


AsWritten = Annotated[str, StringConstraints(strip_whitespace=False)]
"""A text whose spaces and line breaks at its ends are meant."""


class Selector(Spec):
    """One way to find a value on a page."""

    css: str | None = None
    xpath: str | None = None
    jmespath: str | None = None
    label: str | None = None
    """A label as the page shows it, with or without colon; the value stands behind, beside or below it."""
    regex: AsWritten | None = None
    """What is taken of the value: the first group, or all that matches where there is none."""
    join: AsWritten | None = None
    """Joins what was found into one value; without it every find is a value of its own."""

    @field_validator("regex")
    @classmethod
    def _compiles(cls, value: str | None) -> str | None:
        """Only what runs in time that grows with the text: no page can stall a night by what it says."""
        try:
            if value is not None:
                re2.compile(value, options=quiet())
        except re2.error as fault:
            reason = fault.args[0] if fault.args else "unreadable"
            text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
            raise ValueError(f"a regular expression without look-around and back-references (RE2): {text}") from fault
        return value

    @model_validator(mode="after")
    def _one_way(self) -> Selector:
        named = [way for way in WAYS if getattr(self, way) is not None]
        if len(named) > 1 or not (named or self.regex):
            raise ValueError(f"exactly one of {', '.join(WAYS)}, or a regex alone")
        return self

    def __str__(self) -> str:
        way = next((f"{way}: {getattr(self, way)}" for way in WAYS if getattr(self, way) is not None), None)
        return " ".join(filter(None, (way, f"regex: {self.regex}" if self.regex else None)))


def quiet() -> re2.Options:
    """RE2's options, without its habit of writing faults to standard error."""
    options = re2.Options()
    options.log_errors = False
    return options


def as_selectors(value: Any) -> Any:  # noqa: ANN401 - whatever the YAML says
    """One or several selectors, each text standing for a CSS expression."""
    values = value if isinstance(value, list | tuple) else [value]
    return [{"css": each} if isinstance(each, str) else each for each in values]


Selectors = Annotated[tuple[Selector, ...], BeforeValidator(as_selectors), Field(min_length=1)]


class PriceRows(Spec):
    """Where durations with their prices stand: one row each."""

    rows: Selectors
    duration: Selectors
    price: Selectors
