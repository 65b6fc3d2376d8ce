"""The template behind a set of texts: the words that they share, and slots where each writes its own.

The idea is InfoShield's (Lee et al. 2021): many adverts of one hand are one text with a few words changed. The text
most like the others is the first consensus; every text is aligned to it word by word (a longest common subsequence),
what too few of them share is dropped, and the texts are aligned anew until the consensus holds. Between two words of
it stands a slot, if texts differ there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rapidfuzz.distance import Indel, LCSseq

MOST_TEXTS = 200
"""Texts that are aligned; of more the first count, which bounds the time."""
MOST_WORDS = 2_000
"""Words of a text that are aligned, for the same reason."""
COMPARED = 12
"""Texts, spread over all, with which each is compared to find the one in the middle."""
ALIKE = 0.4
"""Share of words (twice the common ones, of both texts') from which a text may be of one template with another; set:
below, what two texts of one language share is the language."""
SHARED = 0.8
"""Share of its texts that have a word of the template, where it stands."""
FILLED = 0.2
"""Share of texts that must write something between two words of the template to make it a slot: fewer is a slip."""
FEWEST_WORDS = 5
"""With fewer words in common there is no template to speak of."""
ROUNDS = 6
FRUITLESS = 24
"""Texts in a row that nobody follows after which no more are tried: they come in order of how much they are like all
others."""

_Words: TypeAlias = str
"""A text with one character per word, which is what the alignment is quickest with."""
_Path: TypeAlias = list[int]
"""For each word of the consensus its place in a text, -1 where the text lacks it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place where texts differ: what stands there in how many of them, the commonest first; "" is nothing."""

    fillings: tuple[tuple[str, int], ...]

    def show(self, most: int = 2) -> str:
        """The first few fillings: `Anna | Bella | …`."""
        shown = [filling or "–" for filling, _ in self.fillings[:most]]
        return " | ".join([*shown, *(["…"] if len(self.fillings) > most else [])])


@dataclass(frozen=True, slots=True)
class Template:
    """Words that `texts` (numbers of those given) share, and the slots between them, in the order of reading."""

    parts: tuple[str | Slot, ...]
    texts: tuple[int, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words that are the same in all."""
        return tuple(part for part in self.parts if isinstance(part, str))

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Where texts differ."""
        return tuple(part for part in self.parts if isinstance(part, Slot))

    def show(self, fillings: int = 2) -> str:
        """One line, of each slot the first few fillings: `Hallo ik ben [Anna | Bella | …] uit Assen`."""
        return " ".join(part if isinstance(part, str) else f"[{part.show(fillings)}]" for part in self.parts)


def find_templates(texts: Sequence[str]) -> tuple[Template, ...]:
    """The templates that two or more of the texts follow, the one with most texts first; a text follows one alone."""
    written = [text.split()[:MOST_WORDS] for text in texts[:MOST_TEXTS]]
    numbers: dict[str, int] = {}
    coded = ["".join(chr(numbers.setdefault(fold_word(word), len(numbers))) for word in words) for words in written]
    left = _from_the_middle(coded)
    found: list[Template] = []
    tried = 0
    while len(left) > 1 and tried < FRUITLESS:
        centre = left[0]
        tried += 1
        family = [text for text in left if text == centre or _alike(coded[centre], coded[text]) >= ALIKE]
        template = _align(written, coded, centre, family)
        if template is not None:
            found.append(template)
            tried = 0
        followed = {centre, *(template.texts if template else ())}
        left = [text for text in left if text not in followed]
    return tuple(sorted(found, key=lambda template: (-len(template.texts), template.texts)))


def fold_word(word: str) -> str:
    """A word as it is compared: without case and the signs around it."""
    return "".join(filter(str.isalnum, word.casefold())) or word


def _from_the_middle(coded: Sequence[_Words]) -> list[int]:
    """The texts that are long enough, the one most like a sample of the others first."""
    long = [text for text, words in enumerate(coded) if len(words) >= FEWEST_WORDS]
    sample = long[:: max(1, len(long) // COMPARED)]
    likeness = {text: sum(_alike(coded[text], coded[other]) for other in sample) for text in long}
    return sorted(long, key=lambda text: (-likeness[text], text))


def _alike(one: _Words, other: _Words) -> float:
    return float(Indel.normalized_similarity(one, other))


def _align(
    written: Sequence[Sequence[str]], coded: Sequence[_Words], centre: int, family: Sequence[int]
) -> Template | None:
    """The template of a family; None where it shares too little, or consists of one text."""
    consensus, texts = coded[centre], list(family)
    paths: dict[int, _Path] = {}
    for _ in range(ROUNDS):
        paths = {text: _path(consensus, coded[text]) for text in texts}
        least = SHARED * len(texts)
        have = [sum(path[place] >= 0 for path in paths.values()) for place in range(len(consensus))]
        kept = [place for place in range(len(consensus)) if have[place] >= least]
        follow = [text for text, path in paths.items() if sum(path[p] >= 0 for p in kept) >= SHARED * len(kept)]
        if len(kept) < FEWEST_WORDS or len(follow) < 2:
            return None
        if len(kept) == len(consensus) and len(follow) == len(texts):
            break
        consensus, texts = "".join(consensus[place] for place in kept), follow
    paths = {text: _path(consensus, coded[text]) for text in texts}
    return Template(tuple(_parts(written, paths, len(consensus))), tuple(sorted(texts)))


def _path(consensus: _Words, words: _Words) -> _Path:
    path = [-1] * len(consensus)
    for block in LCSseq.opcodes(consensus, words):
        if block.tag == "equal":
            for offset in range(block.src_end - block.src_start):
                path[block.src_start + offset] = block.dest_start + offset
    return path


def _parts(written: Sequence[Sequence[str]], paths: dict[int, _Path], count: int) -> Iterator[str | Slot]:
    yield from _slot(written[text][: path[0]] for text, path in paths.items() if path[0] >= 0)
    for place in range(count):
        spelled = Counter(written[text][path[place]] for text, path in paths.items() if path[place] >= 0)
        yield min(spelled, key=lambda word: (-spelled[word], word))
        if place + 1 < count:
            ends = ((text, path[place], path[place + 1]) for text, path in paths.items())
            yield from _slot(written[text][one + 1 : other] for text, one, other in ends if one >= 0 and other >= 0)
    yield from _slot(written[text][path[-1] + 1 :] for text, path in paths.items() if path[-1] >= 0)


def _slot(fillings: Iterator[Sequence[str]]) -> Iterator[Slot]:
    """A slot, where enough texts write something there."""
    found = Counter(" ".join(words) for words in fillings)
    if found.total() and found.total() - found[""] >= FILLED * found.total():
        yield Slot(tuple(sorted((+found).items(), key=lambda one: (-one[1], one[0]))))
