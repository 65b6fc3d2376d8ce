"""What a person said of a pair."""

from __future__ import annotations

import numpy as np

from adwatch.resolve.compare.outcome import Outcome
from adwatch.resolve.index import Index
from adwatch.resolve.pairing import encode
from adwatch.resolve.table import Rows


def decided(index: Index, left: Rows, right: Rows) -> Outcome:
    """A person looked at both adverts and said that they are one advertiser's, or that they are not."""
    said = index.table.decided
    level = np.zeros(len(left), np.int8)
    if not len(said):
        return Outcome(level)
    words = encode(said.left.astype(np.int64), said.right.astype(np.int64))
    known, last = np.unique(words[::-1], return_index=True)
    same = said.same[::-1][last]
    asked = encode(left.astype(np.int64), right.astype(np.int64))
    place = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    return Outcome(np.where(known[place] == asked, np.where(same[place], 1, 2), level).astype(np.int8))
