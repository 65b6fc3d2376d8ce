"""Words of a text, and known phrases among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Generic, NamedTuple, TypeVar

from adwatch.clean.text import bare, normalise

_WORD = re.compile(r"[^\W_]+")
_JOINS = frozenset(" -'’‘`´./&\u2010\u2011")
_LONGEST_JOIN = 3

T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """A known phrase: its words are those from `first` up to but not including `last`, its meaning is `value`."""

    first: int
    last: int
    value: T


class Words:
    """The words of a text: `bare` of case and accents, and where each stands in the normalised text `plain`."""

    def __init__(self, text: str) -> None:
        """Read the words of `text`; where they stand is worked out only when it is asked for."""
        self.plain = normalise(text)
        if self.plain.isascii():
            self.bare = _WORD.findall(self.plain.lower())
        else:
            self.bare = [bare(word) for word in _WORD.findall(self.plain)]

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        return [found.span() for found in _WORD.finditer(self.plain)]

    def __len__(self) -> int:
        return len(self.bare)

    def start(self, index: int) -> int:
        """Return where word `index` begins in `plain`."""
        return self._spans[index][0]

    def end(self, index: int) -> int:
        """Return where word `index` ends in `plain`."""
        return self._spans[index][1]

    def written(self, index: int) -> str:
        """Return word `index` with its case and accents."""
        return self.plain[slice(*self._spans[index])]

    def between(self, left: int) -> str:
        """Return what stands between word `left` and the next one, or behind it where it is the last."""
        following = self._spans[left + 1][0] if left + 1 < len(self.bare) else len(self.plain)
        return self.plain[self._spans[left][1] : following]

    def before(self, index: int, count: int) -> list[str]:
        """Return the last `count` bare words before word `index`; fewer at the beginning."""
        return self.bare[max(0, index - count) : index]

    def joined(self, left: int) -> bool:
        """Tell whether word `left` and the next can be one phrase: no comma, line end or emoji stands between them."""
        between = self.between(left)
        return len(between) <= _LONGEST_JOIN and _JOINS.issuperset(between)


@lru_cache(maxsize=16)
def read_words(text: str) -> Words:
    """Return the words of `text`; the last few texts are remembered, since several readers ask for the same one."""
    return Words(text)


def key(name: str) -> str:
    """Return `name` as its bare words: `'s-Gravenhage` is `s gravenhage`, `Súdwest-Fryslân` is `sudwest fryslan`."""
    return " ".join(Words(name).bare)


class Lexicon(Generic[T]):
    """Phrases and their meanings; finding them costs one dictionary look-up per word of the text."""

    def __init__(self, meanings: Iterable[tuple[str, T]]) -> None:
        """Take phrases as `key` writes them; of equal phrases the last one counts."""
        self._exact = dict(meanings)
        self._by_first: dict[str, list[tuple[list[str], T]]] = {}
        for phrase, value in self._exact.items():
            first, *rest = phrase.split()
            self._by_first.setdefault(first, []).append((rest, value))
        for longest_first in self._by_first.values():
            longest_first.sort(key=lambda entry: -len(entry[0]))

    def get(self, phrase: str) -> T | None:
        """Return the meaning of exactly `phrase`."""
        return self._exact.get(phrase)

    def find(self, words: Words) -> Iterator[Found[T]]:
        """Yield the phrases among `words` from left to right, the longest at each place, none overlapping."""
        reached = 0
        for position, word in enumerate(words.bare):
            if position >= reached and word in self._by_first:
                found = self._at(words, position)
                if found is not None:
                    yield found
                    reached = found.last

    def _at(self, words: Words, first: int) -> Found[T] | None:
        for rest, value in self._by_first[words.bare[first]]:
            last = first + 1 + len(rest)
            if words.bare[first + 1 : last] == rest and all(map(words.joined, range(first, last - 1))):
                return Found(first, last, value)
        return None
