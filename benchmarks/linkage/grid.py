"""The demo under other habits, one turned at a time, and one province in which nearly everything is hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from adwatch.demo.noise import HABITS, Habits
from adwatch.resolve.linkage import link
from benchmarks.linkage.corpora import Corpus, demo_corpus
from benchmarks.linkage.oracle import FEW_THRESHOLDS, THRESHOLDS, Oracle, find_oracle
from benchmarks.linkage.scores import Scores, expected_f1, mean_scores, score_labels
from benchmarks.linkage.sections import Section, percent, share
from benchmarks.linkage.workers import Workers

SEEDS = (201,)
"""Seeds that development never used (it used 1 to 20); a cell has some nine thousand adverts, so one says enough."""
BEHIND = 0.05
"""By how much a cell may stay behind its oracle."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One province of other habits; `quick` ones are run even when the run is to be quick."""

    name: str
    habits: Habits
    photos: bool = False
    content: bool = True
    quick: bool = False


CELLS = (
    Cell("as it comes (number_missing 0.1, copied_text 0.04)", HABITS),
    Cell("numbers missing 0 % (number_missing 0)", replace(HABITS, number_missing=0.0)),
    Cell("numbers missing 30 % (number_missing 0.3)", replace(HABITS, number_missing=0.3)),
    Cell("numbers missing 60 % (number_missing 0.6)", replace(HABITS, number_missing=0.6), quick=True),
    Cell("copied text 0 % (copied_text 0)", replace(HABITS, copied_text=0.0)),
    Cell("copied text 10 % (copied_text 0.1)", replace(HABITS, copied_text=0.1)),
    Cell("copied text 30 % (copied_text 0.3)", replace(HABITS, copied_text=0.3), quick=True),
    Cell(
        "strangers' numbers 0 % (number_reissued 0, friend_lends 0)",
        replace(HABITS, number_reissued=0.0, friend_lends=0.0),
    ),
    Cell("strangers' numbers 5 % (number_reissued 0.1)", replace(HABITS, number_reissued=0.1), quick=True),
    Cell("no typing slips (slips 0)", replace(HABITS, slips=0.0)),
    Cell("slips in 5 % of words (slips 1, slip_rate 0.01)", replace(HABITS, slips=1.0, slip_rate=0.01)),
    Cell("slips in 5 % of letters (slips 1, slip_rate 0.042)", replace(HABITS, slips=1.0, slip_rate=0.042)),
    Cell("short texts only (short_text 1)", replace(HABITS, short_text=1.0)),
    Cell("long texts only (short_text 0)", replace(HABITS, short_text=0.0)),
    Cell("English only (english_only 1)", replace(HABITS, english_only=1.0)),
    Cell("with photos", HABITS, photos=True),
    Cell("content expired: tokens and signatures alone", HABITS, content=False),
    Cell(
        "hard: numbers, names, ages, prices missing 80 %, texts copied 40 %",
        replace(
            HABITS,
            number_missing=0.8,
            alias_missing=0.8,
            age_missing=0.8,
            price_missing=0.8,
            price_text=0.1,
            copied_text=0.4,
        ),
        quick=True,
    ),
)
NETWORK_PARTS = {"r": 4, "a": 2, "c": 2, "t": 2}
"""How many parts of a person's key name her network, by its first part."""
NOTES = (
    "Habits are fields of `adwatch.demo.noise.Habits`; what a cell does not name is as in the default. `no number` and "
    "`shared` are counted in the province as drawn: adverts without a number, and advertisers who carry a number that "
    "somebody outside their network carries, too.",
    "Oracle: the same candidates, comparisons and clustering, with weights from the cell's own labels and the "
    "threshold best in hindsight; the best of three sets of weights: the set table, that table with name, age, "
    "price, languages, persons and place weighed by the labels, and what adwatch's own learning gives when every "
    "answer is known. A cell "
    f"more than {BEHIND} behind its oracle is marked *.",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One cell with one seed, linked."""

    scores: Scores
    expected: float | None
    oracle: Oracle
    rows: int
    no_number: float
    shared: float


def link_cell(case: tuple[Cell, int, bool]) -> Answer:
    """Draw the province of a cell and a seed, link it, and ask the oracle."""
    cell, seed, quick = case
    corpus = demo_corpus(seed, cell.habits, photos=cell.photos, content=cell.content)
    linkage = link(corpus.table)
    return Answer(
        score_labels(corpus.truth, linkage.advertiser),
        expected_f1(linkage),
        find_oracle(corpus, FEW_THRESHOLDS if quick else THRESHOLDS),
        len(corpus),
        fmean(not advert.phones for advert in corpus.adverts),
        share_of_strangers(corpus),
    )


def share_of_strangers(corpus: Corpus) -> float:
    """Advertisers who carry a number that somebody outside their network carries, too."""
    carriers: dict[str, set[str]] = {}
    for advert, person in zip(corpus.adverts, corpus.truth, strict=True):
        for phone in advert.phones:
            carriers.setdefault(phone, set()).add(person)
    strangers = {
        person
        for people in carriers.values()
        if len({network_of(person) for person in people}) > 1
        for person in people
    }
    return len(strangers) / len(set(corpus.truth))


def network_of(person: str) -> str:
    """What a person's key in the demo shares with those of her ring, agency, house, duo or party on tour."""
    parts = person.removesuffix("-alone").split("-")
    return "-".join(parts[: NETWORK_PARTS.get(parts[0], len(parts))])


def run_grid(workers: Workers, *, quick: bool) -> Section:
    """Every cell with every seed; a few cells with one seed where the run is to be quick."""
    cells = [cell for cell in CELLS if cell.quick or not quick]
    seeds = SEEDS[:1] if quick else SEEDS
    answers = iter(workers.map(link_cell, [(cell, seed, quick) for cell in cells for seed in seeds]))
    rows = [list(_line(cell, [next(answers) for _ in seeds])) for cell in cells]
    return Section(f"Other habits, mean of seeds {', '.join(map(str, seeds))}", COLUMNS, rows, NOTES)


COLUMNS = (
    *("habits", "adverts", "no number", "shared", "precision", "recall", "F1", "B-cubed F1", "own estimate"),
    *("oracle F1", "behind"),
)


def _line(cell: Cell, answers: Sequence[Answer]) -> Iterator[str]:
    scores = mean_scores(one.scores for one in answers)
    best = fmean(one.oracle.f1 for one in answers)
    own = [one.expected for one in answers if one.expected is not None]
    yield cell.name
    yield f"{fmean(one.rows for one in answers):.0f}"
    yield percent(fmean(one.no_number for one in answers))
    yield percent(fmean(one.shared for one in answers))
    yield from (share(value) for value in (scores.precision, scores.recall, scores.f1, scores.bcubed))
    yield share(fmean(own) if own else None)
    yield share(best)
    yield f"{best - scores.f1:+.3f}{'*' if best - scores.f1 > BEHIND else ''}"
