"""Names as numbers, each spelling once: how they are spelt, and how they sound."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from adwatch.resolve.table import Bools, Ints, Rows

NEAR = 0.9
"""Jaro-Winkler similarity from which two spellings are one name (Winkler 1990 uses 0.9 for surnames)."""
SOUNDS: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z]", ""),
        (r"ph|v|w", "f"),
        (r"sch|ch|sh", "x"),
        (r"c(?=[eiy])|z", "s"),
        (r"ck|cq|[cq]", "k"),
        (r"ij|ey|ei|ay|ai|ae|y|ie|ee|ea", "i"),
        (r"ou|oe|oo|uu", "u"),
        (r"dj|zj|j", "i"),
        (r"th", "t"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
    )
)
"""How names in Dutch, Spanish, Portuguese and English adverts sound alike when they are written otherwise: Sofia and
Sophia, Kristina and Cristina, Jessy and Jessie. Our own, after the idea of Soundex; vowels are kept."""


def sound_of(name: str) -> str:
    """What is left of a name when spellings of one sound are made one."""
    sound = name.casefold()
    for pattern, written in SOUNDS:
        sound = pattern.sub(written, sound)
    return sound


@dataclass(frozen=True, slots=True)
class Names:
    """The number of each row's name (0 where it has none), and per number its spelling and its sound."""

    number: Rows
    spelt: Sequence[str]
    sound: Ints

    @classmethod
    def of(cls, names: Sequence[str]) -> Names:
        """Number the names of rows."""
        known: dict[str, int] = {"": 0}
        number = np.fromiter((known.setdefault(name, len(known)) for name in names), np.int32, len(names))
        sounds: dict[str, int] = {"": 0}
        sound = np.fromiter((sounds.setdefault(sound_of(name), len(sounds)) for name in known), np.int64, len(known))
        return cls(number, list(known), sound)

    def alike(self, left: Rows, right: Rows) -> tuple[Bools, Bools]:
        """Whether the names of two rows are spelt nearly alike, and whether they sound alike; false where one is none.

        Every two different names are compared once, however many pairs of rows carry them.
        """
        code = (self.number[left].astype(np.int64) << 32) | self.number[right]
        pairs, back = np.unique(code, return_inverse=True)
        one, other = pairs >> 32, pairs & 0xFFFFFFFF
        both = (one > 0) & (other > 0)
        near = np.zeros(len(pairs), np.bool_)
        if both.any():
            mine = [self.spelt[name] for name in one[both].tolist()]
            theirs = [self.spelt[name] for name in other[both].tolist()]
            near[both] = cpdist(mine, theirs, scorer=JaroWinkler.normalized_similarity, score_cutoff=NEAR) > 0
        same_sound = both & (self.sound[one] == self.sound[other]) & (self.sound[one] > 0)
        return near[back], same_sound[back]
