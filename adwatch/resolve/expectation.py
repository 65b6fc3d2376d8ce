"""How many links are likely false or missed, judged by the scores alone: no label is needed.

Each merge of two clusters made as many pairs as their sizes multiply to, and is false with the probability that its
odds leave; two clusters left apart miss as many with the probability that their odds give. Precision and recall follow
as the share of expected true pairs among the pairs made, and among these and the missed ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adwatch.resolve.clustering import Partition

MOST = 30.0
"""Log-odds beyond which nothing changes any more."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """Pairs of adverts linked, how many of them are likely false, and how many more are likely missed."""

    linked: int
    false: float
    missed: float

    @property
    def precision(self) -> float:
        """Expected share of true pairs among those linked; 1 where nothing is linked."""
        return 1 - self.false / self.linked if self.linked else 1.0

    @property
    def recall(self) -> float:
        """Expected share of the true pairs that are linked; 1 where there are none."""
        true = self.linked - self.false
        return true / (true + self.missed) if true + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        whole = 2 * (self.linked - self.false) + self.false + self.missed
        return 2 * (self.linked - self.false) / whole if whole else 1.0

    def as_json(self) -> dict[str, float]:
        """The same by name."""
        counts = {"linked": self.linked, "false": round(self.false, 1), "missed": round(self.missed, 1)}
        rates = {name: round(getattr(self, name), 4) for name in ("precision", "recall", "f1")}
        return counts | rates

    def __str__(self) -> str:
        """One line for whoever ran the linkage."""
        return (
            f"{self.false:.0f} of {self.linked} pairs linked are likely false, {self.missed:.0f} likely missed "
            f"(precision {self.precision:.3f}, recall {self.recall:.3f}, F1 {self.f1:.3f})"
        )


def expect(partition: Partition) -> Expectation:
    """What is likely wrong in a partition."""
    merged, apart = partition.merged, partition.apart
    return Expectation(
        int(merged.pairs.sum()),
        float((merged.pairs * probability(-merged.odds)).sum()),
        float((apart.pairs * probability(apart.odds)).sum()),
    )


def best_threshold(expected: Expectation) -> float:
    """Log-odds from which a link raises the expected F1: a probability of half the F1 that can be reached.

    Lipton, Elkan and Naryanaswamy, "Optimal thresholding of classifiers to maximize F1 measure" (2014), theorem 1.
    """
    half = min(max(expected.f1, 0.2), 1.0) / 2
    return float(np.log(half / (1 - half)))


def probability(odds: NDArray[np.float32]) -> NDArray[np.float64]:
    """The probability that log-odds stand for."""
    result: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(odds.astype(np.float64), -MOST, MOST)))
    return result
