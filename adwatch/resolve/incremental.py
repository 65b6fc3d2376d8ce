"""Linking a night alone: which of the store's adverts a new one must be held against, and what follows for networks.

A night's new versions are compared with all that the store has, but only by their keys: contacts, weak keys, bands of
text. Whoever a new version may belong to is linked anew with all of that advertiser's versions; nobody else is touched.
What is rare and what is common is taken from the whole store (`Statistics`), so that a part is judged as the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from adwatch.resolve.blocking import WEAK, find_candidates, weak_keys
from adwatch.resolve.compare.near_text import weighted_similarity
from adwatch.resolve.index import (
    WIDE_BANDS,
    Counted,
    Rarity,
    Statistics,
    build_index,
    hash_columns,
    hash_wide_bands,
    number_values,
    place_rows,
)
from adwatch.resolve.pairing import Pairs, collect, components, group_rows, pair_groups
from adwatch.resolve.scoring import prior_of, score
from adwatch.resolve.settings import BlockingSettings, LinkageSettings
from adwatch.resolve.table import Bools, Floats, Ints, VersionTable, Words
from adwatch.resolve.threads import in_threads, run_in_threads
from adwatch.resolve.weights import Weighing

LEAST_LOG_ODDS = -3.0
"""Log-odds (1 to 20) above which a new advert may be an advertiser's, who is then linked anew with it."""
LEAST_SIMILARITY = 0.1
"""Similarity of texts, rare shingles weighing most, below which they alone bring no two adverts together."""
MOST_TEXTS = 30
"""Most texts that are like a new one and are held against it."""
CHUNK = 1 << 15
FILTER_BITS = 22
"""Bits of a hash by which most keys that nobody asked for are passed over at once."""


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands of all text signatures of a store as numbers, one row per band, and the wide bands likewise."""

    narrow: Words
    wide: Words

    @classmethod
    def of(cls, signature: NDArray[np.uint32], bands: int) -> Bands:
        """Hash every band of every signature, a piece at a time."""
        count, width = len(signature), signature.shape[1] // bands
        narrow = np.empty((bands, count), np.uint64)
        broad = np.empty((WIDE_BANDS, count), np.uint64)

        def hash_part(start: int) -> None:
            part = slice(start, start + CHUNK)
            columns = np.ascontiguousarray(signature[part])
            for band in range(bands):
                narrow[band, part] = hash_columns(columns[:, band * width : (band + 1) * width])
            broad[:, part] = hash_wide_bands(columns).T

        run_in_threads(hash_part, range(0, count, CHUNK))
        return cls(narrow, broad)


@dataclass(frozen=True, slots=True)
class Sharing:
    """Rows that share a key with one that was asked for: the row, and its key's place among the keys asked for."""

    row: Ints
    key: Ints
    keys: Words

    @property
    def rows_per_key(self) -> Ints:
        """How many rows share each of the keys asked for."""
        return np.bincount(self.key, minlength=len(self.keys))


def sharing(keys: Words, asked: Ints) -> Sharing:
    """All rows that have one of the keys of the rows `asked`."""
    mine = np.unique(keys[asked])
    mask = np.uint64((1 << FILTER_BITS) - 1)
    met = np.zeros(1 << FILTER_BITS, np.bool_)
    met[mine & mask] = True
    rows = np.flatnonzero(met[keys & mask])
    place = np.minimum(np.searchsorted(mine, keys[rows]), max(len(mine) - 1, 0))
    equal = mine[place] == keys[rows] if len(mine) else np.zeros(0, np.bool_)
    return Sharing(rows[equal], place[equal], mine)


def similar_texts(
    bands: Bands, signature: NDArray[np.uint32], rarity: Rarity, asked: Ints, settings: BlockingSettings
) -> Pairs:
    """Pairs of texts, one of which is asked for, that share a band and are alike: the `MOST_TEXTS` most like each.

    Busy bands count as in `find_candidates`.
    """
    new = np.zeros(len(signature), np.bool_)
    new[asked] = True
    pairs = collect(_text_pairs(bands, asked, new, settings))
    rows = np.union1d(pairs.left, pairs.right).astype(np.int64)
    left, right = (np.searchsorted(rows, side) for side in (pairs.left, pairs.right))
    mine = signature[rows]
    similarity = weighted_similarity(mine, rarity.of(mine, np.ones(len(rows), np.bool_)), left, right)
    return _most_alike(pairs, similarity, new)


def _text_pairs(bands: Bands, asked: Ints, new: NDArray[np.bool_], settings: BlockingSettings) -> Iterator[Ints]:
    for found in in_threads(partial(sharing, asked=asked), bands.narrow):
        groups = group_rows(found.key, found.row)
        for codes in pair_groups(groups, settings.text_group, 2, settings.largest_text_group):
            yield codes[new[codes >> 32] | new[codes & 0xFFFFFFFF]]


def band_sizes(bands: Bands, asked: Ints) -> NDArray[np.int32]:
    """How many rows share each band of the rows asked for: rows asked x bands."""
    sizes = np.empty((len(asked), len(bands.narrow)), np.int32)

    def count(band: int) -> None:
        keys = bands.narrow[band]
        found = sharing(keys, asked)
        sizes[:, band] = found.rows_per_key[np.searchsorted(found.keys, keys[asked])]

    run_in_threads(count, range(len(bands.narrow)))
    return sizes


def same_writing(bands: Bands, asked: Ints, most: int) -> Ints:
    """Rows that share a wide band with one asked for, where at most `most` do: they tell how many persons write so."""
    shared = in_threads(partial(sharing, asked=asked), bands.wide)
    parts = [found.row[found.rows_per_key[found.key] <= most] for found in shared]
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Field:
    """New rows, and all rows that one of them must be held against.

    advertiser: of each row, -1 for none yet. texts: pairs of rows whose texts are alike.
    """

    table: VersionTable
    statistics: Statistics
    is_new: Bools
    advertiser: Ints
    texts: Pairs

    def near(self, weighing: Weighing, settings: LinkageSettings) -> Ints:
        """The advertisers to whom a new row may belong, and those of the new rows themselves."""
        index = build_index(self.table, self.statistics)
        found = find_candidates(index, settings.blocking).pairs
        pairs = self._new_among(collect([one.codes for one in (found, self.texts)]))
        prior = prior_of(weighing, index.versions, settings.adverts_per_advertiser)
        likely = score(index, pairs, weighing).log_odds(prior) > LEAST_LOG_ODDS
        rows = np.concatenate([pairs.left[likely], pairs.right[likely], np.flatnonzero(self.is_new)])
        advertisers = np.unique(self.advertiser[rows])
        return advertisers[advertisers >= 0]

    def _new_among(self, pairs: Pairs) -> Pairs:
        kept = self.is_new[pairs.left] | self.is_new[pairs.right]
        return Pairs(pairs.left[kept], pairs.right[kept])


def _most_alike(pairs: Pairs, similarity: Floats, is_new: Bools) -> Pairs:
    kept = np.zeros(len(pairs), np.bool_)
    for side in (pairs.left, pairs.right):
        mine = np.flatnonzero(is_new[side] & (similarity >= LEAST_SIMILARITY))
        order = mine[np.lexsort((-similarity[mine], side[mine]))]
        row = side[order]
        start = np.flatnonzero(np.r_[True, row[1:] != row[:-1]]) if len(row) else np.empty(0, np.int64)
        place = np.arange(len(row)) - np.repeat(start, np.diff(np.r_[start, len(row)]))
        kept[order[place < MOST_TEXTS]] = True
    return Pairs(pairs.left[kept], pairs.right[kept])


def writing_counts(bands: Bands, asked: Ints) -> Counted:
    """How many rows share each wide band of the rows asked for."""
    found = list(in_threads(partial(sharing, asked=asked), bands.wide))
    values = np.concatenate([one.keys for one in found])
    rows = np.concatenate([one.rows_per_key for one in found])
    distinct, first = np.unique(values, return_index=True)
    return Counted(distinct, rows[first])


def weak_keys_of(table: VersionTable) -> tuple[Ints, Words]:
    """The rows and weak keys of a table by itself, a row once for each of its keys."""
    carried = {kind: number_values(table.carried(kind), len(table)) for kind in WEAK}
    parts = list(weak_keys(table, carried, place_rows(table.sightings, len(table))))
    return np.concatenate([rows for rows, _ in parts]), np.concatenate([keys for _, keys in parts])


def join_networks(network: Ints, earlier: Ints, lasting: Ints) -> Ints:
    """One label per row: rows of one network as found, and rows whose earlier networks last beyond the rows, are one.

    network: a dense label per row as found among the rows. earlier: the network in which each row stood, -1 for none.
    lasting: earlier networks that hold others than these rows; they are not taken apart here.
    """
    stays = np.flatnonzero(np.isin(earlier, lasting))
    names = np.unique(earlier[stays], return_inverse=True)
    count = int(network.max(initial=-1)) + 1
    joined = components(network[stays], count + names[1], count + len(names[0]))
    return joined[network]


def changed_clusters(found: Ints, earlier: Ints) -> NDArray[np.bool_]:
    """Of each row whether its cluster is not one that stood before with the same rows; `earlier` is -1 for none.

    Every earlier cluster is held whole by the rows.
    """
    _, new = np.unique(found, return_inverse=True)
    cells, where = np.unique((earlier << 32) | new, return_inverse=True) if len(found) else (found, found)
    of_cell = np.bincount(where, minlength=len(cells))
    of_new = np.bincount(new)
    _, old = np.unique(earlier, return_inverse=True)
    of_old = np.bincount(old)
    same: Bools = (of_cell[where] == of_new[new]) & (of_cell[where] == of_old[old]) & (earlier >= 0)
    return ~same


def pair_agreement(one: Ints, other: Ints) -> float:
    """The harmonic mean of the shares of pairs that each of two clusterings of the same rows has from the other."""
    cells = np.unique(np.stack([one, other]), axis=1, return_counts=True)[1]
    both, in_one, in_other = (
        int((count * (count - 1) // 2).sum())
        for count in (cells, *(np.unique(labels, return_counts=True)[1] for labels in (one, other)))
    )
    return 2 * both / (in_one + in_other) if in_one + in_other else 1.0
