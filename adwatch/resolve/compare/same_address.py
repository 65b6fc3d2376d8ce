"""Same address."""

from __future__ import annotations

import numpy as np

from adwatch.domain.features import FeatureKind
from adwatch.resolve.compare.outcome import Outcome, by_persons, shared_values
from adwatch.resolve.index import Index
from adwatch.resolve.table import Rows


def same_address(index: Index, left: Rows, right: Rows) -> Outcome:
    """Both adverts give the same address, or failing that the same postcode."""
    address = by_persons(shared_values(index.carried[FeatureKind.ADDRESS], left, right), differs=6)
    postcode = shared_values(index.carried[FeatureKind.POSTCODE], left, right)
    return Outcome(np.where((address == 0) & postcode.shared, np.int8(7), address))
