"""The main job on the demo province: every night crawled, adverts linked, figures set beside the truth."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from adwatch.crawl.browser import browser_fault
from adwatch.crawl.loop import run_until_complete
from adwatch.demo.boards import BOARDS
from adwatch.demo.province import FIRST, LAST, DemoProvince
from adwatch.demo.serve.process import ServedBoards
from adwatch.demo.tables import towns
from adwatch.demo.truth import TrueFigures, Truth
from adwatch.domain.coverage import CoverageStatus
from adwatch.domain.figures import PeriodFigure
from adwatch.domain.nights import nights
from adwatch.jobs import crawling, evaluating, figures, resolving
from adwatch.jobs.init import make_deployment
from adwatch.jobs.linkage_result import ResolveResult
from adwatch.jobs.office import Office, open_office
from adwatch.resolve.evaluation import Evaluation
from adwatch.specs.bundled import bundled
from adwatch.store.boards import crawled_coverage
from adwatch.store.watch import findings_between

HOME_LINE = re.compile(r"^home:.*$", re.MULTILINE)
AREAS = (("Assen", None), (None, "Drenthe"))
SOUTH_AMERICA = "South America"


@dataclass(frozen=True, slots=True)
class AreaResult:
    """One area: what adwatch measured, and what was true of all adverts and of those on boards that could be read.

    `shown_least` and `shown_greatest` are taken over the nights that adwatch counts as covered.
    """

    figure: PeriodFigure
    true: TrueFigures
    shown: TrueFigures
    shown_least: int
    shown_greatest: int

    @property
    def south_american_share(self) -> float:
        """The measured share of unique adverts by people advertised as South American, unknown in the denominator."""
        return sum(row.share_adverts or 0.0 for row in self.figure.origin if row.region == SOUTH_AMERICA)


@dataclass(frozen=True, slots=True)
class DemoResult:
    """All that the demo prints at its end. Times are seconds."""

    first: date
    last: date
    areas: tuple[AreaResult, ...]
    linked: ResolveResult
    evaluation: Evaluation
    requests: int
    """As the boards counted them: listings and adverts' pages."""
    robots_requests: int
    inner_requests: int
    """What pages loaded by themselves in the browser: scripts, styles, data."""
    least_requests: int
    pages: int
    adverts_read: int
    crawl_seconds: float
    wall_seconds: float
    incomplete: tuple[tuple[date, str, str], ...]
    noticed: tuple[tuple[date, str, str], ...]
    """What the crawl noticed about a board itself, night by night."""


@dataclass(slots=True)
class _Counts:
    requests: int = 0
    robots: int = 0
    inner: int = 0
    least: int = 0
    pages: int = 0
    read: int = 0


def run_demo(
    home: Path,
    seed: int,
    count: int | None,
    advance: Callable[[date, int, int], None],
    *,
    photos: bool = False,
) -> DemoResult:
    """Crawl `count` nights (all by default) of the province of `seed` into a new deployment in `home`.

    `advance` is told the night just crawled, its number and how many there are. With `photos` the mandate allows
    fingerprints of images, which one board's specification asks for.
    """
    started = time.monotonic()
    last = LAST if count is None else min(LAST, FIRST + timedelta(days=count - 1))
    make_deployment(home, invented=True)
    if not photos:
        forbid_fingerprints(home)
    names = {code: town.name for code, town in towns().items()}
    counts = _Counts()
    with ServedBoards(names, FIRST, kwargs={"seed": seed}) as served, open_office(home) as office:
        write_boards(home, served.urls)
        crawl_started = time.monotonic()
        for number, night in enumerate(nights(FIRST, last), start=1):
            served.show(night)
            for run in crawling.crawl(office, night=night):
                counts.least += run.least_requests
                counts.pages += run.pages
                counts.read += run.read
            advance(night, number, (last - FIRST).days + 1)
        crawl_seconds = time.monotonic() - crawl_started
        served_kinds = list(served.served().values())
        counts.inner = sum(kinds["other"] for kinds in served_kinds)
        counts.robots = sum(kinds["robots"] for kinds in served_kinds)
        counts.requests = sum(kinds["listing"] + kinds["detail"] for kinds in served_kinds)
        linked = resolving.resolve(office)
        truth = Truth(DemoProvince(seed))
        truth_file = home / "truth.csv"
        truth.write_csv(truth_file)
        return DemoResult(
            first=FIRST,
            last=last,
            areas=tuple(_compare(office, truth, municipality, province, last) for municipality, province in AREAS),
            linked=linked,
            evaluation=evaluating.evaluate_truth(office, truth_file).evaluation,
            requests=counts.requests,
            robots_requests=counts.robots,
            inner_requests=counts.inner,
            least_requests=counts.least,
            pages=counts.pages,
            adverts_read=counts.read,
            crawl_seconds=crawl_seconds,
            wall_seconds=time.monotonic() - started,
            incomplete=_incomplete(office),
            noticed=_noticed(office, last),
        )


def missing_browser() -> str | None:
    """Why boards that need a browser can't be read on this machine, in one line, or None where they can."""
    return run_until_complete(browser_fault())


def forbid_fingerprints(home: Path) -> None:
    """Take the leave for fingerprints of images out of a deployment's mandate."""
    mandate = home / "config" / "mandate.toml"
    mandate.write_text(mandate.read_text(encoding="utf-8").replace('"photo_fingerprints", ', ""), encoding="utf-8")


def _noticed(office: Office, last: date) -> tuple[tuple[date, str, str], ...]:
    with office.store.begin() as connection:
        found = findings_between(connection, FIRST, last)
    return tuple((night, board, f"{finding.kind}: {finding.said}") for night, board, finding in found)


def write_boards(home: Path, urls: dict[str, str]) -> None:
    """Put the demo boards' specifications into a deployment, each with the address at which it is served now."""
    folder = home / "config" / "boards"
    for name, url in urls.items():
        source = bundled("config") / "boards" / f"{name}.yml"
        target = folder / source.name
        shutil.copyfile(source, target)
        target.write_text(HOME_LINE.sub(f"home: {url}", target.read_text(encoding="utf-8")), encoding="utf-8")


def _compare(office: Office, truth: Truth, municipality: str | None, province: str | None, last: date) -> AreaResult:
    area = figures.area_named(municipality, province)
    figure = figures.figures_of_period(office, area, FIRST, last)
    by_night = figures.figures_by_night(office, area, FIRST, last)
    covered = [row.night for row in by_night if row.advertisers is not None]
    with office.store.begin() as connection:
        read = {
            (row.board, row.municipality, row.night)
            for row in crawled_coverage(connection)
            if row.status is CoverageStatus.COMPLETE
        }
    shown = truth.figures(area.municipalities, FIRST, last, lambda *cell: cell in read)
    on_covered = [shown.per_night.get(night, 0) for night in covered] or [0]
    true = truth.figures(area.municipalities, FIRST, last)
    return AreaResult(figure, true, shown, min(on_covered), max(on_covered))


def _incomplete(office: Office) -> tuple[tuple[date, str, str], ...]:
    """Each night and board that was not read completely, with the first reason given."""
    found: dict[tuple[date, str], str] = {}
    with office.store.begin() as connection:
        for row in crawled_coverage(connection):
            if row.status not in {CoverageStatus.COMPLETE, CoverageStatus.DISALLOWED}:
                found.setdefault((row.night, row.board), row.reason or row.status.value)
    return tuple((night, board, reason) for (night, board), reason in sorted(found.items()))


def serve_demo(seed: int, night: date | None, announce: Callable[[str, dict[str, str]], None]) -> None:
    """Keep the demo boards up, to be looked at in a browser, until interrupted."""
    from adwatch.demo.serve.app import DemoBoards  # noqa: PLC0415 - the server's libraries, only where it is served
    from adwatch.demo.serve.serving import serve_forever  # noqa: PLC0415 - see above

    names = {code: town.name for code, town in towns().items()}
    boards = DemoBoards(BOARDS, DemoProvince(seed), names, night or LAST)
    serve_forever(boards, lambda addresses: announce(addresses.control, dict(addresses.boards)))
