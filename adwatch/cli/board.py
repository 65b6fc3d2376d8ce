"""`adwatch board`: adding boards, checking them, and seeing how they do."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adwatch.cli.options import Municipality
from adwatch.cli.tables import make_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.text import Text

    from adwatch.domain.adverts import Advert
    from adwatch.jobs.board_files import CheckedPage
    from adwatch.reading.pages import Found

board = typer.Typer(help="The boards of a deployment.", no_args_is_help=True, rich_markup_mode=None)
SHOWN_ENTRIES = 5
SHOWN_VALUE = 60
CONTACTS = frozenset({"phones", "emails", "handles"})
NUMBERS = frozenset({"age", "posted_on", "postcode", "prices"})
"""Fields whose digits are no telephone number."""
PHONE = re.compile(r"\+?\d(?:[\s().\-/]*\d){6,}")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
EMPTY = "(empty)"


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(board, name="board")


@board.command(name="schema")
def schema() -> None:
    """Print the JSON Schema of a board's file, for editors."""
    from adwatch.specs.schema import board_schema

    typer.echo(json.dumps(board_schema(), indent=2, ensure_ascii=False))


@board.command(name="list")
def list_(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="In JSON, for machines.")] = False,
) -> None:
    """Show every board's last night: coverage, how often fields are stated, warnings."""
    from adwatch.jobs.boards import board_states
    from adwatch.jobs.office import open_office

    with open_office(context.obj) as office:
        states = board_states(office)
    if as_json:
        typer.echo(json.dumps([state.as_json() for state in states]))
        return
    from rich.console import Console

    console = Console()
    words = ["board", "last night", "read", "stated, of the adverts read in 15 nights"]
    table = make_table("boards", ["board", "last night", "read", "adverts", words[3]], left=words, whole=["last night"])
    for state in states:
        read = ", ".join(f"{count} {status}" for status, count in sorted(state.statuses.items()))
        rates = ", ".join(f"{field} {fill.rate:.0%}" for field, fill in state.fills.items() if fill.filled)
        table.add_row(state.name, str(state.night or "never"), read, str(state.adverts), rates)
    console.print(table)
    for state in states:
        for finding in state.findings:
            console.print(f"{state.name}, {state.night}: {finding.kind}: {finding.said}", highlight=False)


@board.command(name="check")
def check(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="BOARD", help="The board, by its file's name.")],
    file: Annotated[Path | None, typer.Option(help="A page that was saved from a browser.", metavar="FILE")] = None,
    url: Annotated[str | None, typer.Option(help="A page of the board; by default its first listing.")] = None,
    municipality: Municipality = None,
    as_advert: Annotated[
        bool | None,
        typer.Option(
            "--advert/--listing", help="What the page is, where it does not tell; alone: the first advert listed."
        ),
    ] = None,
    show: Annotated[bool, typer.Option("--show", help="Show contacts in full, not masked.")] = False,
) -> None:
    """Read one page of a board and show what each field gave, which selector did it, and what stayed empty."""
    from rich.console import Console

    from adwatch.errors import BoardChanged
    from adwatch.jobs.board_files import check_board
    from adwatch.jobs.office import open_office

    with open_office(context.obj) as office:
        page = check_board(office, name, file=file, url=url, municipality=municipality, as_advert=as_advert)
    console = Console()
    if page.listing is not None:
        _print_listing(console, page)
    else:
        _print_advert(console, page, show=show)
    if page.fault:
        raise BoardChanged(f"{page.source}: {page.fault}")


@board.command(name="new")
def new(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="A listing page of the board.")],
    advert: Annotated[str | None, typer.Option(help="The page of one advert; by default the first listed.")] = None,
    name: Annotated[str | None, typer.Option(help="The board's name; by default its host's.")] = None,
    file: Annotated[Path | None, typer.Option(help="The listing page, saved from a browser.", metavar="FILE")] = None,
    advert_file: Annotated[Path | None, typer.Option(help="The advert's page, saved.", metavar="FILE")] = None,
) -> None:
    """Look at a listing and an advert and write a first specification; its guesses are marked in it."""
    from adwatch.jobs.board_new import new_board
    from adwatch.jobs.office import open_office

    with open_office(context.obj) as office:
        written = new_board(office, url, advert=advert, name=name, file=file, advert_file=advert_file)
    typer.echo(f"wrote {written.file}")
    for line in written.said:
        typer.echo(f"  {line}")
    typer.echo(f"  next: look at it, then run `adwatch board check {written.name}`")


def _print_listing(console: Console, page: CheckedPage) -> None:
    """Whether each part of the first entries is there, and what found it; what the entries say is not shown."""
    listing = page.listing
    if listing is None:
        return
    _say(console, f"a listing with {len(listing.entries)} entries: {page.source}")
    shown = min(SHOWN_ENTRIES, len(listing.entries))
    numbers = [str(number) for number in range(1, shown + 1)]
    table = make_table("", ("in entry", *numbers, "of all", "by"), left=("in entry", "by"), whole=("in entry",))
    for column, by in page.by.items():
        if column != "next":
            found = [one for one in by if one is not None]
            cells = ["yes" if one is not None else "no" for one in by[:shown]]
            ways = _plain(" / ".join(dict.fromkeys(found)) or EMPTY)
            table.add_row(column, *cells, f"{len(found)}/{len(by)}", ways)
    console.print(table)
    (following,) = page.by.get("next", [None])
    _say(console, f"next page: {f'yes, by {following}' if following else 'none'}")
    if listing.parts:
        _say(console, f"parts: {len(listing.parts)}")


def _print_advert(console: Console, page: CheckedPage, *, show: bool) -> None:
    _say(console, f"an advert: {page.source}")
    table = make_table("", ("field", "gave", "by"), left=("field", "gave", "by"), whole=("field",))
    for field, found in (page.fields or {}).items():
        table.add_row(field.value, _values(field.value, found, show=show), _plain(found.by if found else ""))
    prices = ", ".join(f"{key}: {price}" for key, price in (page.prices or {}).items())
    table.add_row("prices", _plain(_short(prices) or EMPTY), _plain(page.prices_by if prices else ""))
    console.print(table)
    if page.advert:
        _say(console, "understood:")
        for name, value in _understood(page.advert, show=show):
            _say(console, f"  {name:10} {value}")


def _values(field: str, found: Found | None, *, show: bool) -> Text:
    if found is None:
        return _plain(EMPTY)
    masked = found.values if show else (mask(value, field) for value in found.values)
    return _plain(_short(" | ".join(masked)))


def _understood(advert: Advert, *, show: bool) -> Iterable[tuple[str, str]]:
    for name in ("phones", "emails", "handles"):
        values = getattr(advert, name)
        yield name, ", ".join(values if show else (mask(value, name) for value in values)) or "none"
    yield "age", str(advert.age or "unknown")
    yield "origin", advert.origin.code if advert.origin else "unknown"
    yield "languages", ", ".join(advert.languages) or "unknown"
    yield "prices", ", ".join(f"{minutes} min {euros:g}" for minutes, euros in sorted(advert.prices.items())) or "none"
    yield "persons", advert.persons.value
    yield "postcode", advert.postcode or "unknown"
    yield "posted on", str(advert.posted_on or "unknown")


def mask(value: str, field: str) -> str:
    """A value with the contacts in it covered, of which enough shows to tell that they are there."""
    if field in NUMBERS:
        return value
    covered = EMAIL.sub(lambda found: _covered(found.group()), PHONE.sub(lambda found: _covered(found.group()), value))
    return _covered(value) if covered == value and field in CONTACTS else covered


def _covered(value: str) -> str:
    return value[:2] + "•" * (len(value) - 4) + value[-2:] if len(value) > 4 else "•" * len(value)


def _short(value: str) -> str:
    flat = " ".join(value.split())
    return flat if len(flat) <= SHOWN_VALUE else f"{flat[:SHOWN_VALUE]}…"


def _plain(value: str) -> Text:
    """A page's text as it is: neither markup nor what would steer the terminal."""
    from rich.text import Text

    return Text("".join(letter if letter.isprintable() else " " for letter in value))


def _say(console: Console, line: str) -> None:
    console.print(_plain(line), highlight=False, soft_wrap=True)
