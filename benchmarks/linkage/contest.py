"""All contenders on the same adverts, one after another, each in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.linkage.contenders import LIKENESS, adwatch, equal_number, minhash
from benchmarks.linkage.measured import Contender, Run, Source, measure
from benchmarks.linkage.scores import Scores
from benchmarks.linkage.sections import share
from benchmarks.linkage.splink_peer import PROBABILITY, splink

ADWATCH = "adwatch"
CONTENDERS: Mapping[str, Contender] = {
    ADWATCH: adwatch,
    "Splink 5": splink,
    "MinHash + equal number": minhash,
    "equal number": equal_number,
}
CHOSEN = ("", f"{PROBABILITY}", f"{LIKENESS}")
"""The clusterings that a contender is entered with; its others count in hindsight alone."""
COLUMNS = ("adverts", "contender", "F1", "B-cubed F1", "best F1 in hindsight", "seconds", "adwatch's time x", "peak MB")
NOTES = (
    "Seconds run from cleaned facts and signatures to clusters; only MinHash signs the texts itself, where there are "
    "texts. The peak is that of the whole process, the adverts in it too. Each contender runs alone, one after "
    "another, in a process of its own. Best in hindsight: the best of several thresholds, known only with the truth "
    "at hand; adwatch has none to choose.",
    "Splink: DuckDB, u by random sampling, m by EM on number, on alias and place, and on age, price and place; exact "
    "number, Jaro-Winkler alias, age, price, place, and equal bands of the text's signature; term frequencies on "
    "number, alias, price and place; clustered at 0.95. MinHash: rensa, 32 bands of 4, texts of an estimated Jaccard "
    "similarity of 0.5, and equal numbers, in connected components.",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A set of adverts to link: its name, where it comes from, and its size."""

    name: str
    source: Source
    rows: int


def contest(entries: Sequence[Entry], limit: float) -> Iterator[tuple[Entry, list[Run]]]:
    """Every contender on every entry; who could not finish one entry is not sent into a larger one."""
    out: dict[str, int] = {}
    for entry in entries:
        runs: list[Run] = []
        for name, contender in CONTENDERS.items():
            if out.get(name, entry.rows + 1) < entry.rows:
                runs.append(Run(name, entry.rows, {}, fault=f"not tried: failed with {out[name]}"))
                continue
            run = measure(name, contender, entry.source, entry.rows, limit)
            if run.fault:
                out[name] = entry.rows
            runs.append(run)
        yield entry, runs


def lines(entry: Entry, runs: Sequence[Run]) -> Iterator[list[str]]:
    """The rows of a table, one per contender."""
    own = next(run for run in runs if run.contender == ADWATCH)
    for run in runs:
        if run.fault:
            yield [entry.name, run.contender, run.fault, "–", "–", "–", "–", "–"]
            continue
        scores = chosen(run)
        best = max(one.f1 for one in run.scores.values())
        yield [
            entry.name,
            run.contender,
            share(scores.f1),
            share(scores.bcubed),
            share(best if len(run.scores) > 1 else None),
            f"{run.seconds:.1f}",
            f"{run.seconds / own.seconds:.2f}" if own.seconds else "–",
            f"{run.megabytes:.0f}",
        ]


def chosen(run: Run) -> Scores:
    """The scores of the clustering that the contender is entered with."""
    return next(run.scores[key] for key in CHOSEN if key in run.scores)
