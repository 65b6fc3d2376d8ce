"""`adwatch user`: people, and what each of them is here for."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from adwatch.cli.tables import make_table
from adwatch.domain.roles import Role

user = typer.Typer(help="People and their roles.", no_args_is_help=True, rich_markup_mode=None)

ROLES = ", ".join(Role)

Name = Annotated[str, typer.Argument(metavar="NAME", help="A person's name here.")]
Why = Annotated[str | None, typer.Option("--reason", help="Why; it stands on the audit trail.", metavar="TEXT")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(user, name="user")


@user.command()
def add(
    context: typer.Context,
    name: Name,
    role: Annotated[list[Role], typer.Option(help=f"One of: {ROLES}. May be given again.", metavar="ROLE")],
    os_user: Annotated[
        str | None, typer.Option(help="Their login of the operating system, for the command line.", metavar="LOGIN")
    ] = None,
    reason: Why = None,
) -> None:
    """Name somebody, with one role or more."""
    from adwatch.jobs.office import open_office
    from adwatch.jobs.people import add_person

    with open_office(context.obj) as office:
        person = add_person(office, name, role, os_user, reason)
    known = f", known by the login {person.os_user}" if person.os_user else ""
    typer.echo(f"{person.name}: {_spoken(person.roles)}{known}")
    if not person.os_user:
        typer.echo("  without a login they can't use the command line; for the desk: adwatch user password " + name)


@user.command(name="list")
def list_(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="In JSON, for machines.")] = False
) -> None:
    """List everybody, and what each is here for."""
    from rich.console import Console

    from adwatch.cli.adverts import plain
    from adwatch.jobs.office import open_office
    from adwatch.jobs.people import list_people

    with open_office(context.obj) as office:
        people = list_people(office)
    if as_json:
        typer.echo(json.dumps([person.as_json() for person in people]))
        return
    words = ("name", "roles", "login", "password", "disabled")
    table = make_table("people", words, left=words)
    for person in people:
        has = ("yes" if person.has_password else "no", "yes" if person.disabled else "")
        table.add_row(person.name, _spoken(person.roles), plain(person.os_user or "-"), *has)
    Console().print(table)


@user.command(name="role")
def role_(
    context: typer.Context,
    name: Name,
    add: Annotated[list[Role] | None, typer.Option("--add", help=f"Give one of: {ROLES}.", metavar="ROLE")] = None,
    remove: Annotated[list[Role] | None, typer.Option("--remove", help="Take one of them.", metavar="ROLE")] = None,
    reason: Why = None,
) -> None:
    """Give a person roles, or take them. Nobody gives themselves one; the last administrator stays."""
    from adwatch.jobs.office import open_office
    from adwatch.jobs.people import change_roles

    with open_office(context.obj) as office:
        person = change_roles(office, name, give=add or (), take=remove or (), reason=reason)
    typer.echo(f"{person.name}: {_spoken(person.roles)}")


@user.command()
def disable(context: typer.Context, name: Name, reason: Why = None) -> None:
    """Let a person do nothing any more; their name stays on the trail."""
    from adwatch.jobs.office import open_office
    from adwatch.jobs.people import disable_person

    with open_office(context.obj) as office:
        disable_person(office, name, reason)
    typer.echo(f"{name} is disabled, and logged out everywhere")


@user.command()
def password(context: typer.Context, name: Name) -> None:
    """Set the password by which a person logs in at the desk: asked for twice, or the first line of a pipe."""
    from adwatch.jobs.office import open_office
    from adwatch.jobs.people import set_password

    with open_office(context.obj) as office:
        if sys.stdin.isatty():
            secret = typer.prompt("new password", hide_input=True, confirmation_prompt=True)
        else:
            secret = sys.stdin.readline().rstrip("\r\n")
        set_password(office, name, secret)
    typer.echo(f"the password of {name} is set; sessions that were open have ended")


def _spoken(roles: frozenset[Role]) -> str:
    return ", ".join(sorted(roles)) or "no role"
