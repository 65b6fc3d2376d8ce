"""Who links the adverts: adwatch, and the two simple ways that one would try first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import rensa
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from adwatch.guard.signatures import FEWEST_SHINGLES, PERMUTATIONS, SHINGLE, normalised
from adwatch.resolve.linkage import link
from benchmarks.linkage.facts import Facts
from benchmarks.linkage.measured import Labels

BANDS = 32
LIKENESS = 0.5
"""Estimated Jaccard similarity from which two texts are taken as one (what 32 bands of 4 are made for)."""
OTHER_LIKENESSES = (0.0, 0.6, 0.7, 0.8, 0.9)
"""Others that are tried in hindsight; 0 takes every pair that shares a band."""
SEED = 42
Edges = tuple[NDArray[np.int64], NDArray[np.int64]]


def adwatch(facts: Facts) -> dict[str, Labels]:
    """The linkage as it runs every night."""
    return {"": link(facts.table).advertiser}


def equal_number(facts: Facts) -> dict[str, Labels]:
    """Adverts with one number are one person's, and so on from advert to advert."""
    return {"": join(len(facts.truth), [number_edges(facts)])}


def minhash(facts: Facts) -> dict[str, Labels]:
    """Adverts with one number or near-equal texts are one person's, and so on from advert to advert."""
    left, right, likeness = _text_pairs(facts) if facts.texts is None else _rensa_pairs(facts.texts)
    numbers = number_edges(facts)
    return {
        f"{least}": join(len(facts.truth), [numbers, (left[likeness >= least], right[likeness >= least])])
        for least in (LIKENESS, *OTHER_LIKENESSES)
    }


def number_edges(facts: Facts) -> Edges:
    """A chain through the rows that carry each number."""
    order = np.argsort(facts.phones.value, kind="stable")
    row, value = facts.phones.row[order].astype(np.int64), facts.phones.value[order]
    same = value[1:] == value[:-1]
    return row[:-1][same], row[1:][same]


def join(count: int, edges: Sequence[Edges]) -> Labels:
    """Connected components."""
    left, right = (np.concatenate([one[side] for one in edges]) for side in (0, 1))
    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def _rensa_pairs(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of texts that share a band by rensa's own index, over the same shingles as adwatch's signatures."""
    shingles = [_shingles(text) for text in texts]
    rows = [row for row, one in enumerate(shingles) if len(one) >= FEWEST_SHINGLES]
    hashes = rensa.RMinHash.from_token_sets([shingles[row] for row in rows], PERMUTATIONS, SEED)
    index = rensa.RMinHashLSH(threshold=LIKENESS, num_perm=PERMUTATIONS, num_bands=BANDS)
    index.insert_many(hashes)
    found = index.query_all(hashes)
    left = np.repeat(np.arange(len(rows)), [len(one) for one in found])
    right = np.fromiter((other for one in found for other in one), np.int64, len(left))
    digests = np.array([one.digest() for one in hashes], np.uint32)
    return _compared(np.asarray(rows, np.int64), digests, left, right)


def _shingles(text: str) -> list[str]:
    letters = normalised(text)
    return sorted({letters[at : at + SHINGLE] for at in range(len(letters) - SHINGLE + 1)})


def _text_pairs(facts: Facts) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Neighbours within each band's groups, where there are signatures but no texts to sign."""
    rows = np.flatnonzero(facts.table.has_text)
    digests = facts.table.signature[rows]
    edges = list(_band_edges(digests))
    left, right = (np.concatenate([one[side] for one in edges]) for side in (0, 1))
    return _compared(rows, digests, left, right)


def _band_edges(digests: NDArray[np.uint32]) -> Iterator[Edges]:
    width = digests.shape[1] // BANDS
    for start in range(0, digests.shape[1], width):
        key = np.ascontiguousarray(digests[:, start : start + width]).view([("", digests.dtype)] * width).ravel()
        order = np.argsort(key, kind="stable")
        same = np.flatnonzero(key[order][1:] == key[order][:-1])
        yield order[same], order[same + 1]


def _compared(
    rows: NDArray[np.int64], digests: NDArray[np.uint32], left: NDArray[np.int64], right: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Each pair once, as rows, with the share of equal places in its signatures."""
    code = np.unique((np.minimum(left, right) << 32) | np.maximum(left, right))
    left, right = code >> 32, code & 0xFFFFFFFF
    left, right = left[left != right], right[left != right]
    bounds = [*range(0, len(left), 1 << 16), len(left)]
    likeness = np.empty(len(left))
    for start, end in pairwise(bounds):
        likeness[start:end] = (digests[left[start:end]] == digests[right[start:end]]).mean(axis=1)
    return rows[left], rows[right], likeness
