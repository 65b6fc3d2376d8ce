"""`adwatch figures` and `adwatch evaluate`."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adwatch.cli.options import First, Last, Municipality, Province
from adwatch.cli.tables import make_table

if TYPE_CHECKING:
    from adwatch.domain.figures import NightFigure, PeriodFigure


class By(StrEnum):
    """What a figure is of."""

    NIGHT = "night"
    PERIOD = "period"


class Format(StrEnum):
    """How figures are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class EvaluationFormat(StrEnum):
    """How a comparison is printed."""

    TABLE = "table"
    JSON = "json"


class Grouping(StrEnum):
    """How origins are grouped."""

    M49 = "m49"
    CBS = "cbs"
    COUNTRY = "country"


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(figures)
    app.command()(evaluate)


def figures(
    context: typer.Context,
    first: First,
    last: Last,
    municipality: Municipality = None,
    province: Province = None,
    by: Annotated[By, typer.Option(help="One figure per night, or one for the period.")] = By.PERIOD,
    form: Annotated[Format, typer.Option("--format")] = Format.TABLE,
    grouping: Annotated[Grouping, typer.Option(help="UN M49 regions, CBS groups, or countries.")] = Grouping.M49,
) -> None:
    """Print counts of adverts and advertisers of a municipality or province, with their coverage."""
    from adwatch.jobs.figures import area_named, figures_by_night, figures_of_period, unresolved
    from adwatch.jobs.frozen import frozen_note
    from adwatch.jobs.office import open_office

    area = area_named(municipality, province)
    with open_office(context.obj) as office:
        if waiting := unresolved(office):
            typer.echo(
                f"adwatch: {waiting} sightings are not linked yet and not counted; run `adwatch resolve`", err=True
            )
        if note := frozen_note(office, first, last, by_night=by is By.NIGHT):
            typer.echo(f"adwatch: {note}", err=True)
        if by is By.NIGHT:
            _print_nights(figures_by_night(office, area, first, last), form)
        else:
            _print_period(figures_of_period(office, area, first, last, grouping.value), form)


def evaluate(
    context: typer.Context,
    truth: Annotated[
        Path, typer.Argument(metavar="TRUTH.csv", help="CSV: board, advert_id, advertiser, night if known.")
    ],
    form: Annotated[EvaluationFormat, typer.Option("--format")] = EvaluationFormat.TABLE,
) -> None:
    """Compare the linkage with labels that are known to be true."""
    from adwatch.jobs.evaluating import evaluate_truth
    from adwatch.jobs.office import open_office

    with open_office(context.obj) as office:
        measured = evaluate_truth(office, truth)
    if measured.missing:
        typer.echo(f"adwatch: {measured.missing} rows of {truth} are not in the store and were left out", err=True)
    result = measured.evaluation.as_json()
    if form is EvaluationFormat.JSON:
        typer.echo(json.dumps(result))
        return
    for name in ("pairs", "bcubed"):
        row: Any = result[name]
        typer.echo(f"{name:7} precision {row['precision']:.4f}  recall {row['recall']:.4f}  F1 {row['f1']:.4f}")
    clusters: Any = result["clusters"]
    typer.echo(f"ARI     {result['ari']:.4f}")
    typer.echo(f"advertisers: {clusters['true']} true, {clusters['found']} found, over {measured.compared} adverts")


def _print_nights(rows: list[NightFigure], form: Format) -> None:
    if form is Format.JSON:
        typer.echo(json.dumps([row.as_json() for row in rows]))
        return
    columns = ("night", "adverts", "advertisers", "entered", "left", "coverage")
    if form is Format.CSV:
        _csv([row.as_json() for row in rows])
        return
    from rich.console import Console

    title = f"{rows[0].name}: adverts (listings) and advertisers per night; - is unknown"
    table = make_table(title, columns, left=["night"], whole=["night"])
    for row in rows:
        values = row.as_json()
        cells = [f"{row.coverage:.0%}" if name == "coverage" else values[name] for name in columns]
        table.add_row(*("-" if cell is None else str(cell) for cell in cells))
    Console().print(table)


def _print_period(figure: PeriodFigure, form: Format) -> None:
    if form is Format.JSON:
        typer.echo(json.dumps(figure.as_json()))
        return
    if form is Format.CSV:
        _csv(_flat(figure))
        return
    from rich.console import Console

    console = Console()
    spread = figure.advertisers_per_night
    console.print(f"[bold]{figure.name}[/bold], {figure.first} to {figure.last}", highlight=False)
    console.print(f"  unique adverts      {figure.unique_adverts}", highlight=False)
    console.print(f"  unique advertisers  {figure.unique_advertisers}", highlight=False)
    if spread.mean is not None:
        console.print(
            f"  advertisers a night {spread.min} to {spread.max}, {spread.mean:.1f} on average", highlight=False
        )
    console.print(f"  nights covered      {figure.nights_covered} of {figure.nights}", highlight=False)
    columns = ("region", "adverts", "share", "advertisers", "share")
    table = make_table("origin as advertised", columns, left=["region"])
    for row in figure.origin:
        table.add_row(
            row.region,
            str(row.adverts),
            _percent(row.share_adverts),
            str(row.advertisers),
            _percent(row.share_advertisers),
        )
    console.print(table)


def _flat(figure: PeriodFigure) -> list[dict[str, object]]:
    """One row per region, each with the figures of the whole beside it."""
    whole = {key: value for key, value in figure.as_json().items() if key not in {"origin", "advertisers_per_night"}}
    spread = figure.advertisers_per_night
    whole |= {"night_min": spread.min, "night_mean": spread.mean, "night_max": spread.max}
    return [
        {
            **whole,
            "region": row.region,
            "region_adverts": row.adverts,
            "region_advertisers": row.advertisers,
            "share_adverts": row.share_adverts,
            "share_advertisers": row.share_advertisers,
        }
        for row in figure.origin
    ]


def _csv(rows: list[dict[str, object]]) -> None:
    import csv

    writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"
