"""What a linkage leaves in the store: rows of memberships and links, and changes of identity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from adwatch.resolve.identity import Identity
from adwatch.resolve.linkage import Links
from adwatch.resolve.table import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Answer:
    """Posting, advertiser and network of some versions, and how sure it is that each belongs to its advertiser."""

    version: Ints
    posting: Ints
    advertiser: Ints
    network: Ints
    confidence: Floats

    def only(self, kept: Bools) -> Answer:
        """The answer for some of the versions."""
        return Answer(*(getattr(self, name)[kept] for name in self.__slots__))


def membership_rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """One row per posting: all its versions have one advertiser. Its confidence is its least sure version's."""
    order = np.lexsort((answer.confidence, answer.posting))
    _, first = np.unique(answer.posting[order], return_index=True)
    rows = order[first]
    columns = (answer.posting, answer.advertiser, answer.network, answer.confidence)
    names = ("posting_id", "advertiser_id", "network_id", "confidence")
    for values in zip(*(column[rows].tolist() for column in columns), strict=True):
        yield dict(zip(names, values, strict=True))


def link_rows(version: Ints, links: Links, kept: Bools | None = None) -> Iterator[dict[str, Any]]:
    """The evidence of each pair that holds an advertiser together; of some pairs alone where `kept` is given."""
    named = sorted((fact, place) for place, fact in enumerate(links.facts))
    for index in range(len(links)) if kept is None else np.flatnonzero(kept).tolist():
        weights = links.weight[index].tolist()
        told = [f'"{fact}": {round(weights[place], 3)}' for fact, place in named if weights[place]]
        yield {
            "left_id": int(version[links.left[index]]),
            "right_id": int(version[links.right[index]]),
            "score": float(links.log_odds[index]),
            "evidence": f"{{{', '.join(told)}}}",
        }


def change_rows(advertisers: Identity) -> Iterator[tuple[str, int, int]]:
    """Merges and splits, one row per advertiser that was taken in or parted."""
    for merge in advertisers.merges:
        yield from (("merge", merge.into, source) for source in merge.sources if source != merge.into)
    for split in advertisers.splits:
        yield from (("split", split.source, part) for part in split.parts if part != split.source)
