"""Reading a labelled corpus, and measuring a reader against it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
FEWEST_CASES = 150


def cases(kind):
    """The corpus of a kind: pairs of a text and what stands in it."""
    lines = (HERE / "corpora" / f"{kind}.jsonl").read_text(encoding="utf-8").split("\n")
    return [(case["text"], case["expected"]) for case in map(json.loads, filter(None, lines))]


def one_of(value):
    """A value that a reader found, as a set; nothing where it is None."""
    return set() if value is None else {value}


def as_set(expected):
    """An expected value as a set: nothing, one thing, several, or pairs of minutes and euros."""
    if expected is None or expected == "unknown":
        return set()
    if isinstance(expected, dict):
        return {(int(minutes), euros) for minutes, euros in expected.items()}
    return set(expected) if isinstance(expected, list) else {expected}


def measure(kind, read):
    """Precision and recall of `read`, which turns a text into a set, over all values of a corpus; and what is off."""
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


def hold_floor(kind, read, capsys):
    """Print precision and recall; fail where one is below its floor, or where cases were taken away."""
    precision, recall, faults = measure(kind, read)
    floor = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))[kind]
    size = len(cases(kind))
    with capsys.disabled():
        print(f"\n{kind}: {size} cases, precision {precision:.4f}, recall {recall:.4f}")  # noqa: T201 - asked for
    assert size >= max(FEWEST_CASES, floor["cases"])
    assert precision >= floor["precision"], "\n".join(faults)
    assert recall >= floor["recall"], "\n".join(faults)
