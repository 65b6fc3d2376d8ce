"""A demo province linked night by night, as in use, and all at once: how well the two answers agree.

Every night's readings and sightings are written to a store of its own and linked by `adwatch resolve`; after the last
night all is linked anew, by the weights that were kept and by weights learned anew.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import insert, select

from adwatch.clean.advert import clean_advert
from adwatch.domain.sealed import Sighting
from adwatch.jobs.init import make_deployment
from adwatch.jobs.office import Office, open_office
from adwatch.jobs.resolving import resolve
from adwatch.resolve.incremental import pair_agreement
from adwatch.store import linking, tables
from adwatch.store.adverts import ReadAdvert, write_readings, write_sightings
from benchmarks.linkage.corpora import EPOCH, demo_versions
from benchmarks.linkage.scores import score_labels
from benchmarks.linkage.sections import Section, share
from benchmarks.linkage.workers import Workers

SEEDS = (101, 102)
QUICK_STEP = 14
"""Nights that are linked together in a quick run."""
VERSION, POSTING, ADVERTISER, NETWORK = range(4)
COLUMNS = (
    *("seed", "nights at once", "versions", "full runs", "postings agree", "advertisers agree", "networks agree"),
    *("F1 by night", "F1 at once", "F1 at once, trained anew"),
)
NOTES = (
    "Agreement: F1 over pairs of adverts, of the answer after the last night and of `adwatch resolve --full` after it. "
    "`full runs`: how often the store had grown by a quarter, so that all was linked anew by itself.",
)


@dataclass(frozen=True, slots=True)
class Nights:
    """A province, a few nights at a time, and how the answers agree."""

    seed: int
    step: int
    versions: int
    full_runs: int
    agreement: tuple[float, float, float]
    by_night: float
    at_once: float
    trained: float


def run_nights(workers: Workers, *, quick: bool) -> Section:
    """Every seed, a night at a time; one seed and a fortnight at a time where the run is to be quick."""
    cases = [(SEEDS[0], QUICK_STEP)] if quick else [(seed, 1) for seed in SEEDS]
    rows = [
        [
            *(str(one.seed), str(one.step), f"{one.versions:,}", str(one.full_runs)),
            *(f"{value:.4f}" for value in one.agreement),
            *(share(value) for value in (one.by_night, one.at_once, one.trained)),
        ]
        for one in workers.map(link_nights, cases)
    ]
    return Section("Night by night, and all at once", COLUMNS, rows, NOTES)


def link_nights(case: tuple[int, int]) -> Nights:
    """Link the province of a seed, so many nights at a time, and then all at once."""
    seed, step = case
    with tempfile.TemporaryDirectory() as folder:
        make_deployment(Path(folder) / "home", invented=True)
        with open_office(Path(folder) / "home") as office:
            filling = _Filling.of(office, seed)
            full_runs = sum(filling.fill(office, start, step) for start in range(filling.first, filling.last + 1, step))
            before = _answers(office)
            resolve(office, full=True)
            after = _answers(office)
            resolve(office, train=True)
            trained = _answers(office)
    truth = [filling.truth[version] for version in before[:, VERSION].tolist()]
    return Nights(
        seed,
        step,
        len(before),
        full_runs,
        (
            pair_agreement(before[:, POSTING], after[:, POSTING]),
            pair_agreement(before[:, ADVERTISER], after[:, ADVERTISER]),
            pair_agreement(before[:, NETWORK], after[:, NETWORK]),
        ),
        *(score_labels(truth, answer[:, ADVERTISER]).f1 for answer in (before, after, trained)),
    )


@dataclass(frozen=True, slots=True)
class _Filling:
    """What is read and seen on each night, and whose each version is."""

    reads: dict[int, list[ReadAdvert]]
    seen: dict[int, list[Sighting]]
    boards: dict[str, int]
    truth: dict[int, str]

    @classmethod
    def of(cls, office: Office, seed: int) -> _Filling:
        reads: dict[int, list[ReadAdvert]] = defaultdict(list)
        seen: dict[int, list[Sighting]] = defaultdict(list)
        truth: dict[int, str] = {}
        for one in demo_versions(seed, photos=False):
            night = min(one.nights)
            sealed = office.sealer.seal(clean_advert(one.raw, reference=_date(night)), _date(night))
            truth.setdefault(sealed.version_id, one.advertiser)
            reads[night].append(ReadAdvert(sealed, _date(night)))
            for each in one.nights:
                seen[each].append(Sighting(sealed.advert_id, _date(each), one.municipality, sealed.version_id))
        names = sorted({read.sealed.board for some in reads.values() for read in some})
        return cls(reads, seen, _boards(office, names), truth)

    @property
    def first(self) -> int:
        return min(self.seen)

    @property
    def last(self) -> int:
        return max(self.seen)

    def fill(self, office: Office, start: int, step: int) -> bool:
        """Write and link the nights from `start` on; whether all was linked anew."""
        nights = range(start, start + step)
        with office.store.begin() as connection:
            write_readings(connection, self.boards, [one for night in nights for one in self.reads.get(night, ())])
            write_sightings(connection, [one for night in nights for one in self.seen.get(night, ())])
        return resolve(office).full


def _boards(office: Office, names: Sequence[str]) -> dict[str, int]:
    with office.store.begin() as connection:
        connection.execute(insert(tables.Board), [{"name": name, "imported": True} for name in names])
        rows = connection.execute(select(tables.Board.name, tables.Board.id))
        return {row.name: row.id for row in rows}


def _answers(office: Office) -> linking.Ids:
    with office.store.begin() as connection:
        return linking.all_answers(connection)


def _date(night: int) -> date:
    return date.fromordinal(night + EPOCH)
