"""How well a linkage agrees with the truth: pairs, B-cubed and the adjusted Rand index, from counts alone.

Everything is computed from the table of how many items fall into each true and found cluster, so that a million items
take a second; sums are integers or fractions, so that nothing is lost by rounding before the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import TypeAlias

_Cells: TypeAlias = Mapping[tuple[Hashable, Hashable], int]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision, recall, and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def as_json(self) -> dict[str, float]:
        """The three figures by name."""
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What `evaluate` found. `ari`: Hubert and Arabie (1985); B-cubed: Bagga and Baldwin (1998)."""

    pairs: Agreement
    bcubed: Agreement
    ari: float
    clusters_true: int
    clusters_found: int

    def as_json(self) -> dict[str, object]:
        """The figures in the shape that `adwatch evaluate --format json` prints."""
        return {
            "pairs": self.pairs.as_json(),
            "bcubed": self.bcubed.as_json(),
            "ari": self.ari,
            "clusters": {"true": self.clusters_true, "found": self.clusters_found},
        }


def evaluate(truth: Sequence[Hashable], found: Sequence[Hashable]) -> Evaluation:
    """Compare two clusterings of the same items, given as one label per item.

    Where a clustering asserts no pair at all, none of its pairs is wrong: precision (or recall) is 1.

    Raises:
        ValueError: the two label different numbers of items.
    """
    both = Counter(zip(truth, found, strict=True))
    true, predicted = Counter(truth), Counter(found)
    together, in_truth, in_found = _pairs(both.values()), _pairs(true.values()), _pairs(predicted.values())
    return Evaluation(
        pairs=Agreement(_share(together, in_found), _share(together, in_truth)),
        bcubed=Agreement(
            _bcubed(both, {key: predicted[key[1]] for key in both}, len(truth)),
            _bcubed(both, {key: true[key[0]] for key in both}, len(truth)),
        ),
        ari=_adjusted_rand(together, in_truth, in_found, comb(len(truth), 2)),
        clusters_true=len(true),
        clusters_found=len(predicted),
    )


def _pairs(counts: Iterable[int]) -> int:
    """Pairs of items that fall into one cell."""
    return sum(comb(count, 2) for count in counts)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _bcubed(both: _Cells, sizes: _Cells, items: int) -> float:
    """The mean over items of the share of their cluster that shares their other cluster, too."""
    if not items:
        return 1.0
    squares: Counter[int] = Counter()
    for key, count in both.items():
        squares[sizes[key]] += count * count
    return float(_sum(Fraction(total, size) for size, total in squares.items()) / items)


def _sum(parts: Iterable[Fraction]) -> Fraction:
    return sum(parts, start=Fraction(0))


def _adjusted_rand(together: int, in_truth: int, in_found: int, everything: int) -> float:
    """(index - expected) / (maximum - expected); 1 where both clusterings are trivial in the same way."""
    if not everything:
        return 1.0
    expected = Fraction(in_truth * in_found, everything)
    greatest = Fraction(in_truth + in_found, 2)
    if greatest == expected:
        return 1.0
    return float((together - expected) / (greatest - expected))
