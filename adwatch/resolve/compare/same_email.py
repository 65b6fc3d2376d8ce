"""Same e-mail address."""

from __future__ import annotations

from adwatch.domain.features import FeatureKind
from adwatch.resolve.compare.outcome import Outcome, by_persons, shared_values
from adwatch.resolve.index import Index
from adwatch.resolve.table import Rows


def same_email(index: Index, left: Rows, right: Rows) -> Outcome:
    """Both adverts give the same e-mail address; it says less, the more persons stand behind it."""
    return Outcome(by_persons(shared_values(index.carried[FeatureKind.EMAIL], left, right), differs=6))
