"""Same price."""

from __future__ import annotations

import numpy as np

from adwatch.resolve.compare.outcome import Outcome
from adwatch.resolve.index import Index
from adwatch.resolve.table import Rows

NEAR = 0.15
"""Share of the higher price by which two prices of one person commonly differ."""


def same_price(index: Index, left: Rows, right: Rows) -> Outcome:
    """The prices per hour are equal (a rare one says more), near or far."""
    mine, other = index.table.price[left], index.table.price[right]
    known = ~(np.isnan(mine) | np.isnan(other))
    mine, other = np.nan_to_num(mine), np.nan_to_num(other)
    apart = np.abs(mine - other) / np.maximum(np.maximum(mine, other), 1)
    level = np.where(apart < 0.005, 1, np.where(apart <= NEAR, 2, 3))
    level = np.where(known, level, 0).astype(np.int8)
    prices = np.array(sorted(index.price_share) or [0])
    share = np.array([index.price_share.get(int(price), 1.0) for price in prices])
    at = np.clip(np.searchsorted(prices, np.round(mine)), 0, len(prices) - 1)
    return Outcome(level, np.where(level == 1, -np.log(share[at]), 0).astype(np.float32))
