"""Any folder of import records with their truth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from adwatch.resolve.linkage import link
from benchmarks.linkage.corpora import folder_corpus
from benchmarks.linkage.oracle import FEW_THRESHOLDS, THRESHOLDS, find_oracle
from benchmarks.linkage.scores import expected_f1, score_labels
from benchmarks.linkage.sections import Section, percent, share
from benchmarks.linkage.workers import Workers

BUNDLED = Path("../shared/data/service-adverts")
"""Adverts of another trade, beside the repository; left out where they are not there."""


def link_folder(case: tuple[Path, bool, bool]) -> list[str]:
    """One folder, linked: its line in the table."""
    folder, content, quick = case
    corpus = folder_corpus(folder, content=content)
    started = perf_counter()
    linkage = link(corpus.table)
    seconds = perf_counter() - started
    scores = score_labels(corpus.truth, linkage.advertiser)
    best = find_oracle(corpus, FEW_THRESHOLDS if quick else THRESHOLDS)
    return [
        f"{corpus.name}{'' if content else ', content expired'}",
        str(len(corpus)),
        *(share(value) for value in (scores.precision, scores.recall, scores.f1, scores.bcubed)),
        share(expected_f1(linkage)),
        share(best.f1),
        f"{best.f1 - scores.f1:+.3f}",
        percent(scores.count_off),
        f"{seconds:.1f}",
    ]


def run_folders(workers: Workers, folders: Sequence[Path], *, quick: bool) -> Section:
    """Every folder with its content and, unless the run is to be quick, as if that had expired."""
    cases = [(folder, content, quick) for folder in folders for content in ((True,) if quick else (True, False))]
    return Section(
        "Folders of import records",
        (
            *("folder", "adverts", "precision", "recall", "F1", "B-cubed F1", "own estimate", "oracle F1", "behind"),
            *("advertisers off", "link, s"),
        ),
        workers.map(link_folder, cases),
        ("The oracle is the same linkage with weights estimated from the folder's own labels; see the grid.",),
    )
