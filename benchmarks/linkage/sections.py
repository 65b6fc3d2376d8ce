"""What a run has to say: tables with notes, printed for the reader at the screen or written as markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

WIDEST = 1000
"""Columns of a screen that is wide enough for anything."""


@dataclass(frozen=True, slots=True)
class Section:
    """One table: its title, what its columns mean, its rows as text, and what a reader must know beside it."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = field(default=())

    def as_markdown(self) -> str:
        """The section as markdown, its first column to the left and all others to the right."""
        lines = [f"## {self.title}", "", _row(self.columns), _row(["---", *["---:"] * (len(self.columns) - 1)])]
        lines += [_row(row) for row in self.rows]
        lines += [line for note in self.notes for line in ("", note)]
        return "\n".join(lines) + "\n"

    def show(self, console: Console) -> None:
        """Print the section: as a table where its figures fit the width, else a few lines for each of its rows."""
        table = Table(title_justify="left", box=SIMPLE)
        for place, column in enumerate(self.columns):
            table.add_column(column, justify="left" if not place else "right", no_wrap=bool(place))
        for row in self.rows:
            table.add_row(*row)
        console.print()
        console.print(self.title, style="bold", highlight=False)
        if console.measure(table, options=console.options.update(max_width=WIDEST)).minimum <= console.width:
            console.print(table)
        else:
            for row in self.rows:
                figures = (f"{name} {figure}" for name, figure in zip(self.columns[1:], row[1:], strict=True))
                console.print(f"{row[0]}: {', '.join(figures)}", highlight=False, markup=False)
        for note in self.notes:
            console.print(note, style="dim", highlight=False, markup=False)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def share(value: float | None) -> str:
    """A figure between 0 and 1, or a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


def percent(value: float) -> str:
    """A share as a percentage with a sign where it is below zero."""
    return f"{100 * value:.1f} %"
