"""Which pairs a person should look at first: those on which most depends and the score knows least.

Within an advertiser these are the links that hold it together; between two advertisers, their best pair. The nearer
to the threshold, the less the score knows. Pairs that hang on different facts are asked in turn, so that a short
sitting tells something of each.
"""

from __future__ import annotations

from itertools import islice

import numpy as np

from adwatch.resolve.confidence import spanning_links
from adwatch.resolve.pairing import encode
from adwatch.resolve.scoring import Evidence
from adwatch.resolve.table import Bools, Floats, Ints

LOOKED_AT = 50
"""Pairs that are ranked per question asked: enough to vary the facts, few enough to stay near the threshold."""


def choose_pairs(
    evidence: Evidence, odds: Floats, advertiser: Ints, threshold: float, askable: Bools, count: int
) -> Ints:
    """Up to `count` pairs (places in `evidence`), the one most worth asking first.

    `askable`: of each pair, whether it may be asked. Every two advertisers are asked about once, every one once.
    """
    places = _deciding(evidence, odds, advertiser, askable)
    near = places[np.argsort(np.abs(odds[places] - threshold), kind="stable")][: LOOKED_AT * count]
    turns: dict[tuple[int, int], int] = {}
    order: list[tuple[int, int, int]] = []
    for rank, place in enumerate(near.tolist()):
        weights = evidence.weight[place]
        facts = int(weights.argmax()), int(weights.argmin())
        turn = turns.get(facts, 0)
        turns[facts] = turn + 1
        order.append((turn, rank, place))
    return np.fromiter((place for _, _, place in islice(sorted(order), count)), np.int64)


def _deciding(evidence: Evidence, odds: Floats, advertiser: Ints, askable: Bools) -> Ints:
    left, right = advertiser[evidence.pairs.left], advertiser[evidence.pairs.right]
    links = spanning_links(evidence, advertiser, odds)
    within = links[askable[links]]
    weakest = within[np.argsort(odds[within], kind="stable")]
    between = np.flatnonzero((left != right) & askable)
    best = between[np.argsort(-odds[between], kind="stable")]
    return np.concatenate([part[_first_of_each(encode(left[part], right[part]))] for part in (weakest, best)])


def _first_of_each(codes: Ints) -> Ints:
    return np.sort(np.unique(codes, return_index=True)[1])
