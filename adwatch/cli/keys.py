"""`adwatch keys`: making, replacing and watching over the keys."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from adwatch.cli.tables import make_table

if TYPE_CHECKING:
    from adwatch.jobs.keys import KeyStatus

FEW_MONTHS = 2

keys = typer.Typer(help="The keys of a deployment.", no_args_is_help=True, rich_markup_mode=None)


class What(StrEnum):
    """What can be replaced."""

    CONTENT = "content"
    TOKEN = "token"  # noqa: S105 - the name of a purpose
    AUDIT = "audit"
    MASTER = "master"


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(keys, name="keys")


@keys.command()
def init(context: typer.Context) -> None:
    """Make the key file, or wrap the keys of one that has no master key yet. No key is lost by it."""
    from adwatch.jobs.keys import init_keys
    from adwatch.jobs.office import open_office

    with open_office(context.obj) as office:
        changed, path = init_keys(office), office.deployment.keys_file
    if changed:
        typer.echo(f"{path} has a master key, and a content key for every month of a year")
        typer.echo("back it up anew, apart from the database")
    else:
        typer.echo(f"{path} has all its keys; nothing was changed")


@keys.command()
def rotate(
    context: typer.Context,
    what: Annotated[What, typer.Argument(help="Which key.")],
    reason: Annotated[str, typer.Option(help="Why; it stands on the audit trail.", metavar="TEXT")],
) -> None:
    """Put a new key in the place of the one in use. What runs keeps the key it has; new work takes the new one.

    After a token key is replaced adverts compare under the old one for as long as the mandate keeps tokens; then it is
    destroyed. Keys of the standing lists and of text signatures are not replaced.
    """
    from adwatch.jobs.keys import Rotated, token_end
    from adwatch.jobs.keys import rotate as replace
    from adwatch.jobs.office import open_office

    with open_office(context.obj) as office:
        replace(office, Rotated(what.value), reason)
        if what is What.TOKEN:
            from adwatch.guard.keys import KeyPurpose

            old = office.keyring.all_of(KeyPurpose.TOKEN)[-1]
            typer.echo(
                f"adverts have tokens under both keys until {token_end(office, old)}; then {old.id} is destroyed"
            )
    typer.echo(f"the {what.value} key is replaced; back the key file up anew, apart from the database")


@keys.command()
def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="In JSON, for machines.")] = False,
) -> None:
    """Say of every key what it does, how much it made, and when it is destroyed; never the key itself.

    Exit code 6 where one is lost that the database names.
    """
    from adwatch.errors import KeyFault
    from adwatch.jobs.keys import Standing, months_left
    from adwatch.jobs.keys import status as all_keys
    from adwatch.jobs.office import open_office

    with open_office(context.obj) as office:
        found, left = all_keys(office), months_left(office.keyring, office.today)
        source = office.keyring.source
    if as_json:
        typer.echo(json.dumps([each.as_json() for each in found]))
    else:
        _print(found, source)
    if left is None:
        typer.echo("adwatch: content has one key for all time; `adwatch keys init` gives every month its own", err=True)
    elif left < FEW_MONTHS:
        typer.echo(f"adwatch: content keys for {left} months to come; `adwatch keys init` makes more", err=True)
    if lost := [each for each in found if each.standing is Standing.LOST]:
        told = ", ".join(f"{each.id} (made {each.made})" for each in lost)
        raise KeyFault(f"{source}: lost: {told}; restore the key file from its backup")


def _print(found: list[KeyStatus], source: str) -> None:
    from rich.console import Console

    from adwatch.jobs.keys import Standing

    columns = ("key", "id", "is", "made", "destroyed from")
    table = make_table(f"keys from {source}", columns, left=("key", "id", "is"), whole=("key", "id", "destroyed from"))
    ahead = [each for each in found if each.standing is Standing.AHEAD]
    for each in found:
        if each in ahead:
            continue
        month = f" {each.period:%Y-%m}" if each.period else ""
        made = "-" if each.made is None else str(each.made)
        table.add_row(f"{each.purpose}{month}", each.id, each.standing.value, made, str(each.goes or "-"))
    console = Console()
    console.print(table)
    if ahead:
        last = max(each.period for each in ahead if each.period)
        console.print(f"and {len(ahead)} content keys for the months to {last:%Y-%m}", highlight=False)
