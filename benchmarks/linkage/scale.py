"""Ten thousand adverts, a hundred thousand, a million: time, memory and agreement, beside the others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from math import log

from benchmarks.linkage.contest import ADWATCH, COLUMNS, Entry, contest, lines
from benchmarks.linkage.facts import drawn_facts
from benchmarks.linkage.measured import Run
from benchmarks.linkage.sections import Section

SIZES = (10_000, 100_000, 1_000_000)
QUICK_SIZES = (10_000, 30_000)
LIMIT = 600.0
QUICK_LIMIT = 30.0
SEED = 301
"""Development used no drawn adverts of this seed."""


def run_scale(*, quick: bool) -> tuple[Section, list[Run]]:
    """Every size and contender; and the runs, to be drawn."""
    sizes = QUICK_SIZES if quick else SIZES
    entries = [Entry(f"{rows:,}", partial(drawn_facts, rows, SEED), rows) for rows in sizes]
    found = list(contest(entries, QUICK_LIMIT if quick else LIMIT))
    rows = [line for entry, runs in found for line in lines(entry, runs)]
    runs = [run for _, some in found for run in some]
    return Section("Scale", COLUMNS, rows, (*growth(runs), *NOTES)), runs


def growth(runs: Sequence[Run]) -> list[str]:
    """How adwatch's time grows from each size to the next: the exponent of the number of adverts."""
    own = [run for run in runs if run.contender == ADWATCH and run.seconds]
    steps = [
        f"{small.rows:,} to {large.rows:,}: {log(large.seconds / small.seconds) / log(large.rows / small.rows):.2f}"
        for small, large in pairwise(own)
    ]
    return [f"adwatch's time grows with the number of adverts to the power of ({'; '.join(steps)})."] if steps else []


NOTES = (
    "Drawn features without texts: about four adverts per advertiser, 30 % without a number, a fifth of people with "
    "two, 2 % with a stranger's; names from a list in which some are common; texts as sets of phrases, 5 % copied, 5 % "
    "by a house's template, 15 % of adverts rewritten. A contender that did not finish a size is not sent into a "
    "larger one.",
)
