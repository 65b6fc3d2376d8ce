"""adwatch beside what one would use instead, on the same adverts in one run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks.linkage.contest import COLUMNS, NOTES, Entry, contest, lines
from benchmarks.linkage.corpora import Corpus, demo_corpus, folder_corpus
from benchmarks.linkage.facts import Facts, facts_of
from benchmarks.linkage.grid import CELLS
from benchmarks.linkage.sections import Section

SEED = 101
LIMIT = 600.0
QUICK_LIMIT = 60.0


def run_peers(folders: Sequence[Path], *, quick: bool) -> Section:
    """The demo as it comes and its hard case, and every folder; one of these where the run is to be quick."""
    corpora = [folder_corpus(folder) for folder in folders]
    if not quick:
        hard = CELLS[-1]
        corpora += [demo_corpus(SEED), _named(demo_corpus(SEED, hard.habits), f"demo {SEED}, hard")]
    elif not corpora:
        corpora = [demo_corpus(SEED)]
    entries = [Entry(f"{one.name} ({len(one)})", partial(_given, facts_of(one)), 0) for one in corpora]
    rows = [line for entry, runs in contest(entries, QUICK_LIMIT if quick else LIMIT) for line in lines(entry, runs)]
    return Section("Beside what one would use instead", COLUMNS, rows, NOTES)


def _named(corpus: Corpus, name: str) -> Corpus:
    return Corpus(name, corpus.table, corpus.truth, corpus.adverts, corpus.places)


def _given(facts: Facts) -> Facts:
    return facts
