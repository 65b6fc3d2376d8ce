"""Every command under its rule: who may use it, and for which of the mandate's purposes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import typer
from typer.models import CommandInfo

Command = Callable[..., Any]


def commands_of(app: typer.Typer, words: tuple[str, ...] = ()) -> Iterator[tuple[str, CommandInfo]]:
    """Every command with its words on the command line, those of groups among them."""
    for command in app.registered_commands:
        name = command.name or (command.callback.__name__.replace("_", "-") if command.callback else "")
        yield " ".join((*words, name)), command
    for group in app.registered_groups:
        if group.typer_instance is not None:
            yield from commands_of(group.typer_instance, (*words, str(group.name)))


def guard_commands(app: typer.Typer) -> None:
    """Put every command of `app` under its rule; one that has none is refused when it is called."""
    for words, command in commands_of(app):
        if command.callback is not None:
            command.callback = _under_its_rule(words, command.callback)


def _under_its_rule(words: str, command: Command) -> Command:
    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever the command takes and gives
        from adwatch.guard.access import rule_of, under

        with under(rule_of(words)):
            return command(*arguments, **options)

    return run
