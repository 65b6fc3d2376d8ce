"""The sightings of one area as columns, and nights as numbers."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Int64Array: TypeAlias = NDArray[np.int64]
Int32Array: TypeAlias = NDArray[np.int32]
BoolArray: TypeAlias = NDArray[np.bool_]

EPOCH = date(1970, 1, 1)


def night_number(night: date) -> int:
    """Days from 1970-01-01 to `night`."""
    return (night - EPOCH).days


def night_date(number: int) -> date:
    """The night that lies `number` days after 1970-01-01."""
    return EPOCH + timedelta(days=number)


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """Sightings of one area, one row each, in any order; all columns have the same length.

    night: days since 1970-01-01. advert, posting, advertiser: ids. origin: index into `origins`, the codes as
    advertised (`BR`, `005`); -1 where the advert states none.
    """

    night: Int32Array
    advert: Int64Array
    posting: Int64Array
    advertiser: Int64Array
    origin: Int32Array
    origins: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse columns of unequal length and origins that have no code."""
        columns = [getattr(self, column.name) for column in fields(self) if column.name != "origins"]
        if len({len(column) for column in columns}) > 1:
            raise ValueError("the columns of sightings differ in length")
        if len(self.origin) and not -1 <= self.origin.min() <= self.origin.max() < len(self.origins):
            raise ValueError("an origin points outside the table of origins")

    def __len__(self) -> int:
        return len(self.night)

    def between(self, first: date, last: date) -> Observed:
        """The sightings from `first` to `last`, both included."""
        kept = (self.night >= night_number(first)) & (self.night <= night_number(last))
        return Observed(
            night=self.night[kept],
            advert=self.advert[kept],
            posting=self.posting[kept],
            advertiser=self.advertiser[kept],
            origin=self.origin[kept],
            origins=self.origins,
        )
