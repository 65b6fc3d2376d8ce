"""The numbers on which every figure rests, each with its unit and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Definition(Generic[Number]):
    """One number, what it is measured in, and its source."""

    value: Number
    unit: str
    source: str


COVERED_SHARE: Final = Definition(0.8, "least coverage of a night that is no gap", "assumed")
WEIGHT_WINDOW: Final = Definition(28, "completely read nights whose mean is a board's weight", "assumed: four weeks")
WEIGHT_LEAST: Final = Definition(7, "completely read nights below which weights are equal", "assumed: one week")
BRIDGED_NIGHTS: Final = Definition(3, "covered nights without a sighting within one stay", "assumed")

NIGHTS_TO_KNOW: Final = BRIDGED_NIGHTS.value + 1
"""Covered nights without a sighting after which a stay is known to be over."""
