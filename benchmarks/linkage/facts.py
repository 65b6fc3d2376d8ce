"""The same adverts for every contender: adwatch's table, and plain columns for the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adwatch.domain.features import FeatureKind
from adwatch.resolve.table import Tokens, VersionTable
from benchmarks.linkage.corpora import Corpus
from benchmarks.linkage.generate import draw

LETTERS = np.array(list("bcdfglmnprstvz"))
VOWELS = np.array(list("aeiou"))


@dataclass(frozen=True, slots=True)
class Facts:
    """Adverts as they are given to every contender, with the advertiser of each.

    aliases: a name per row, empty for none. texts: title and text per row, or None where there are only signatures.
    """

    table: VersionTable
    aliases: Sequence[str]
    texts: Sequence[str] | None
    truth: Sequence[int]

    @property
    def phones(self) -> Tokens:
        """The numbers, as the table has them."""
        return self.table.carried(FeatureKind.PHONE)

    @property
    def places(self) -> NDArray[np.int32]:
        """The municipality in which each row was first seen."""
        seen = self.table.sightings
        order = np.lexsort((seen.night, seen.row))
        row, place = np.unique(seen.row[order], return_index=True)
        places = np.full(len(self.table), -1, np.int32)
        places[row] = seen.municipality[order][place]
        return places


def facts_of(corpus: Corpus) -> Facts:
    """What the contenders are given of a corpus."""
    return Facts(
        corpus.table,
        [(advert.alias or "").casefold() for advert in corpus.adverts],
        [f"{advert.title}\n{advert.text}" for advert in corpus.adverts],
        np.unique(np.asarray(corpus.truth, dtype=str), return_inverse=True)[1].tolist(),
    )


def drawn_facts(rows: int, seed: int) -> Facts:
    """Drawn features; a name for each alias is made up of its number, so that spellings can be compared."""
    drawn = draw(rows, seed)
    tokens = drawn.table.carried(FeatureKind.ALIAS)
    number = np.zeros(rows, np.int64)
    number[tokens.row] = tokens.value.astype(np.int64)
    names = np.concatenate([[""], spell(int(number.max()))])
    return Facts(drawn.table, names[number].tolist(), None, drawn.truth.tolist())


def spell(count: int) -> NDArray[np.str_]:
    """`count` different names of three syllables or four."""
    at = np.arange(count)
    parts = []
    for _ in range(3):
        parts += [LETTERS[at % len(LETTERS)], VOWELS[at // len(LETTERS) % len(VOWELS)]]
        at = at // (len(LETTERS) * len(VOWELS)) + 7 * at
    names = np.array(["".join(letters) for letters in zip(*parts, strict=True)])
    return np.char.add(names, np.char.mod("%d", np.arange(count) // 1000))
