"""Ten demo provinces that nobody looked at while the linkage was made: agreement, and what it does to the figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from adwatch.resolve.linkage import link
from benchmarks.linkage.corpora import demo_corpus
from benchmarks.linkage.counts import CountErrors, count_errors
from benchmarks.linkage.scores import Scores, expected_f1, score_labels
from benchmarks.linkage.sections import Section, percent, share
from benchmarks.linkage.workers import Workers

SEEDS = tuple(range(101, 111))
"""Seeds that development never used (it used 1 to 20)."""
QUICK_SEEDS = SEEDS[:3]


@dataclass(frozen=True, slots=True)
class Province:
    """One demo province, linked."""

    seed: int
    photos: bool
    rows: int
    scores: Scores
    counts: CountErrors
    expected: float | None


def link_province(case: tuple[int, bool]) -> Province:
    """Link the province of a seed, with photos or without."""
    seed, photos = case
    corpus = demo_corpus(seed, photos=photos)
    linkage = link(corpus.table)
    return Province(
        seed,
        photos,
        len(corpus),
        score_labels(corpus.truth, linkage.advertiser),
        count_errors(corpus.table.sightings, corpus.truth, linkage.advertiser),
        expected_f1(linkage),
    )


def run_seeds(workers: Workers, *, quick: bool) -> Section:
    """All seeds without photos, and with them unless the run is to be quick."""
    seeds = QUICK_SEEDS if quick else SEEDS
    cases = [(seed, photos) for photos in ((False,) if quick else (False, True)) for seed in seeds]
    provinces = workers.map(link_province, cases)
    rows = [_row(str(one.seed), [one], lambda values: values[0]) for one in provinces if not one.photos]
    for photos in sorted({one.photos for one in provinces}):
        some = [one for one in provinces if one.photos is photos]
        name = "with photos" if photos else "without photos"
        rows += [_row(f"median, {name}", some, median), _row(f"worst, {name}", some, None)]
    return Section(
        f"Seeds {seeds[0]} to {seeds[-1]} of the demo, never used in development",
        COLUMNS,
        rows,
        NOTES,
    )


COLUMNS = (
    *("seed", "adverts", "precision", "recall", "F1", "B-cubed F1", "own estimate", "advertisers off"),
    *("quarter off", "quarter bias", "quarter worst", "night off", "of a mean of"),
)
NOTES = (
    "Rows of seeds are without photos. `quarter off`: unique advertisers per municipality and quarter, the sum of "
    "absolute differences from the truth as a share of the true sum; `bias` the same with signs; `worst` the worst "
    "municipality and quarter of at least 20 advertisers. `night off`: mean absolute difference, in persons, of the "
    "count of advertisers per municipality and night. Counted over sightings without a gap, so that the linkage alone "
    "can be wrong.",
)


def _row(name: str, some: Sequence[Province], middle: Callable[[list[float]], float] | None) -> list[str]:
    """One line over some provinces: `middle` of every figure, or the worst of each."""

    def take(values: list[float], worst: Callable[[list[float]], float]) -> float:
        return (middle or worst)(values)

    own = [one.expected for one in some if one.expected is not None]
    return [
        name,
        f"{take([one.rows for one in some], max):.0f}",
        *(share(take([getattr(one.scores, key) for one in some], min)) for key in SHARES),
        share(take(own, min) if own else None),
        percent(take([one.scores.count_off for one in some], _farthest)),
        percent(take([one.counts.quarter_off for one in some], max)),
        percent(take([one.counts.quarter_bias for one in some], _farthest)),
        percent(take([one.counts.quarter_worst for one in some], max)),
        f"{take([one.counts.night_off for one in some], max):.3f}",
        f"{take([one.counts.night_mean for one in some], max):.2f}",
    ]


SHARES = ("precision", "recall", "f1", "bcubed")


def _farthest(values: list[float]) -> float:
    return max(values, key=abs)
