"""Reading the small CSV files of `adwatch/data`."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of `adwatch/data/<name>.csv`, each as column to value."""
    written = (files("adwatch") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(written.splitlines()))


@cache
def cue_words(cue: str) -> frozenset[str]:
    """Return the bare words of one row of `cues.csv`: words beside a name that tell what the name means there."""
    return frozenset(word for row in read_table("cues") if row["cue"] == cue for word in row["words"].split())
