"""Two adverts beside each other, and the evidence for and against their being one advertiser's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from adwatch.cli.tables import make_table

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from adwatch.jobs.looking import Record
    from adwatch.resolve.explaining import Account

BESIDE = 72
"""Columns from which two adverts stand beside each other; in fewer, one stands below the other."""
WITH_SOURCE = 100
"""Columns from which the source of a weight has a column of its own; in fewer, it stands below what was found."""
LONGEST_TEXT = 600
LONGEST_NAME = 8
"""Letters of the longest name of a field, so that two adverts below each other stand in line."""
EXPIRED = "(expired)"
LISTS = frozenset({"in", "speaks", "phone", "e-mail", "handle"})
"""Fields that may hold several values."""


def print_pair(console: Console, left: Record, right: Record) -> None:
    """Show both adverts field by field: `=` where a field is the same in both, `~` where they share some of it."""
    from rich.table import Table

    rows = [
        (name, mine, theirs, _likeness(name, mine, theirs))
        for (name, mine), (_, theirs) in zip(_fields(left), _fields(right), strict=True)
        if mine or theirs
    ]
    if console.width >= BESIDE:
        table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, show_header=True, header_style="bold")
        table.add_column("", no_wrap=True, style="dim")
        table.add_column(plain(f"A  {left.name}"), ratio=1, overflow="fold")
        table.add_column("", no_wrap=True)
        table.add_column(plain(f"B  {right.name}"), ratio=1, overflow="fold")
        for name, mine, theirs, sign in rows:
            table.add_row(name, _value(mine, sign), sign, _value(theirs, sign))
        console.print(table)
        return
    for title, record, column in (("A", left, 1), ("B", right, 2)):
        table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, show_header=False)
        table.add_column(no_wrap=True, style="dim", min_width=LONGEST_NAME)
        table.add_column(no_wrap=True, min_width=1)
        table.add_column(ratio=1, overflow="fold")
        for row in rows:
            if row[column]:
                table.add_row(row[0], row[3], _value(row[column], row[3]))
        console.print(plain(f"{title}  {record.name}"), style="bold")
        console.print(table)


def print_account(console: Console, account: Account, threshold: float | None = None, *, source: bool = False) -> None:
    """Show the evidence, what speaks for it first; with the `source` of the weights where that is asked for."""
    from rich.text import Text

    from adwatch.resolve.explaining import name_fact

    sources = {each.source for each in account.told}
    each_its_own = source and len(sources) > 1
    apart = each_its_own and console.width >= WITH_SOURCE
    columns = ("fact", "found", "weight", *(("source of the weight",) if apart else ()))
    table = make_table("evidence for and against", columns, left=("fact", "found", "source of the weight"))
    for each in account.told:
        found = Text(each.reads)
        if each_its_own and not apart:
            found.append(f"\n{each.source}", style="dim")
        weight = Text(signed(each.weight), style="green" if each.weight > 0 else "red" if each.weight < 0 else "")
        table.add_row(name_fact(each.fact), found, weight, *((each.source,) if apart else ()))
    table.add_row("prior", account.prior_reads, signed(account.prior))
    table.add_row("sum", "", Text(signed(account.log_odds), style="bold"))
    console.print(table)
    if source and len(sources) == 1:
        console.print(f"weights: {sources.pop()}", style="dim", highlight=False)
    if account.unknown:
        console.print(f"not known of both: {', '.join(account.unknown)}", style="dim", highlight=False)
    if threshold is not None:
        odds = account.unsaid_log_odds
        judged = "they are one advertiser's" if odds > threshold else "they are two advertisers'"
        without = f"without the person's word ({signed(odds)})" if account.decided else "by these two adverts alone"
        console.print(f"{without} {judged}; the threshold is {signed(threshold)}", highlight=False)


def signed(weight: float) -> str:
    """A weight with one decimal and its sign; nought has none."""
    return f"{weight:+.1f}" if abs(weight) >= 0.05 else "0.0"


def plain(value: str) -> Text:
    """An advert's text as it is: neither markup nor what would steer the terminal."""
    from rich.text import Text

    return Text("".join(letter if letter.isprintable() or letter == "\n" else " " for letter in value))


def _fields(record: Record) -> Iterator[tuple[str, str]]:
    content = record.content
    nights = f"{record.first} to {record.last}" if record.first != record.last else str(record.first)
    yield "board", record.board
    yield "seen", nights
    yield "in", ", ".join(record.places)
    yield "age", str(record.age or "")
    yield "an hour", f"€ {record.price:g}" if record.price else ""
    yield "speaks", record.languages.replace(",", ", ")
    for name, key in (("alias", "alias"), ("phone", "phones"), ("e-mail", "emails"), ("handle", "handles")):
        yield name, _written(content.get(key))
    for name, key in (("account", "account"), ("address", "address"), ("postcode", "postcode"), ("title", "title")):
        yield name, _written(content.get(key))
    text = _written(content.get("text"))
    more = len(text) - LONGEST_TEXT
    yield "text", f"{text[:LONGEST_TEXT]}… ({more} more letters)" if more > 0 else text
    yield "content", "" if record.held else EXPIRED


def _written(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _likeness(name: str, mine: str, theirs: str) -> str:
    if not mine or not theirs or EXPIRED in {mine, theirs}:
        return ""
    if mine == theirs:
        return "="
    return "~" if name in LISTS and set(mine.split(", ")) & set(theirs.split(", ")) else ""


def _value(value: str, sign: str) -> Text:
    shown = plain(value or "–")
    if sign == "=":
        shown.stylize("bold")
    return shown
