"""Which pairs of adverts are worth comparing: those that share a contact, some text, a photo, or an alias in a town.

A key that too many adverts share says nothing about a person; it is left out, and its kind and size are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from adwatch.domain.features import FeatureKind
from adwatch.resolve.index import CONTACTS, Carried, Index, Presence, hash_columns, mix
from adwatch.resolve.pairing import Groups, Pairs, collect, encode, group_rows, pair_groups, unite
from adwatch.resolve.settings import BlockingSettings
from adwatch.resolve.table import Ints, VersionTable, Words
from adwatch.resolve.threads import in_threads

WEAK = (FeatureKind.ALIAS, FeatureKind.ADDRESS, FeatureKind.POSTCODE)
"""Kinds of which one equal value makes a pair worth comparing where something else makes it rare."""
BANDS_AT_ONCE = 8
"""Bands whose pairs are held beside each other, before those that several bands found are told apart."""


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
        _decided(index),
    ]
    return Candidates(_linked(index, collect(parts)), tuple(_capped(index, settings)))


def _linked(index: Index, pairs: Pairs) -> Pairs:
    """The pairs of which both rows are to be linked; of a part of the store, some rows are there to be counted."""
    if index.statistics is None:
        return pairs
    kept = index.statistics.linked[pairs.left] & index.statistics.linked[pairs.right]
    return Pairs(pairs.left[kept], pairs.right[kept])


def _same_advert(index: Index, settings: BlockingSettings) -> Iterator[Ints]:
    table = index.table
    groups = group_rows(table.advert, np.arange(len(table)), table.first_night)
    yield from pair_groups(groups, settings.full_group, settings.window, len(table))


def _exact(index: Index, settings: BlockingSettings) -> Iterator[Ints]:
    """Pairs that share a contact; within a busy one, neighbours in time and neighbours in text."""
    for kind in CONTACTS:
        values = index.carried[kind].values
        row, column = np.nonzero(values >= 0)
        key = values[row, column]
        whole = index.carried[kind].rows[key]
        for order in (index.table.first_night[row], index.table.signature[row, 0]):
            yield from _pair(group_rows(key, row, order, whole), settings)


def _pair(groups: Groups, settings: BlockingSettings) -> Iterator[Ints]:
    return pair_groups(groups, settings.full_group, settings.window, settings.largest_group)


def _weak(index: Index, settings: BlockingSettings) -> Iterator[Ints]:
    """Pairs with one alias, address or postcode, each with what makes it rare enough to say something."""
    most = settings.shared_fact_group
    for rows, key in weak_keys(index.table, index.carried, index.presence):
        whole = None if index.statistics is None else index.statistics.sharing(key)
        yield from pair_groups(group_rows(key, rows, whole=whole), most, 0, most)


def weak_keys(
    table: VersionTable, carried: Mapping[FeatureKind, Carried], presence: Presence
) -> Iterator[tuple[Ints, Words]]:
    """Rows, and the key of each: an alias, address or postcode with what makes it rare, as one number.

    The numbers are made of the values themselves, so that they are the same in every table of one store.
    """
    alias, address, postcode = (carried[kind].first for kind in WEAK)
    main = presence.municipality[:, 0]
    place = np.append(table.municipality_number, -1)[main]
    price = np.nan_to_num(table.price, nan=-1).astype(np.int64)
    nothing = np.zeros(len(table), np.int64)
    combinations = (
        *((alias, place, place >= 0), (alias, price, price >= 0), (alias, postcode.value, postcode.known)),
        *((alias, nothing, alias.known), (address, nothing, address.known)),
    )
    for salt, (one, other, known) in enumerate(combinations, start=1):
        rows = np.flatnonzero(one.known & known)
        yield rows, mix(one.value[rows], other[rows].astype(np.uint64), salt)


def _texts(index: Index, settings: BlockingSettings) -> Iterator[Ints]:
    """Pairs that share a band of their text signatures (locality-sensitive hashing)."""
    table = index.table
    rows = np.flatnonzero(table.has_text)
    width = table.signature.shape[1] // settings.bands

    def pair_band(band: int) -> Ints:
        key = hash_columns(table.signature[rows, band * width : (band + 1) * width])
        whole = None if index.statistics is None else index.statistics.band_rows[rows, band]
        groups = group_rows(key, rows, whole=whole)
        return unite(list(pair_groups(groups, settings.text_group, 2, settings.largest_text_group)))

    found: list[Ints] = []
    for codes in in_threads(pair_band, range(settings.bands)):
        found = [*found, codes] if len(found) < BANDS_AT_ONCE else [unite([*found, codes])]
    yield unite(found)


def _photos(index: Index, settings: BlockingSettings) -> Iterator[Ints]:
    """Pairs with a quarter of a photo's fingerprint in common, or a keyed band of one."""
    photos = index.table.photos
    most = settings.shared_fact_group
    for quarter in range(4):
        key = (photos.value >> np.uint64(16 * quarter)) & np.uint64(0xFFFF)
        yield from pair_groups(group_rows(key, photos.row.astype(np.int64)), most, 0, most)
    bands = index.carried[FeatureKind.PHOTO_BAND]
    row, column = np.nonzero(bands.values >= 0)
    number = bands.values[row, column]
    yield from pair_groups(group_rows(number, row, whole=bands.rows[number]), most, 0, most)


def _decided(index: Index) -> Ints:
    """Pairs of which a person said something."""
    return encode(index.table.decided.left.astype(np.int64), index.table.decided.right.astype(np.int64))


def _capped(index: Index, settings: BlockingSettings) -> Iterator[Capped]:
    for kind in CONTACTS:
        rows = index.carried[kind].rows
        yield from (Capped(kind.value, int(size)) for size in rows[rows > settings.largest_group])
    most = int(index.writings.rows.max(initial=0))
    if most > settings.largest_text_group:
        yield Capped("text", most)
