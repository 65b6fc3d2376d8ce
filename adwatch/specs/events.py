"""`config/events.yml`: dated events that a reader of the figures must know of; reports mark them in their charts."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from adwatch.specs.spec import Spec


class Label(Spec):
    """A few words, in both languages of the reports."""

    nl: str = Field(min_length=1, max_length=80)
    en: str = Field(min_length=1, max_length=80)


class EventSpec(Spec):
    """One event, or a period where `ends` (its last day) is stated; everywhere unless municipalities are named."""

    begins: date
    ends: date | None = None
    label: Label
    source: str = Field(min_length=1)
    municipalities: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.ends is not None and self.ends < self.begins:
            raise ValueError(f"an event whose last day is not before its first, {self.begins}")
        return self


class EventsSpec(Spec):
    """The whole of `config/events.yml`."""

    events: tuple[EventSpec, ...] = ()
