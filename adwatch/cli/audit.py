"""`adwatch audit`: who looked at what and why, and whether that record still is what it was."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adwatch.cli.options import Day
from adwatch.cli.tables import make_table

if TYPE_CHECKING:
    from rich.console import Console

    from adwatch.guard.audit import AuditRecord, Verdict

audit = typer.Typer(help="The audit trail: who looked at what, and why.", no_args_is_help=True, rich_markup_mode=None)

Why = Annotated[str | None, typer.Option("--reason", help="Why you read it; it stands on the trail.", metavar="TEXT")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(audit, name="audit")


@audit.command()
def show(
    context: typer.Context,
    since: Day = None,
    until: Day = None,
    actor: Annotated[str | None, typer.Option(help="Whose lines; a person's name.", metavar="NAME")] = None,
    activity: Annotated[
        str | None, typer.Option(help="A purpose, as figures, or a part of what was done.", metavar="WORDS")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="The last so many lines.", metavar="N")] = 50,
    reason: Why = None,
    as_json: Annotated[bool, typer.Option("--json", help="In JSON, by the standard's field names.")] = False,
) -> None:
    """Show lines of the audit trail, the latest last. That you read them is a line itself."""
    from rich.console import Console

    from adwatch.jobs.audit import Asked, read_trail
    from adwatch.jobs.office import open_office

    asked = Asked(since, until, actor, activity, limit)
    with open_office(context.obj) as office:
        lines = read_trail(office, asked, reason)
    if as_json:
        typer.echo(json.dumps([line.as_json() for line in lines]))
    elif lines:
        _print_lines(Console(), lines)
    else:
        typer.echo("no line of the audit trail is like that")


@audit.command()
def verify(
    context: typer.Context,
    anchor: Annotated[
        str | None, typer.Option(help="A head noted before, as `adwatch audit head` prints it.", metavar="SEQ:HASH")
    ] = None,
    file: Annotated[Path | None, typer.Option(help="An exported trail, instead of this one.", metavar="FILE")] = None,
) -> None:
    """Say whether a line was changed, removed or moved, and which. Exit code 5 where one was.

    Lines cut from the end, or a trail that was written anew, are told by an anchor alone.
    """
    from adwatch.guard.audit import parse_head
    from adwatch.jobs.audit import verify_export, verify_trail
    from adwatch.jobs.office import open_office

    noted = parse_head(anchor) if anchor is not None else None
    with open_office(context.obj) as office:
        verdict = verify_trail(office, noted) if file is None else verify_export(file, noted)
    _require_intact(verdict)
    typer.echo(str(verdict))
    typer.echo(f"head {verdict.head}")


@audit.command()
def head(context: typer.Context) -> None:
    """Print the trail's last number and hash in one line; note it elsewhere, for `adwatch audit verify --anchor`."""
    from adwatch.jobs.audit import head_of_trail
    from adwatch.jobs.office import open_office

    with open_office(context.obj) as office:
        typer.echo(str(head_of_trail(office)))


@audit.command()
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file; - writes to standard output.")],
    reason: Why = None,
) -> None:
    """Write the whole trail as JSON Lines, with a manifest as its last line. Exit code 5 where it does not hold."""
    from adwatch.jobs.audit import export_to, export_trail
    from adwatch.jobs.office import open_office

    with open_office(context.obj) as office:
        if str(file) == "-":
            verdict = export_trail(office, sys.stdout, reason)
        else:
            verdict = export_to(office, file, reason)
            typer.echo(f"wrote {file}")
            typer.echo(f"head {verdict.head}")
    _require_intact(verdict)


def _require_intact(verdict: Verdict) -> None:
    from adwatch.errors import StoreFault

    if not verdict.intact:
        raise StoreFault(f"audit trail: {verdict}; keep this database as it is, and compare with a backup")


def _print_lines(console: Console, lines: list[AuditRecord]) -> None:
    from adwatch.cli.adverts import plain

    table = make_table("audit trail", ("line", "when", "who", "what", "why"), left=("when", "who", "what", "why"))
    for line in lines:
        what = f"{line.name}: {line.subject}" if line.subject else line.name
        why = f"{line.ground}: {line.reason}" if line.ground else line.reason
        table.add_row(str(line.seq), line.moment, plain(line.actor), plain(what), plain(why))
    console.print(table)
