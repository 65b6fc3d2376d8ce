"""Small means to write long patterns as tables of words."""

from __future__ import annotations

import re
from collections.abc import Iterator


def any_of(*rows: str) -> str:
    """Return a pattern for any of the words in `rows`, which are parted by spaces; `_` is a space within a word.

    A word may be a pattern itself. Longer words come first, so that none hides behind its own beginning.
    """
    words = dict.fromkeys(word.replace("_", " ") for row in rows for word in row.split())
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


def windows(text: str, needle: re.Pattern[str], before: int, after: int) -> Iterator[tuple[int, int]]:
    """Yield the places around each `needle` in `text`, grown to whole words, those that overlap made one."""
    start = end = -1
    for match in needle.finditer(text):
        if match.start() - before <= end:
            end = match.end() + after
            continue
        if end >= 0:
            yield _whole_words(text, start, end)
        start, end = match.start() - before, match.end() + after
    if end >= 0:
        yield _whole_words(text, start, end)


_LONGEST_WORD = 40


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Move both ends outwards to the next white space, if it is near."""
    start, end = max(0, start), min(len(text), end)
    floor, ceiling = max(0, start - _LONGEST_WORD), min(len(text), end + _LONGEST_WORD)
    while start > floor and not text[start - 1].isspace():
        start -= 1
    while end < ceiling and not text[end].isspace():
        end += 1
    return start, end
