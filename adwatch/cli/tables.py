"""Tables and progress as all commands show them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def make_table(title: str, columns: Sequence[str], *, left: Iterable[str] = (), whole: Iterable[str] = ()) -> Table:
    """An empty table. Columns are numbers, unless in `left`; those in `whole` never break, however narrow it gets."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(
        title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False
    )
    words, unbroken = frozenset(left), frozenset(whole)
    for column in columns:
        table.add_column(
            column, justify="left" if column in words else "right", no_wrap=column in unbroken, overflow="fold"
        )
    return table


@contextmanager
def progress_bar(description: str, console: Console | None = None) -> Iterator[Callable[[str, int, int | None], None]]:
    """A bar while the block runs, told by description, steps done and steps in all (None: not known).

    It is drawn on standard error, and only where that is a terminal: a log of the night holds no bars.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    drawn_on = console or Console(file=sys.stderr)
    with Progress(*columns, console=drawn_on, transient=True, disable=not drawn_on.is_terminal) as progress:
        task = progress.add_task(description, total=None)

        def advance(said: str, done: int, total: int | None) -> None:
            progress.update(task, description=said, completed=done, total=total)

        yield advance
