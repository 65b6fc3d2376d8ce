"""Ids that survive a rerun: a cluster keeps the id of the earlier cluster with which it shares most versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adwatch.resolve.table import Ints


@dataclass(frozen=True, slots=True)
class Merge:
    """Earlier ids whose versions now stand under one id; `into` may be one of `sources`."""

    into: int
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """An earlier id whose versions now stand under several ids; `source` may be one of `parts`."""

    source: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """One id per version, in the order given, and what changed since the previous run."""

    ids: Ints
    merges: tuple[Merge, ...]
    splits: tuple[Split, ...]


@dataclass(frozen=True, slots=True)
class _Overlap:
    """Cells of the table earlier id x present cluster."""

    earlier: Ints
    cluster: Ints
    count: Ints


def stable_ids(previous: Mapping[int, int], versions: Ints, labels: Ints, new_id: Callable[[], int]) -> Identity:
    """Give every cluster in `labels` an id: by largest overlap with `previous` (version to id), else a new one.

    An id goes to one cluster alone, and a cluster takes one id alone. Ties go to the smaller id, then to the cluster
    with the smallest version, so that the same input gives the same ids whatever the order of its rows.
    """
    clusters, index = np.unique(labels, return_inverse=True)
    smallest = np.full(len(clusters), np.iinfo(np.int64).max)
    np.minimum.at(smallest, index, versions)
    overlap = _overlap(previous, versions, index.astype(np.int64))
    ids = _inherit(overlap, smallest)
    for cluster in np.lexsort((smallest, ids >= 0)):
        if ids[cluster] < 0:
            ids[cluster] = new_id()
    return Identity(ids[index], _merges(overlap, ids), _splits(overlap, ids))


def _overlap(previous: Mapping[int, int], versions: Ints, index: Ints) -> _Overlap:
    earlier = np.fromiter((previous.get(int(version), -1) for version in versions), np.int64, len(versions))
    known = earlier >= 0
    cells, count = np.unique(np.stack([earlier[known], index[known]]), axis=1, return_counts=True)
    return _Overlap(cells[0], cells[1], count.astype(np.int64))


def _inherit(overlap: _Overlap, smallest: Ints) -> Ints:
    """The earlier id of each cluster, -1 where it has none; the largest overlaps choose first."""
    ids = np.full(len(smallest), -1, np.int64)
    taken: set[int] = set()
    for cell in np.lexsort((smallest[overlap.cluster], overlap.earlier, -overlap.count)):
        earlier, cluster = int(overlap.earlier[cell]), overlap.cluster[cell]
        if ids[cluster] < 0 and earlier not in taken:
            ids[cluster] = earlier
            taken.add(earlier)
    return ids


def _merges(overlap: _Overlap, ids: Ints) -> tuple[Merge, ...]:
    order = np.argsort(overlap.cluster, kind="stable")
    groups = _groups(overlap.cluster[order], overlap.earlier[order])
    return tuple(Merge(int(ids[cluster]), sources) for cluster, sources in groups if len(sources) > 1)


def _splits(overlap: _Overlap, ids: Ints) -> tuple[Split, ...]:
    groups = _groups(overlap.earlier, ids[overlap.cluster])
    return tuple(Split(earlier, parts) for earlier, parts in groups if len(parts) > 1)


def _groups(key: NDArray[np.int64], value: NDArray[np.int64]) -> list[tuple[int, tuple[int, ...]]]:
    """The values under each key of a sorted column."""
    keys, start = np.unique(key, return_index=True)
    parts = np.split(value, start[1:]) if len(keys) else []
    return [(int(one), tuple(sorted(int(item) for item in part))) for one, part in zip(keys, parts, strict=True)]
