"""`adwatch`: the command line. Every command's own imports wait until it is called, so that help comes at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from adwatch import __version__
from adwatch.cli import audit as audit_commands
from adwatch.cli import board as board_commands
from adwatch.cli import demo as demo_command
from adwatch.cli import figures as figure_commands
from adwatch.cli import keys as key_commands
from adwatch.cli import linkage as linkage_commands
from adwatch.cli import mandate as mandate_commands
from adwatch.cli import nightly as night_commands
from adwatch.cli import people as people_commands
from adwatch.cli import retention as retention_commands
from adwatch.cli import setup as setup_commands
from adwatch.cli.guarding import guard_commands
from adwatch.errors import AdwatchError

INTERRUPTED = 130

app = typer.Typer(
    name="adwatch",
    help="Honest sight on online sex-work adverts, for Dutch municipalities.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"adwatch {__version__}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option(help="Folder of the deployment; else ADWATCH_HOME, else the current folder.")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Honest sight on online sex-work adverts, for Dutch municipalities."""
    del version
    context.obj = home


setup_commands.register(app)
night_commands.register(app)
board_commands.register(app)
linkage_commands.register(app)
figure_commands.register(app)
mandate_commands.register(app)
people_commands.register(app)
audit_commands.register(app)
retention_commands.register(app)
key_commands.register(app)
demo_command.register(app)
guard_commands(app)  # last of all: what were registered after it would have no rule


def main() -> None:
    """Run the command line; what adwatch itself reports becomes one line and an exit code."""
    try:
        app()
    except AdwatchError as fault:
        print(f"adwatch: {fault}", file=sys.stderr)  # noqa: T201 - the process edge
        sys.exit(fault.exit_code)
    except KeyboardInterrupt:
        print("adwatch: interrupted; what was written stays", file=sys.stderr)  # noqa: T201 - the process edge
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
