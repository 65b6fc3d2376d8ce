"""Same advert."""

from __future__ import annotations

import numpy as np

from adwatch.resolve.compare.outcome import Outcome
from adwatch.resolve.index import Index
from adwatch.resolve.table import Rows


def same_advert(index: Index, left: Rows, right: Rows) -> Outcome:
    """Both stood under one id of one board, as versions of one advert."""
    advert = index.table.advert
    return Outcome((advert[left] == advert[right]).astype(np.int8))
