"""Reading a labelled corpus, and measuring a reader against it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent


def cases(kind):
    """The corpus of a kind: pairs of a text and what stands in it."""
    lines = (HERE / "corpora" / f"{kind}.jsonl").read_text(encoding="utf-8").split("\n")
    return [(case["text"], case["expected"]) for case in map(json.loads, filter(None, lines))]


def measure(kind, read: Callable[[str], set]):
    """Precision and recall of `read` over a corpus whose expected values are given as sets by `read`'s own kind."""
    right = wrong = missed = 0
    faults = []
    for text, expected in cases(kind):
        wanted, found = as_set(expected), read(text)
        right, wrong, missed = right + len(found & wanted), wrong + len(found - wanted), missed + len(wanted - found)
        if found != wanted:
            faults.append(f"  {text!r}: found {sorted(found, key=str)}, expected {sorted(wanted, key=str)}")
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    return precision, recall, faults


def as_set(expected):
    """An expected value as a set: nothing, one thing, several, or pairs."""
    if expected is None or expected == "unknown":
        return set()
    if isinstance(expected, dict):
        return {(int(key), value) for key, value in expected.items()}
    return set(expected) if isinstance(expected, list) else {expected}


def hold_floor(kind, read):
    """Print precision and recall, and fail where one is below its floor or the corpus has shrunk."""
    precision, recall, faults = measure(kind, read)
    floor = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))[kind]
    size = len(cases(kind))
    print(f"\n{kind}: {size} cases, precision {precision:.4f}, recall {recall:.4f}", *faults, sep="\n")  # noqa: T201 - the figures are the point
    assert size >= max(150, floor["cases"])
    assert precision >= floor["precision"]
    assert recall >= floor["recall"]
