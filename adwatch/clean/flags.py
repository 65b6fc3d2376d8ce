"""Flag emoji."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_A = 0x1F1E6
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_BETWEEN = re.compile(r"[\s,/|+&·•-]*")


class Flags(NamedTuple):
    """Flags that stand side by side: their ISO 3166-1 codes, and where in the text they begin and end."""

    countries: tuple[str, ...]
    start: int
    end: int


def find_flags(plain: str) -> Iterator[Flags]:
    """Yield each cluster of flags in the normalised text `plain`."""
    cluster: list[str] = []
    start = end = 0
    for found in _FLAG.finditer(plain):
        if cluster and not _BETWEEN.fullmatch(plain, end, found.start()):
            yield Flags(tuple(cluster), start, end)
            cluster = []
        if not cluster:
            start = found.start()
        cluster.append("".join(chr(ord(sign) - _A + ord("A")) for sign in found[0]))
        end = found.end()
    if cluster:
        yield Flags(tuple(cluster), start, end)
