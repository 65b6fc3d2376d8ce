"""Advertisers under a shared number, address, handle, account or template: a network, which says nothing of guilt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from adwatch.domain.features import FeatureKind
from adwatch.resolve.compare import FACTS
from adwatch.resolve.index import Index
from adwatch.resolve.pairing import components
from adwatch.resolve.scoring import Evidence
from adwatch.resolve.table import Ints

MOST_ADVERTISERS = {
    FeatureKind.PHONE: 60,
    FeatureKind.EMAIL: 60,
    FeatureKind.HANDLE: 60,
    FeatureKind.ACCOUNT: 60,
    FeatureKind.ADDRESS: 12,
}
"""What makes a network where several advertisers carry it, and by how many at most; assumed: what more advertisers
share is a board's help line, a hotel or the name of a town."""
TEMPLATE_LEVEL = 6
"""Level of `near_text` from which two advertisers' texts are one template."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Two advertisers (labels) and what ties them."""

    left: Ints
    right: Ints
    by: str


def find_networks(index: Index, evidence: Evidence, advertiser: Ints) -> tuple[Ints, tuple[Edge, ...]]:
    """One dense network label per row, and the ties; an advertiser without ties is a network of one."""
    edges = (*_by_contact(index, advertiser), _by_template(evidence, advertiser))
    count = int(advertiser.max(initial=-1)) + 1
    left = np.concatenate([edge.left for edge in edges])
    right = np.concatenate([edge.right for edge in edges])
    return components(left, right, count)[advertiser], tuple(edge for edge in edges if len(edge.left))


def _by_contact(index: Index, advertiser: Ints) -> Iterator[Edge]:
    """A chain of ties through the advertisers that carry one value."""
    for kind, most in MOST_ADVERTISERS.items():
        values = index.carried[kind].values
        row, column = np.nonzero(values >= 0)
        code = np.unique((values[row, column].astype(np.int64) << 32) | advertiser[row])
        value, carrier = code >> 32, code & 0xFFFFFFFF
        shared_by = np.bincount(value)[value] if len(value) else value
        next_same = np.flatnonzero((value[1:] == value[:-1]) & (shared_by[1:] <= most))
        yield Edge(carrier[next_same], carrier[next_same + 1], kind.value)


def _by_template(evidence: Evidence, advertiser: Ints) -> Edge:
    """Near-duplicate texts of different advertisers, where something else brings them together: a town."""
    names = list(FACTS)
    text, place = (evidence.level[:, names.index(fact)] for fact in ("near_text", "near_place"))
    left, right = advertiser[evidence.pairs.left], advertiser[evidence.pairs.right]
    tied = (text >= TEMPLATE_LEVEL) & (place == 1) & (left != right)
    return Edge(left[tied], right[tied], "template")
