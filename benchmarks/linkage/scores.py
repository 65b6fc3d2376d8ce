"""What one linkage of one corpus is worth: beside the truth, and by its own estimate where it makes one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import astuple, dataclass
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from adwatch.resolve.evaluation import evaluate
from adwatch.resolve.linkage import Linkage


@dataclass(frozen=True, slots=True)
class Scores:
    """Pairwise precision, recall and F1, B-cubed F1, and how many advertisers there are and were found."""

    precision: float
    recall: float
    f1: float
    bcubed: float
    true: float
    found: float

    @property
    def count_off(self) -> float:
        """By which share the number of advertisers found is off."""
        return self.found / self.true - 1


def score_labels(truth: Sequence[Hashable], found: NDArray[np.int64]) -> Scores:
    """Compare found labels, one per row, with the truth."""
    held = evaluate(truth, found.tolist())
    return Scores(
        held.pairs.precision,
        held.pairs.recall,
        held.pairs.f1,
        held.bcubed.f1,
        held.clusters_true,
        held.clusters_found,
    )


def mean_scores(scores: Iterable[Scores]) -> Scores:
    """The mean of each figure."""
    return Scores(*(fmean(column) for column in zip(*map(astuple, scores), strict=True)))


def expected_f1(linkage: Linkage) -> float | None:
    """The pairwise F1 that the linkage itself expects, without any label; None where it makes no estimate."""
    expected = getattr(linkage, "expected", None)
    return None if expected is None else float(getattr(expected, "f1", expected))
