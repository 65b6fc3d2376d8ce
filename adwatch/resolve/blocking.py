"""Which pairs of adverts are worth comparing: those that share a contact, some text, a photo, or an alias in a town.

A key that too many adverts share says nothing about a person; it is left out, and its kind and size are told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adwatch.domain.features import FeatureKind
from adwatch.resolve.index import Index
from adwatch.resolve.pairing import Groups, Pairs, collect, group_rows, pair_groups, unite
from adwatch.resolve.settings import BlockingSettings
from adwatch.resolve.table import Ints

EXACT = (FeatureKind.PHONE, FeatureKind.EMAIL, FeatureKind.HANDLE, FeatureKind.ACCOUNT)
"""Kinds of which one equal value alone makes a pair worth comparing."""


@dataclass(frozen=True, slots=True)
class Capped:
    """A value that was left out because too many adverts share it; what it says is not told."""

    kind: str
    rows: int

    def __str__(self) -> str:
        """One line for the morning's report."""
        return f"a value of kind {self.kind} stands in {self.rows} adverts: nothing is linked by it"


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs worth comparing, and what was left out."""

    pairs: Pairs
    capped: tuple[Capped, ...]


def find_candidates(index: Index, settings: BlockingSettings) -> Candidates:
    """All candidate pairs, each once."""
    parts = [
        *_same_advert(index, settings),
        *_exact(index, settings),
        *_weak(index, settings),
        *_texts(index, settings),
        *_photos(index, settings),
    ]
    return Candidates(collect(parts), tuple(_capped(index, settings)))


def _same_advert(index: Index, settings: BlockingSettings) -> Iterator[Ints]:
    table = index.table
    groups = group_rows(table.advert, np.arange(len(table)), table.first_night)
    yield from pair_groups(groups, settings.full_group, settings.window, len(table))


def _exact(index: Index, settings: BlockingSettings) -> Iterator[Ints]:
    """Pairs that share a contact; within a busy one, neighbours in time and neighbours in text."""
    for kind in EXACT:
        values = index.carried[kind].values
        row, column = np.nonzero(values >= 0)
        key = values[row, column]
        for order in (index.table.first_night[row], index.table.signature[row, 0]):
            yield from _pair(group_rows(key, row, order), settings)


def _pair(groups: Groups, settings: BlockingSettings) -> Iterator[Ints]:
    return pair_groups(groups, settings.full_group, settings.window, settings.largest_group)


def _weak(index: Index, settings: BlockingSettings) -> Iterator[Ints]:
    """Pairs with one alias, address or postcode, each with what makes it rare enough to say something."""
    alias = index.carried[FeatureKind.ALIAS].rarest.astype(np.int64)
    address = index.carried[FeatureKind.ADDRESS].rarest.astype(np.int64)
    postcode = index.carried[FeatureKind.POSTCODE].rarest.astype(np.int64)
    place = index.presence.municipality[:, 0].astype(np.int64)
    price = np.nan_to_num(index.table.price, nan=-1).astype(np.int64)
    nothing = np.zeros(len(alias), np.int64)
    for one, other in ((alias, place), (alias, price), (alias, postcode), (alias, nothing), (address, nothing)):
        rows = np.flatnonzero((one >= 0) & (other >= 0))
        key = (one[rows] << 32) | other[rows]
        most = settings.shared_fact_group
        yield from pair_groups(group_rows(key, rows), most, 0, most)


def _texts(index: Index, settings: BlockingSettings) -> Iterator[Ints]:
    """Pairs that share a band of their text signatures (locality-sensitive hashing)."""
    table = index.table
    rows = np.flatnonzero(table.has_text)
    width = table.signature.shape[1] // settings.bands
    found: list[Ints] = []
    for band in range(settings.bands):
        key = hash_columns(table.signature[rows, band * width : (band + 1) * width])
        groups = group_rows(key, rows)
        found.extend(pair_groups(groups, settings.text_group, 2, settings.largest_text_group))
        if len(found) > 4 * settings.text_group:
            found = [unite(found)]
    yield unite(found)


def hash_columns(columns: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """One 64-bit number per row of a few 32-bit columns (FNV-like, good enough for grouping)."""
    key = np.full(len(columns), 0xCBF29CE484222325, np.uint64)
    for column in range(columns.shape[1]):
        key = (key ^ columns[:, column].astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        key ^= key >> np.uint64(29)
    return key


def _photos(index: Index, settings: BlockingSettings) -> Iterator[Ints]:
    """Pairs with a quarter of a photo's fingerprint in common, or a keyed band of one."""
    photos = index.table.photos
    most = settings.shared_fact_group
    for quarter in range(4):
        key = (photos.value >> np.uint64(16 * quarter)) & np.uint64(0xFFFF)
        yield from pair_groups(group_rows(key, photos.row.astype(np.int64)), most, 0, most)
    values = index.carried[FeatureKind.PHOTO_BAND].values
    row, column = np.nonzero(values >= 0)
    yield from pair_groups(group_rows(values[row, column], row), most, 0, most)


def _capped(index: Index, settings: BlockingSettings) -> Iterator[Capped]:
    for kind in EXACT:
        rows = index.carried[kind].rows
        yield from (Capped(kind.value, int(size)) for size in rows[rows > settings.largest_group])
