"""`adwatch demo`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adwatch.cli.options import Night
from adwatch.cli.tables import make_table, progress_bar

if TYPE_CHECKING:
    from rich.console import Console

    from adwatch.demo.run import AreaResult, DemoResult


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(demo)


def demo(
    nights: Annotated[int | None, typer.Option(min=1, help="How many nights; all 457 by default.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Another seed gives another province.")] = 1,
    keep: Annotated[Path | None, typer.Option(help="Keep the deployment in this new folder.", metavar="DIR")] = None,
    photos: Annotated[
        bool, typer.Option("--photos", help="With a mandate that allows fingerprints of images.")
    ] = False,
    serve: Annotated[bool, typer.Option("--serve", help="Only keep the boards up, to look at in a browser.")] = False,
    night: Night = None,
) -> None:
    """Crawl the demo province, an invented one, night after night; print what came out beside the truth."""
    from tempfile import TemporaryDirectory

    from rich.console import Console

    from adwatch.demo.run import missing_browser, run_demo, serve_demo

    console = Console()
    if serve:
        serve_demo(seed, night, lambda control, boards: _announce(console, control, boards))
        return
    if fault := missing_browser():
        console.print(f"etalagevoorbeeld needs a browser and stays unread: {fault}", highlight=False)
    with TemporaryDirectory(prefix="adwatch-demo-") as scratch:
        home = keep or Path(scratch) / "demo"
        result = _with_progress(console, lambda advance: run_demo(home, seed, nights, advance, photos=photos))
    print_result(console, result)
    if keep:
        console.print(
            f"kept: adwatch --home {keep} figures --municipality Assen --from {result.first} --to {result.last}"
        )


def _with_progress(console: Console, work: Callable[[Callable[[date, int, int], None]], DemoResult]) -> DemoResult:
    with progress_bar("starting the boards", console) as show:

        def advance(night: date, number: int, total: int) -> None:
            show(f"night {night}" if number < total else "linking", number, total)

        return work(advance)


def print_result(console: Console, result: DemoResult) -> None:
    """Print what was measured beside what is true."""
    for area in result.areas:
        title = f"{area.figure.name}, {result.first} to {result.last}"
        table = make_table(title, ("", "measured", "shown by readable boards", "all there was"), left=[""])
        for row in _rows(area):
            table.add_row(*row)
        console.print(table)
    pairs = result.evaluation
    console.print(f"linkage: pairwise F1 {pairs.pairs.f1:.4f}, B-cubed F1 {pairs.bcubed.f1:.4f}", highlight=False)
    if result.linked.expected:
        console.print(f"its own estimate, without a label: {result.linked.expected}", highlight=False)
    excess = result.requests / max(1, result.least_requests)
    with_robots = (result.requests + result.robots_requests) / max(1, result.least_requests)
    console.print(
        f"requests: {result.requests} for pages, {result.least_requests} the least possible ({excess:.3f} times), and "
        f"{result.robots_requests} for robots.txt ({with_robots:.3f} times with them); {result.adverts_read} adverts "
        f"read; {result.inner_requests} more made by pages in the browser",
        highlight=False,
    )
    rate = result.pages / max(0.001, result.crawl_seconds)
    console.print(
        f"{result.pages} pages in {result.crawl_seconds:.0f} s ({rate:.0f}/s); {result.wall_seconds:.0f} s in all",
        highlight=False,
    )
    if result.incomplete:
        console.print("not read completely:", highlight=False)
        for night, board, reason in result.incomplete:
            console.print(f"  {night} {board}: {reason}", highlight=False)

    if result.noticed:
        console.print("noticed about the boards themselves:", highlight=False)
        for night, board, said in result.noticed:
            console.print(f"  {night} {board}: {said}", highlight=False)


def _rows(area: AreaResult) -> list[tuple[str, str, str, str]]:
    figure, shown, true = area.figure, area.shown, area.true
    spread = figure.advertisers_per_night
    return [
        ("unique adverts", str(figure.unique_adverts), str(shown.unique_adverts), str(true.unique_adverts)),
        (
            "unique advertisers",
            str(figure.unique_advertisers),
            str(shown.unique_advertisers),
            str(true.unique_advertisers),
        ),
        ("least advertisers a night", str(spread.min), str(area.shown_least), str(true.least)),
        ("greatest advertisers a night", str(spread.max), str(area.shown_greatest), str(true.greatest)),
        (
            "South American share of adverts",
            f"{area.south_american_share:.1%}",
            f"{shown.south_american_share:.1%}",
            f"{true.south_american_share:.1%}",
        ),
        ("nights covered", f"{figure.nights_covered} of {figure.nights}", "", ""),
    ]


def _announce(console: Console, control: str, boards: dict[str, str]) -> None:
    console.print(f"choose a night at {control}", highlight=False)
    for name, url in boards.items():
        console.print(f"  {name}: {url}", highlight=False)
    console.print("Ctrl-C ends it", highlight=False)
