"""The text of a board's first specification: every guess with what it rests on, all else to be filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from adwatch.reading.guess import AdvertGuess, Guess, ListingGuess
from adwatch.reading.guess_block import municipality_in
from adwatch.reading.guess_json import rest_template
from adwatch.specs.board import BoardKind
from adwatch.specs.selectors import AdvertField

PAGE = re.compile(r"(?<=[?&])(page|pagina|p|pag|seite|blad)=\d+")
FILL_IN = "fill-in"
LISTED = 12
"""Municipalities that are named in a first specification; the others are filled in."""


def specification(url: str, listing: ListingGuess, advert: AdvertGuess, kind: BoardKind = BoardKind.HTML) -> str:
    """The file's text; it can be loaded, and checked, as it stands."""
    address, in_address = _address(url, listing)
    parts = urlsplit(url)
    lines = [
        "# A first specification, guessed from two pages. Look at every line, then run `adwatch board check`.",
        "# yaml-language-server: $schema=board.schema.json",
        f"title: {_quoted(parts.hostname or FILL_IN)}",
        f"home: {parts.scheme}://{parts.netloc}/",
        f"kind: {kind.value}".ljust(32) + "# html, json, rendered, sitemap or feed",
        _municipalities(in_address, listing, advert),
        *(_render_lines(listing, advert) if kind is BoardKind.RENDERED else ()),
        "listing:",
        *_address_lines(address, listing),
        *_line("  entries", listing.entries, "the element that stands once per advert"),
        *_line("  id", listing.id, "the board's own id of the advert, within an entry", listing.id_regex),
        *_link_lines(url, listing, kind),
        *_line("  changed", listing.changed, None),
        *([] if in_address else _line("  place", listing.place, None)),
        *_line("  next", listing.next, None),
        "  # present: …                  # fill in: what stands on every listing page, on an empty one too",
        "advert:",
        *_within_lines(listing, advert),
        *_field_lines(advert),
        *_price_lines(advert),
        "# bounds: {min: {adverts: 40, filled: {title: 0.99}}}   # what a usual night is at least",
    ]
    return "\n".join(lines) + "\n"


def _address(url: str, listing: ListingGuess) -> tuple[str, str | None]:
    """The listing's template, and the municipality that stands in it."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if listing.next is None:
        path = PAGE.sub(r"\1={page}", path)
    for word in re.findall(r"[^/?&=]+", path):
        found = municipality_in(word)
        if found is not None:
            return path.replace(word, "{municipality.slug}", 1), found
    return path, None


def _municipalities(in_address: str | None, listing: ListingGuess, advert: AdvertGuess) -> str:
    if in_address:
        named, how = [in_address], "guessed from the address; fill in all that the board lists"
    elif listing.places or advert.place:
        named = list(listing.places[:LISTED]) or [advert.place or FILL_IN]
        where = "entries" if listing.places else "advert"
        how = f"guessed: one listing for all, as its {where} say where; fill in all that the board lists"
    else:
        named, how = [FILL_IN], "fill in: neither the address nor an advert says where; see listing.place"
    return f"municipalities: [{', '.join(map(_quoted, named))}]  # {how}"


def _render_lines(listing: ListingGuess, advert: AdvertGuess) -> Iterator[str]:
    yield "render:"
    yield "  wait_for: body                # fill in: what is there once the page is ready, on an empty one too; then"
    yield "  settle: true                  # this can go, which waits until the page has stopped growing"
    if listing.click:
        yield f"  click: [{_quoted(listing.click.value)}]  # guessed: {listing.click.because}"
    yield from _line("  more", listing.more, None)
    if advert.rendered:
        yield "  adverts: true  # guessed: an advert's page is empty until its script has run, too"


def _address_lines(address: str, listing: ListingGuess) -> Iterator[str]:
    if listing.cursor is None:
        yield f"  url: {_quoted(address)}"
        return
    joint = "&" if "?" in address else "?"
    yield f"  url: {_quoted(f'{address}{joint}{listing.cursor}={{cursor}}')}  # guessed: a cursor by its name"
    yield f"  first_url: {_quoted(address)}"


def _link_lines(url: str, listing: ListingGuess, kind: BoardKind) -> list[str]:
    if listing.whole is not None:
        return ["  whole: true  # guessed: an entry says all, and leads to no page of its own"]
    if listing.link is None and kind is BoardKind.JSON and listing.entries is not None:
        parts = re.findall(r"[^/?&=]+", urlsplit(url).path)
        where = next((part for part in parts if municipality_in(part)), None)
        return [f"  link: {_quoted(rest_template(url, where))}  # guessed: as most APIs have it; no entry leads there"]
    return _line("  link", listing.link, "the link to the advert's page, within an entry")


def _within_lines(listing: ListingGuess, advert: AdvertGuess) -> list[str]:
    if listing.whole is not None:
        return []
    found = _line("  within", advert.within, None)
    return found or ["  # within: …   # fill in, where others' adverts stand there, too"]


def _field_lines(advert: AdvertGuess) -> list[str]:
    lines = [] if advert.structured is None else [f"  # {advert.structured} on the page serves what has no selector"]
    lines.append("  fields:")
    for wanted in AdvertField:
        missing = "nothing looked like one" if wanted is AdvertField.TITLE else None
        lines += _line(f"    {wanted.value}", advert.fields.get(wanted) or advert.labels.get(wanted), missing)
    return lines


def _price_lines(advert: AdvertGuess) -> list[str]:
    if advert.prices is None:
        return []
    rows, duration, price = advert.prices
    parts = (("rows", rows), ("duration", duration), ("price", price))
    return [f"  prices:  # guessed: {rows.because}", *(f"    {name}: {_selector(each)}" for name, each in parts)]


def _line(key: str, guess: Guess | None, missing: str | None, regex: str | None = None) -> list[str]:
    if guess is not None:
        return [f"{key}: {_selector(guess, regex)}  # guessed: {guess.because}"]
    return [f"{key}: {_quoted(FILL_IN)}  # fill in: {missing}"] if missing else []


def _selector(guess: Guess, regex: str | None = None) -> str:
    """A guess as a specification writes it: a CSS expression by itself, all else as a mapping."""
    if guess.way == "css" and regex is None and guess.join is None:
        return _quoted(guess.value)
    said = {guess.way: guess.value, "regex": regex, "join": guess.join}
    return "{" + ", ".join(f"{key}: {_quoted(value)}" for key, value in said.items() if value is not None) + "}"


def _quoted(value: str) -> str:
    """A text as YAML takes it without surprise."""
    return json.dumps(value, ensure_ascii=False)
