"""Options that several commands share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer


def _date(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError as fault:
        raise typer.BadParameter(f"found {text!r}, allowed: a date as 2021-03-14") from fault


Municipality = Annotated[str | None, typer.Option(help="A municipality by name or CBS code (GM0106).", metavar="NAME")]
Province = Annotated[str | None, typer.Option(help="A province by name or CBS code (PV22).", metavar="NAME")]
Night = Annotated[date | None, typer.Option(parser=_date, metavar="DATE", help="Another night than tonight.")]
Day = Annotated[date | None, typer.Option(parser=_date, metavar="DATE", help="A day in Amsterdam; else no bound.")]
Today = Annotated[date | None, typer.Option(parser=_date, metavar="DATE", help="As if it were this day.")]
Since = Annotated[date | None, typer.Option(parser=_date, metavar="NIGHT", help="From this day on; else all.")]
First = Annotated[date, typer.Option("--from", parser=_date, metavar="DATE", help="The first night.")]
Last = Annotated[date, typer.Option("--to", parser=_date, metavar="DATE", help="The last night.")]
