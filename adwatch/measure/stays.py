"""Stays: the nights that an advertiser spends in one area."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from adwatch.measure.coverage import NightCoverage
from adwatch.measure.definitions import BRIDGED_NIGHTS, NIGHTS_TO_KNOW
from adwatch.measure.observed import BoolArray, Int32Array, Int64Array, night_date


@dataclass(frozen=True, slots=True)
class Stay:
    """One advertiser in one area (CBS code), from the first night to the last, both with a sighting.

    left_censored: it may have begun before what is on record. right_censored: it may not be over yet.
    """

    advertiser: int
    area: str | None
    first: date
    last: date
    left_censored: bool
    right_censored: bool


@dataclass(frozen=True, slots=True, eq=False)
class Stays:
    """The stays in one area as columns, ordered by advertiser and night; nights in days since 1970-01-01."""

    area: str | None
    advertiser: Int64Array
    first: Int32Array
    last: Int32Array
    left_censored: BoolArray
    right_censored: BoolArray

    def __len__(self) -> int:
        return len(self.advertiser)

    def __iter__(self) -> Iterator[Stay]:
        columns = (self.advertiser, self.first, self.last, self.left_censored, self.right_censored)
        for advertiser, first, last, left, right in zip(*(column.tolist() for column in columns), strict=True):
            yield Stay(advertiser, self.area, night_date(first), night_date(last), left, right)


def find_stays(advertiser: Int64Array, night: Int32Array, coverage: NightCoverage, area: str | None = None) -> Stays:
    """Join the sightings of one area, one row each in any order, into stays.

    Two sightings belong to one stay when at most N = 3 covered nights lie between them; gap nights don't count, though
    a sighting on one does. `coverage` is that of the area over all nights on record, not of a period alone.
    """
    order = np.lexsort((night, advertiser))
    advertiser, night = advertiser[order], night[order]
    starts = _starts(advertiser, night, coverage)
    ends = np.roll(starts, -1)  # just before the next start; the first start comes round to the end
    first, last = night[starts], night[ends]
    return Stays(
        area=area,
        advertiser=advertiser[starts],
        first=first,
        last=last,
        left_censored=coverage.covered_before(first) < NIGHTS_TO_KNOW,
        right_censored=coverage.covered_after(last) < NIGHTS_TO_KNOW,
    )


def _starts(advertiser: Int64Array, night: Int32Array, coverage: NightCoverage) -> BoolArray:
    """Which of the ordered sightings begin a stay."""
    unseen = coverage.covered_before(night[1:]) - coverage.covered_before(night[:-1] + 1)
    starts = np.ones(len(night), dtype=np.bool_)
    starts[1:] = (advertiser[1:] != advertiser[:-1]) | (unseen > BRIDGED_NIGHTS.value)
    return starts
