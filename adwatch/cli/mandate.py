"""`adwatch mandate`: what this deployment may do, and whether that is all stated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from adwatch.cli.tables import make_table

if TYPE_CHECKING:
    from adwatch.guard.mandate import Mandate

mandate = typer.Typer(help="What this deployment may do.", no_args_is_help=True, rich_markup_mode=None)

Json = Annotated[bool, typer.Option("--json", help="In JSON, for machines.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(mandate, name="mandate")


@mandate.command()
def check(context: typer.Context, as_json: Json = False) -> None:
    """Say of every statement whether it is there, and how long the mandate holds. Exit code 3 where one is lacking."""
    from rich.console import Console

    from adwatch.cli.adverts import plain
    from adwatch.guard.mandate import FAULTS
    from adwatch.jobs.office import mandate_today

    found, today = mandate_today(context.obj)
    statements, left = found.statements(today), found.days_left(today)
    if as_json:
        told = [statement.as_json() for statement in statements]
        typer.echo(json.dumps({"on": today.isoformat(), "days_left": left, "statements": told}))
    else:
        table = make_table(f"mandate on {today}", ("statement", "is", "says"), left=("statement", "is", "says"))
        for statement in statements:
            style = "red" if statement.state in FAULTS else ""
            table.add_row(statement.key, statement.state.value, plain(statement.said), style=style)
        Console().print(table)
    found.require_complete(today)
    if not as_json:
        typer.echo(f"complete; it holds for {'1 more day' if left == 1 else f'{left} more days'}{_invented(found)}")


@mandate.command()
def show(context: typer.Context, as_json: Json = False) -> None:
    """Show what the mandate says."""
    from rich.console import Console

    from adwatch.cli.adverts import plain
    from adwatch.jobs.office import mandate_today

    found, today = mandate_today(context.obj)
    if as_json:
        typer.echo(json.dumps(found.spec.model_dump(mode="json")))
        return
    console = Console()
    for statement in found.statements(today):
        console.print(plain(f"{statement.key}: {statement.said or statement.state.value}"))
    if found.invented:
        console.print("invented: yes, boards on loopback alone", highlight=False)


def _invented(found: Mandate) -> str:
    return ", for invented people and boards on loopback alone" if found.invented else ""
