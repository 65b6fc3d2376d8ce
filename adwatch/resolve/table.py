"""What linkage sees of the adverts: columns over versions, without a word of who anyone is.

Origin is not among the columns, and must never be: who someone is said to be is no evidence of who wrote an advert.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from adwatch.domain.features import FeatureKind

Bools: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float32]
Ints: TypeAlias = NDArray[np.int64]
Rows: TypeAlias = NDArray[np.int32]
Words: TypeAlias = NDArray[np.uint64]

SIGNATURE_WIDTH = 128
"""Values in a text signature: MinHash of 128 permutations, as `adwatch.guard.signatures` makes it."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Which row carries which value: `value` is the first eight bytes of a keyed token, or a raw 64-bit photo hash.

    Sorted by row; a row may stand several times.
    """

    row: Rows
    value: Words

    @classmethod
    def empty(cls) -> Tokens:
        """No row carries anything."""
        return cls(np.empty(0, np.int32), np.empty(0, np.uint64))


@dataclass(frozen=True, slots=True)
class Sightings:
    """On which night (days since 1970) which row was seen in which municipality (index into the coordinates).

    times: for how many sightings each stands, where it is the end of a span.
    """

    row: Rows
    night: Rows
    municipality: Rows
    times: Rows | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """Pairs of rows of which a person said whether they are one advertiser's, the earliest word first."""

    left: Rows
    right: Rows
    same: Bools

    @classmethod
    def empty(cls) -> Decided:
        """Nobody said anything."""
        return cls(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.bool_))

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.left)


@dataclass(frozen=True, slots=True)
class VersionTable:
    """n versions of adverts in columns.

    version, advert: ids of the store. board: index of the board. first_night, last_night: days since 1970. age: years,
    -1 unknown. price: euros per hour, nan unknown. persons: 0 unknown, 1 one, 2 several. languages: a set of bits.
    signature: n x 128, meaningless where `has_text` is false. municipality_xy: kilometres. alias and text: content,
    where it is still held; linkage goes on without. photos: 64-bit difference hashes, where the mandate allows them.
    decided: what persons said of pairs. numbers: a number for each municipality, where tables are to be compared.
    """

    version: Ints
    advert: Ints
    board: Rows
    first_night: Rows
    last_night: Rows
    age: NDArray[np.int16]
    price: Floats
    persons: NDArray[np.int8]
    languages: NDArray[np.uint32]
    tokens: Mapping[FeatureKind, Tokens]
    signature: NDArray[np.uint32]
    has_text: Bools
    sightings: Sightings
    municipality_xy: NDArray[np.float64]
    alias: Sequence[str] | None = None
    text: Sequence[str] | None = None
    photos: Tokens = field(default_factory=Tokens.empty)
    decided: Decided = field(default_factory=Decided.empty)
    numbers: Ints | None = None

    @property
    def municipality_number(self) -> Ints:
        """A number for each municipality, the same in every table of one store where `numbers` tells it."""
        return np.arange(len(self.municipality_xy)) if self.numbers is None else self.numbers

    def __len__(self) -> int:
        """How many versions there are."""
        return len(self.version)

    def __post_init__(self) -> None:
        """Refuse columns of unequal length before they pair the wrong people."""
        columns = (
            *(self.advert, self.board, self.first_night, self.last_night, self.age, self.price),
            *(self.persons, self.languages, self.signature, self.has_text),
        )
        if any(len(column) != len(self.version) for column in columns):
            raise ValueError("every column of a version table has one value per version")
        if any(content is not None and len(content) != len(self.version) for content in (self.alias, self.text)):
            raise ValueError("content is held for every version or for none (an empty string where it is gone)")

    def carried(self, kind: FeatureKind) -> Tokens:
        """The tokens of one kind; none where the table has no such column."""
        return self.tokens.get(kind, Tokens.empty())
