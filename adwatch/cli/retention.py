"""`adwatch retention`: deleting what has expired, and saying what is kept until when."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from adwatch.cli.options import Today
from adwatch.cli.tables import make_table, progress_bar

if TYPE_CHECKING:
    from adwatch.jobs.retention import Kept, RetentionRun

INCOMPLETE = 4

retention = typer.Typer(help="What is kept, and until when.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(retention, name="retention")


@retention.command()
def run(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be deleted, and delete nothing.")] = False,
    today: Today = None,
) -> None:
    """Delete what has expired, by the days in the mandate; it goes on when the mandate has ended.

    --today states another day than this; a later one only with --dry-run. Figures of months whose sightings are about
    to expire are kept. Exit code 4 where others were at work in the database, so that its files still hold what was
    deleted.
    """
    from adwatch.jobs.office import open_office
    from adwatch.jobs.retention import run as delete

    with open_office(context.obj) as office, progress_bar("retention") as show:
        result = delete(office, today=today, dry_run=dry_run, watch=show)
    _print_run(result, dry_run=dry_run)
    if result.compacted is False:
        raise typer.Exit(INCOMPLETE)


@retention.command()
def report(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="In JSON, for machines.")] = False,
) -> None:
    """Say of each class how long it is kept, how much there is and is due, and when it was looked through last."""
    from adwatch.jobs.office import open_office
    from adwatch.jobs.retention import report as classes

    with open_office(context.obj) as office:
        found = classes(office)
    if as_json:
        typer.echo(json.dumps([each.as_json() for each in found]))
    else:
        _print_report(found)


def _print_run(result: RetentionRun, *, dry_run: bool) -> None:
    verb = "would be deleted" if dry_run else "deleted"
    for each in result.deleted:
        typer.echo(f"{each.kept.value:10} {each.count} {each.unit} {verb} (from before {each.before})")
    for key in result.keys.keys:
        typer.echo(f"key {key.id} ({key.purpose}) destroyed: nothing is left that it was needed for")
    for key in result.keys.left:
        typer.echo(
            f"adwatch: key {key.id} ({key.purpose}) is not needed any more; take it out of the environment", err=True
        )
    if result.unlinked:
        typer.echo(
            f"adwatch: {result.unlinked} sightings were not linked; figures of closed months do not count them. Run "
            "`adwatch resolve` before `adwatch retention run`",
            err=True,
        )
    if result.compacted is False:
        typer.echo(
            "adwatch: others are at work in the database, so its files still hold what was deleted; the next run "
            "clears them",
            err=True,
        )


def _print_report(found: list[Kept]) -> None:
    from rich.console import Console

    columns = ("class", "days", "rows", "oldest", "due", "in 30 days", "last run")
    table = make_table(
        "kept by the mandate's days; due: now, and in the 30 days after",
        columns,
        left=("class",),
        whole=("class", "days", "oldest", "last run"),
    )
    for each in found:
        standing = each.standing
        table.add_row(
            each.kept.value,
            "-" if each.days is None else str(each.days),
            str(standing.rows) if standing else "-",
            str(standing.oldest) if standing and standing.oldest else "-",
            str(standing.due) if standing else "-",
            str(each.soon) if standing else "-",
            each.mark.ran_at.date().isoformat() if each.mark else "never" if standing and not each.note else "-",
        )
    console = Console()
    console.print(table)
    for each in found:
        said = "; ".join(filter(None, (f"clock from {each.starts}", each.note)))
        console.print(f"{each.kept.value}: {said}", highlight=False)
