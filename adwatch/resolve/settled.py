"""Adverts that can't be compared any more go where those went with which they were linked last."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from adwatch.resolve.table import Ints

POSTING, ADVERTISER, NETWORK = 1, 2, 3


def follow(settled: Ints, before: Ints, now: Ints) -> Ints:
    """Posting, advertiser and network of the settled versions after the others were linked anew.

    All three tables are k x 4: version, posting, advertiser, network. `before` and `now` are of the versions that were
    linked anew, before and after, in any order. An id that lives on keeps its settled versions; those of one that does
    not go where most of its other versions went; where it had no others, it stays.
    """
    posting = _heirs(settled[:, POSTING], before, now, POSTING)
    advertiser = _heirs(settled[:, ADVERTISER], before, now, ADVERTISER)
    advertiser = _known(posting, now, POSTING, ADVERTISER, advertiser)
    network = _heirs(settled[:, NETWORK], before, now, NETWORK)
    network = _known(advertiser, now, ADVERTISER, NETWORK, network)
    return np.stack([settled[:, 0], posting, advertiser, network], axis=1)


def _heirs(ids: Ints, before: Ints, now: Ints, column: int) -> Ints:
    """For each id itself where it lives on, else that of most of its versions; ties go to the smaller id."""
    gone = np.setdiff1d(ids, now[:, column])
    _, at, then = np.intersect1d(before[:, 0], now[:, 0], return_indices=True)
    moves = np.stack([before[at, column], now[then, column]])
    moves, count = np.unique(moves[:, np.isin(moves[0], gone)], axis=1, return_counts=True)
    order = np.lexsort((moves[1], -count, moves[0]))
    earlier, first = np.unique(moves[0, order], return_index=True)
    heir: Mapping[int, int] = dict(zip(earlier.tolist(), moves[1, order][first].tolist(), strict=True))
    return np.array([heir.get(one, one) for one in ids.tolist()], np.int64)


def _known(ids: Ints, now: Ints, key: int, value: int, otherwise: Ints) -> Ints:
    """What stands beside each id now, else what is given."""
    beside: Mapping[int, int] = dict(zip(now[:, key].tolist(), now[:, value].tolist(), strict=True))
    pairs = zip(ids.tolist(), otherwise.tolist(), strict=True)
    return np.array([beside.get(one, other) for one, other in pairs], np.int64)
