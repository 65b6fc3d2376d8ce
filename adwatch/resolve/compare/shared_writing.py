"""Shared writing."""

from __future__ import annotations

from adwatch.resolve.compare.outcome import UNKNOWN, Outcome, by_persons, shared_values
from adwatch.resolve.index import Index
from adwatch.resolve.table import Rows


def shared_writing(index: Index, left: Rows, right: Rows) -> Outcome:
    """The texts are all but equal, and stand in the adverts of one person, or of several: a template, or copied."""
    return Outcome(by_persons(shared_values(index.writings, left, right), differs=UNKNOWN))
