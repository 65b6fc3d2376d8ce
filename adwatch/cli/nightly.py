"""`adwatch crawl`, `adwatch import`, `adwatch resolve`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adwatch.cli.options import Municipality, Night, Province
from adwatch.cli.tables import make_table, progress_bar

if TYPE_CHECKING:
    from adwatch.crawl.run import CrawlRun
    from adwatch.jobs.records import RecordFormat

INCOMPLETE = 4
SHOWN_FAULTS = 20


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(crawl)
    app.command(name="import")(import_)
    app.command()(resolve)


def crawl(
    context: typer.Context,
    board: Annotated[
        list[str] | None, typer.Option(help="A board by name; may be given again. All by default.")
    ] = None,
    municipality: Municipality = None,
    province: Province = None,
    night: Night = None,
    as_json: Annotated[bool, typer.Option("--json", help="Say how it went in JSON, for machines.")] = False,
) -> None:
    """Crawl tonight's adverts. Exit code 4 where some of it could not be seen.

    --night states another night, for boards on loopback alone.
    """
    from adwatch.jobs.crawling import crawl as crawl_night
    from adwatch.jobs.office import open_office

    with open_office(context.obj) as office, progress_bar("robots.txt") as show:

        def watch(runs: Sequence[CrawlRun]) -> None:
            tallies = [tally for run in runs for tally in run.tallies]
            done = sum(tally.ended for tally in tallies)
            said = f"{sum(run.pages for run in runs)} pages, {sum(run.read for run in runs)} adverts read; listings"
            show(said, done, len(tallies))

        runs = crawl_night(
            office,
            boards=tuple(board or ()),
            municipality=municipality,
            province=province,
            night=night,
            watch=watch,
        )
    if as_json:
        from adwatch.crawl.summary import summary

        typer.echo(json.dumps([summary(run) for run in runs]))
    else:
        _summary(runs)
    if any(run.outcome().value not in {"complete", "disallowed"} for run in runs):
        raise typer.Exit(INCOMPLETE)


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSONL or CSV; - reads standard input.")],
    form: Annotated[str | None, typer.Option("--format", help="jsonl or csv; else it shows by itself.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Take all records or none.")] = False,
) -> None:
    """Take in adverts noted by hand, or another system's. Exit code 2 if any record was bad; the rest goes in."""
    from adwatch.errors import BadInput
    from adwatch.jobs.importing import import_records
    from adwatch.jobs.office import open_office
    from adwatch.jobs.records import RecordFormat

    if form is not None and form not in set(RecordFormat):
        raise typer.BadParameter(f"found {form!r}, allowed: {', '.join(RecordFormat)}", param_hint="--format")
    chosen = RecordFormat(form) if form else _form_of(file)
    with open_office(context.obj) as office:
        try:
            source = nullcontext(sys.stdin.buffer) if str(file) == "-" else file.open("rb")
        except OSError as fault:
            raise BadInput(f"{file}: {fault.strerror}") from fault
        with source as stream, progress_bar("records") as show:
            result = import_records(
                office, stream, chosen, strict=strict, advance=lambda done: show(f"{done} records", done, None)
            )
    for bad in result.bad[:SHOWN_FAULTS]:
        typer.echo(f"{file}: {bad}", err=True)
    if len(result.bad) > SHOWN_FAULTS:
        typer.echo(f"{file}: and {len(result.bad) - SHOWN_FAULTS} more bad records", err=True)
    if result.unknown:
        typer.echo(f"{file}: unknown fields left out: {', '.join(sorted(result.unknown))}", err=True)
    left = "nothing was written (--strict)" if not result.written else f"{len(result.bad)} left out"
    typer.echo(f"{result.taken} records taken in, {left}")
    if result.bad:
        raise typer.Exit(BadInput.exit_code)


def resolve(
    context: typer.Context,
    full: Annotated[
        bool, typer.Option("--full", help="Link all adverts anew, and say how well the answer before agreed with it.")
    ] = False,
    train: Annotated[
        bool, typer.Option("--train", help="Link all adverts anew, by weights learned anew from them.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Say what came out in JSON, for machines.")] = False,
) -> None:
    """Link what is new or changed into unique adverts, advertisers and networks.

    All adverts are linked on the first run, and again, by weights learned anew, when there are a quarter more than when
    all were linked last. Likely false and missed links are estimated from the scores, without a label.
    """
    from adwatch.jobs.office import open_office
    from adwatch.jobs.resolving import resolve as link

    with open_office(context.obj) as office:
        result = link(office, full=full, train=train)
    if as_json:
        typer.echo(json.dumps(result.as_json()))
        return
    for warning in result.warnings:
        typer.echo(f"adwatch: {warning}", err=True)
    typer.echo(
        f"{result.versions} versions: {result.postings} unique adverts, {result.advertisers} advertisers, "
        f"{result.networks} networks ({result.merges} merges, {result.splits} splits since the last run)"
    )
    if not result.full:
        typer.echo(f"{result.new} versions new or changed, {result.linked} linked with them")
    if result.expired:
        typer.echo(f"content of {result.expired} versions has expired: names compare by token, photos by band alone")
    if result.expected:
        typer.echo(f"estimated error: {result.expected}")
    if result.earlier:
        typer.echo(f"estimated error when all were linked last: {result.earlier}")
    if result.agreement is not None:
        typer.echo(f"all linked anew; the answer before agrees with it at a pairwise F1 of {result.agreement:.4f}")
    typer.echo(f"weights {result.weights}")


def _form_of(file: Path) -> RecordFormat | None:
    from adwatch.jobs.records import RecordFormat

    return {".csv": RecordFormat.CSV, ".jsonl": RecordFormat.JSONL, ".ndjson": RecordFormat.JSONL}.get(
        file.suffix.lower()
    )


def _summary(runs: list[CrawlRun]) -> None:
    from collections import Counter

    from rich.console import Console

    console = Console()
    columns = ("board", "read", "adverts", "requests", "not seen, and why")
    table = make_table(f"night {runs[0].night}", columns, left=["board", "read", "not seen, and why"])
    for run in runs:
        rows = run.coverage()
        statuses = Counter(row.status.value for row in rows)
        reasons = Counter(f"{row.status.value}: {row.reason}" for row in rows if row.reason)
        table.add_row(
            run.board,
            ", ".join(f"{count} {status}" for status, count in sorted(statuses.items())),
            str(sum(row.adverts for row in rows)),
            str(run.requests),
            "\n".join(f"{reason} ({count} municipalities)" for reason, count in reasons.most_common(3)),
        )
    console.print(table)
    for run in runs:
        for finding in run.findings:
            console.print(f"{run.board}: {finding.kind}: {finding.said}", highlight=False)
