"""What a person said outranks every score: pairs said to be the same end as one, pairs said to be different as two.

Clustering asks here before each merge and once at its end. Clusters that a chain of "same" joins count as one whole
from the start, so that no merge can bring into a whole what was said to be different; the clusters of a whole become
one only at the end, so that one word moves whole clusters and tears no advert out of the cluster that it fits in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from adwatch.resolve.pairing import components, encode
from adwatch.resolve.scoring import Evidence
from adwatch.resolve.table import Bools, Decided, Floats, Ints


@dataclass(frozen=True, slots=True)
class Constraints:
    """Pairs of rows that must be one, pairs that must not, and how many words others contradict."""

    same: tuple[Ints, Ints]
    different: tuple[Ints, Ints]
    contradicted: int = 0

    @property
    def warnings(self) -> tuple[str, ...]:
        """One line where persons contradicted one another; sizes alone."""
        if not self.contradicted:
            return ()
        held = len(self.same[0]) + len(self.different[0])
        return (
            f"{self.contradicted} of {held + self.contradicted} decisions on pairs contradict later ones and are left "
            "aside; `adwatch why` shows what was said of a pair",
        )

    def forbidden(self, labels: Ints, left: Ints, right: Ints) -> Bools:
        """Of each merge of two clusters: whether it would make one what was said to be different."""
        if not len(self.different[0]):
            return np.zeros(len(left), np.bool_)
        whole = self.wholes(labels)
        apart = encode(*(whole[labels[rows]] for rows in self.different))
        return np.isin(encode(whole[left], whole[right]), apart)

    def compatible(self, labels: Ints, left: Ints, right: Ints, scores: Floats) -> Bools:
        """Which of these merges, none of them forbidden, can be made together: of a chain that breaks, the surest."""
        kept = np.ones(len(left), np.bool_)
        if not len(self.different[0]) or not len(left):
            return kept
        whole = self.wholes(labels)
        joined = components(whole[left], whole[right], int(whole.max()) + 1)
        one, other = (joined[whole[labels[rows]]] for rows in self.different)
        chain = joined[whole[left]]
        broken = np.flatnonzero(np.isin(chain, one[one == other]))
        surest_first = broken[np.argsort(-scores[broken], kind="stable")]
        kept[broken] = False
        kept[surest_first[np.unique(chain[surest_first], return_index=True)[1]]] = True
        return kept

    def unkept(self, labels: Ints) -> Ints:
        """The rows of pairs that do not stand as was said: an earlier answer must be looked at anew around them."""
        parted = labels[self.same[0]] != labels[self.same[1]]
        joined = labels[self.different[0]] == labels[self.different[1]]
        return np.unique(
            np.concatenate([rows[parted] for rows in self.same] + [rows[joined] for rows in self.different])
        )

    def wholes(self, labels: Ints) -> Ints:
        """The whole in which each cluster stands: one for all that a chain of "same" joins."""
        one, other = (labels[rows] for rows in self.same)
        return components(one, other, int(labels.max(initial=-1)) + 1)


class _Wholes:
    """Rows joined into wholes, and which wholes stay apart."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}
        self._apart: dict[int, set[int]] = {}

    def say(self, left: int, right: int, *, same: bool) -> bool:
        """Keep to this word, too; False where it contradicts what is kept to already."""
        one, other = self._find(left), self._find(right)
        if same:
            return one == other or self._join(one, other)
        if one != other:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)
        return one != other

    def _join(self, one: int, other: int) -> bool:
        if other in self._apart.get(one, ()):
            return False
        self._above[other] = one
        for third in self._apart.pop(other, ()):
            self._apart[third].remove(other)
            self._apart[third].add(one)
            self._apart.setdefault(one, set()).add(third)
        return True

    def _find(self, row: int) -> int:
        path = [row]
        while (above := self._above.get(path[-1])) is not None:
            path.append(above)
        self._above.update((below, path[-1]) for below in path[:-1])
        return path[-1]


def settle(decided: Decided) -> Constraints:
    """What holds of all that was said: where words contradict one another, the later ones."""
    wholes = _Wholes()
    left, right, same = decided.left.astype(np.int64), decided.right.astype(np.int64), decided.same
    holds = np.zeros(len(decided), np.bool_)
    for place in reversed(range(len(decided))):
        holds[place] = wholes.say(int(left[place]), int(right[place]), same=bool(same[place]))
    one, two = holds & same, holds & ~same
    return Constraints((left[one], right[one]), (left[two], right[two]), int((~holds).sum()))


def unsaid(evidence: Evidence) -> Evidence:
    """The evidence as if nobody had said anything, for merging: the last of the facts is what was said."""
    return replace(evidence, level=evidence.level[:, :-1], weight=evidence.weight[:, :-1])


NOTHING_SAID = settle(Decided.empty())
