"""`adwatch label`, `adwatch why`, `adwatch changes`: what people say about links, and what the links say."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from adwatch.cli.adverts import plain, print_account, print_pair, signed
from adwatch.cli.options import Since
from adwatch.cli.tables import make_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console

    from adwatch.domain.decisions import Word
    from adwatch.jobs.explaining import PairExplained
    from adwatch.jobs.labelling import Question
    from adwatch.jobs.networks import NetworkExplained
    from adwatch.jobs.office import Office
    from adwatch.resolve.templates import Template

KEYS = {"y": "same", "n": "different", "u": "unsure"}
QUIT = "q"
SHOWN = 20

Reason = Annotated[str | None, typer.Option(help="Why adverts are opened; it stands on the audit trail.")]
Ground = Annotated[str | None, typer.Option(help="One of the mandate's grounds, by its short name.", metavar="NAME")]
Json = Annotated[bool, typer.Option("--json", help="In JSON, for machines.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(label)
    app.command()(why)
    app.command()(changes)


def label(
    context: typer.Context,
    one: Annotated[str | None, typer.Argument(metavar="A", help="An advert, as board:advert_id.")] = None,
    other: Annotated[str | None, typer.Argument(metavar="B", help="The advert to set beside it.")] = None,
    count: Annotated[int, typer.Option(min=1, help="How many pairs to ask about.")] = 20,
    reason: Reason = None,
    ground: Ground = None,
) -> None:
    """Say of pairs of adverts whether they are one advertiser's; your word outranks the score for ever.

    Without A and B it asks about the pairs on which most depends and of which the score knows least.
    Keys: y one advertiser, n two, u unsure, q stop. From a pipe: a line each, with words after the key as the reason.
    """
    from rich.console import Console

    from adwatch.errors import BadInput
    from adwatch.guard.audit import Reason as Stated
    from adwatch.jobs.labelling import question_on, questions
    from adwatch.jobs.office import open_office

    if (one is None) != (other is None):
        raise BadInput("name two adverts, or none to be asked about those most worth asking")
    console = Console()
    asked_about = said = 0
    stated = Stated(reason or "", ground)
    with open_office(context.obj) as office:
        asked: Iterable[Question]
        if one is not None and other is not None:
            asked, count = [question_on(office, one, other, stated)], 1
        else:
            asked = _looked_for(console, questions(office, count, stated))
        for number, question in enumerate(asked, 1):
            _print_question(console, question, f"pair {number} of {count}")
            asked_about = number
            answer = _answer(console)
            if answer is None:
                break
            _keep(office, question, *answer)
            said += 1
    pairs = "1 pair" if said == 1 else f"{said} pairs"
    nothing = "nothing said" if asked_about else "no pair is left to ask about"
    typer.echo(f"{pairs} said; run `adwatch resolve`" if said else nothing)


def why(
    context: typer.Context,
    one: Annotated[str | None, typer.Argument(metavar="A", help="board:advert_id, or a version's number.")] = None,
    other: Annotated[str | None, typer.Argument(metavar="B", help="The advert to set beside it.")] = None,
    network: Annotated[int | None, typer.Option(help="A network by its number, instead of two adverts.")] = None,
    reason: Reason = None,
    ground: Ground = None,
    as_json: Json = False,
) -> None:
    """Show why two adverts are one advertiser's or not, or what holds a network together.

    With --reason the adverts are opened and shown; without, they are compared sealed. A network's texts need a reason.
    """
    from rich.console import Console

    from adwatch.errors import BadInput
    from adwatch.guard.audit import Reason as Stated
    from adwatch.jobs.explaining import explain_pair
    from adwatch.jobs.networks import explain_network
    from adwatch.jobs.office import open_office

    if (one is None or other is None) == (network is None) or (network is not None and one is not None):
        raise BadInput("name two adverts, or a network with --network NUMBER")
    stated = None if reason is None and ground is None else Stated(reason or "", ground)
    with open_office(context.obj) as office:
        if network is not None:
            tied = explain_network(office, network, stated or "")
            typer.echo(json.dumps(tied.as_json())) if as_json else _print_network(Console(), tied)
            return
        found = explain_pair(office, one or "", other or "", stated)
    typer.echo(json.dumps(found.as_json())) if as_json else _print_explained(Console(), found)


def changes(context: typer.Context, since: Since = None, as_json: Json = False) -> None:
    """List merges and splits of advertisers that runs of the linkage made, the latest first."""
    from rich.console import Console

    from adwatch.jobs.changes import changes_since
    from adwatch.jobs.office import open_office

    with open_office(context.obj) as office:
        found = changes_since(office, since)
    if as_json:
        typer.echo(json.dumps([change.as_json() for change in found]))
        return
    if not found:
        typer.echo(f"no advertiser was merged or split{f' since {since}' if since else ''}")
        return
    words = ("when", "change", "advertisers")
    table = make_table("merges and splits of advertisers", words, left=words, whole=("when",))
    for change in found:
        table.add_row(f"{change.at:%Y-%m-%d %H:%M}", change.kind, str(change))
    Console().print(table)


def _looked_for(console: Console, asked: Iterator[Question]) -> Iterator[Question]:
    """The questions, with a sign of life while the first is looked for: all candidate pairs are weighed for it."""
    with console.status("looking for the pairs most worth asking about"):
        first = next(asked, None)
    if first is not None:
        yield first
        yield from asked


def _print_question(console: Console, question: Question, title: str) -> None:
    console.rule(title, align="left")
    print_pair(console, question.left, question.right)
    console.print()
    print_account(console, question.account)
    now = "one advertiser" if question.linked else "two advertisers"
    console.print(f"linked as {now} now", highlight=False)


def _answer(console: Console) -> tuple[Word, str | None] | None:
    """The word, and the reason where one was given; None to stop."""
    from adwatch.domain.decisions import Word

    while True:
        console.print("one advertiser? y / n / u(nsure) / q(uit) ", end="", highlight=False, markup=False)
        line = _read()
        console.print(line if sys.stdin.isatty() else "", markup=False, highlight=False)
        key, reason = line[:1].lower(), line[1:].strip()
        if key in KEYS:
            return Word(KEYS[key]), reason or None
        if key == QUIT or not line:
            return None


def _read() -> str:
    """One key at a terminal, one line from a pipe; empty at its end."""
    if sys.stdin.isatty():
        return typer.getchar()
    line = sys.stdin.readline()
    return line.strip() or ("\n" if line else "")


def _keep(office: Office, question: Question, word: Word, reason: str | None) -> None:
    from adwatch.jobs.labelling import say

    say(office, question, word, reason)


def _print_explained(console: Console, found: PairExplained) -> None:
    print_pair(console, found.left, found.right)
    console.print()
    print_account(console, found.account, found.threshold, source=True)
    console.print()
    for line in _verdict(found):
        console.print(plain(line))
    for template in found.templates:
        _print_template(console, template)


def _verdict(found: PairExplained) -> Iterator[str]:
    for what in ("posting", "advertiser", "network"):
        left, right = getattr(found.together, what)
        words = "unique advert" if what == "posting" else what
        if found.together.one(what):
            yield f"one {words} ({left})"
        elif left is not None and right is not None:
            yield f"two {words}s ({left} and {right})"
    if len(found.chain) > 1:
        yield f"one advertiser by way of {len(found.chain)} links:"
        names = {found.left.version: "A", found.right.version: "B"}
        for step in found.chain:
            strongest = step.strongest.reads if step.strongest else "no fact known"
            left, right = (names.get(version, str(version)) for version in (step.left, step.right))
            yield f"  {left} – {right}: {strongest} (sum {signed(step.log_odds)})"
    for tie in found.ties:
        yield f"  advertisers {tie.left} and {tie.right} are tied by {', '.join(tie.by)}"
    for word in found.said:
        why_so = f": {word.reason}" if word.reason else ""
        yield f"{word.actor} said on {word.said_at:%Y-%m-%d}: {word.said}{why_so}"
    yield from found.notes


def _print_network(console: Console, found: NetworkExplained) -> None:
    postings = sum(found.advertisers.values())
    console.print(
        f"network {found.network}: {len(found.advertisers)} advertisers, {postings} unique adverts", highlight=False
    )
    if found.ties:
        columns = ("advertiser", "and", "tied by")
        table = make_table("ties", columns, left=("tied by",))
        for tie in found.ties[:SHOWN]:
            table.add_row(str(tie.left), str(tie.right), ", ".join(tie.by))
        console.print(table)
        if len(found.ties) > SHOWN:
            console.print(f"and {len(found.ties) - SHOWN} more ties; --json lists them all", highlight=False)
    texts = found.texts
    said = [f"{texts.opened} texts opened"]
    said += [f"{texts.expired} have expired"] if texts.expired else []
    said += [f"{texts.passed_over} were too many and stayed sealed"] if texts.passed_over else []
    said += [] if texts.templates else ["no two follow one template"]
    console.print("; ".join(said), highlight=False)
    for template in texts.templates:
        _print_template(console, template)


def _print_template(console: Console, template: Template) -> None:
    from rich.text import Text

    shown = Text()
    for part in template.parts:
        if isinstance(part, str):
            shown.append_text(plain(part)).append(" ")
        else:
            shown.append_text(plain(f"[{part.show()}]")).stylize("bold", shown.plain.rfind("["))
            shown.append(" ")
    console.print()
    console.print(f"template of {len(template.texts)} texts:", style="dim", highlight=False)
    console.print(shown)
