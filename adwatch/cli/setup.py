"""`adwatch init` and `adwatch db`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

db = typer.Typer(help="The database of a deployment.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(init)
    app.add_typer(db, name="db")


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make, or an empty one.")],
    database: Annotated[
        str | None, typer.Option(help="postgresql://… ; without it a SQLite file in the folder.", metavar="URL")
    ] = None,
    invented: Annotated[
        bool, typer.Option("--invented", help="With a mandate for invented people: all purposes, loopback only.")
    ] = False,
) -> None:
    """Make a deployment: configuration, mandate, keys and database in one folder."""
    from adwatch.jobs.init import make_deployment
    from adwatch.jobs.people import creator_of

    home = make_deployment(directory, invented=invented, database_url=database)
    typer.echo(f"made {home}")
    if creator := creator_of(home):
        roles = "every role" if invented else f"the role {', '.join(sorted(creator.roles))}"
        typer.echo(f"  you are {creator.name} here, with {roles}; name others with `adwatch user add`")
    if invented:
        typer.echo("  its mandate is for invented people: boards on loopback alone may be crawled")
    else:
        typer.echo(f"  next: fill in {home / 'config' / 'mandate.toml'} and [identity] in config/adwatch.toml")
    typer.echo(f"  keep {home / 'keys.toml'} safe and apart: without it nothing stored can be read again")


@db.command()
def upgrade(context: typer.Context) -> None:
    """Bring the database to the schema of this version; a database that is there already changes nothing."""
    from adwatch.jobs.init import prepare_store
    from adwatch.specs.deployment import find_home, load_deployment

    deployment = load_deployment(find_home(context.obj))
    prepare_store(deployment.database_url)
    typer.echo("the database has this version's schema")
