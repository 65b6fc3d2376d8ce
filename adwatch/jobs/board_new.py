"""Writing the first specification of a board from what two of its pages look like."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from adwatch.clean.places import resolve_municipality
from adwatch.crawl.addresses import slug_of
from adwatch.crawl.fetch import Fetched, fetch, saved
from adwatch.crawl.loop import run_until_complete
from adwatch.crawl.run import CrawlRun
from adwatch.errors import BadInput, Incomplete
from adwatch.jobs.crawling import require_crawler
from adwatch.jobs.office import Office
from adwatch.reading import html
from adwatch.reading.barrier import barrier
from adwatch.reading.guess import AdvertGuess, Guess, ListingGuess, guess_advert, guess_listing
from adwatch.specs.board import BoardSpec
from adwatch.specs.hosts import host_of, is_loopback
from adwatch.specs.loading import parse_yaml
from adwatch.specs.mandate import Purpose
from adwatch.specs.pages import Listing
from adwatch.specs.selectors import AdvertField, Selector

PAGE = re.compile(r"(?<=[?&])(page|pagina|p|pag|seite|blad)=\d+")
FILL_IN = "FILL IN"


@dataclass(frozen=True, slots=True)
class NewBoard:
    """What was written: the board's name, its file, and what is worth saying about it."""

    name: str
    file: Path
    said: tuple[str, ...]


def new_board(
    office: Office,
    url: str,
    *,
    advert: str | None = None,
    name: str | None = None,
    file: Path | None = None,
    advert_file: Path | None = None,
) -> NewBoard:
    """Look at the listing at `url` and at one advert, as a crawl would, and write `config/boards/<name>.yml`.

    Pages that were saved stand in for those that would be asked for.

    Raises:
        BadInput: the name is taken, or the URL is none.
        Refused: the mandate does not allow it.
        Incomplete: a page can't be read.
    """
    host = host_of(url)
    if not host or urlsplit(url).scheme not in {"http", "https"}:
        raise BadInput(f"URL: found {url!r}, allowed: the web address of a listing page, http:// or https://")
    chosen = name or slug_of(host.removeprefix("www.").rsplit(".", 1)[0])
    target = office.deployment.boards_dir / f"{chosen}.yml"
    if target.exists():
        raise BadInput(f"{target} is there already; name another board with --name, or delete it")
    with office.trail.opening(
        "read two of a board's pages to describe it",
        purpose=Purpose.FIGURES,
        reason="first specification of a board",
        subject_type="page",
        count=2,
    ):
        listing = guess_listing(html.parse(*_page(office, url, file)), url)
        wanted = advert or listing.first_link
        seen = advert_file is not None or wanted is not None
        guess = guess_advert(html.parse(*_page(office, wanted or url, advert_file))) if seen else AdvertGuess()
    written = specification(url, listing, guess)
    parse_yaml(written, BoardSpec, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(written, encoding="utf-8")
    return NewBoard(chosen, target, tuple(_said(listing, guess)))


def specification(url: str, listing: ListingGuess, advert: AdvertGuess) -> str:
    """The file's text: every guess with what it rests on, everything else to be filled in."""
    address, municipality, how = _address(url, listing)
    parts = urlsplit(url)
    lines = [
        "# A first specification, guessed from two pages. Look at every line, then run `adwatch board check`.",
        "# yaml-language-server: $schema=board.schema.json",
        f"title: {_quoted(parts.hostname or FILL_IN)}",
        f"home: {parts.scheme}://{parts.netloc}/",
        "kind: html                      # or: json, rendered, sitemap, feed",
        f"municipalities: [{_quoted(municipality)}]  # {how}; fill in all that the board lists",
        "listing:",
        f"  url: {_quoted(address)}",
        *_line("  entries", listing.entries, "the element that stands once per advert"),
        *_id_lines(listing),
        *_line("  link", listing.link, "the link to the advert's page, within an entry"),
        *_line("  changed", listing.changed, None),
        *_line("  next", listing.next, None),
        "  # present: …                  # fill in: what stands on every listing page, on an empty one too",
        "advert:",
        *(
            _line("  within", advert.within, None)
            or ["  # within: …   # fill in, where others' adverts stand there, too"]
        ),
        *_field_lines(advert),
        *_price_lines(advert),
        "# bounds: {min: {adverts: 40, filled: {title: 0.99}}}   # what a usual night is at least",
    ]
    return "\n".join(lines) + "\n"


def _address(url: str, listing: ListingGuess) -> tuple[str, str, str]:
    """The listing's template, the municipality in it, and how that was found."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if listing.next is None:
        path = PAGE.sub(r"\1={page}", path)
    for word in re.findall(r"[^/?&=]+", path):
        found = resolve_municipality(word.replace("-", " ").replace("+", " ").replace("%20", " "))
        if found is not None and not word.isdigit() and "{" not in word:
            return path.replace(word, "{municipality.slug}", 1), found.name, "guessed from the address"
    return path, "GM0000", "fill in: no municipality in the address; each advert's own place then tells (listing.place)"


def _line(key: str, guess: Guess | None, missing: str | None) -> list[str]:
    if guess is not None:
        return [f"{key}: {_quoted(guess.value)}  # guessed: {guess.because}"]
    return [f"{key}: {_quoted(FILL_IN.casefold().replace(' ', '-'))}  # fill in: {missing}"] if missing else []


def _id_lines(listing: ListingGuess) -> list[str]:
    if listing.id is None:
        return ["  id: fill-in  # fill in: the board's own id of the advert, within an entry"]
    regex = f", regex: {_quoted(listing.id_regex)}" if listing.id_regex else ""
    return [f"  id: {{css: {_quoted(listing.id.value)}{regex}}}  # guessed: {listing.id.because}"]


def _field_lines(advert: AdvertGuess) -> list[str]:
    lines = [] if advert.structured is None else [f"  # {advert.structured} on the page serves what has no selector"]
    lines.append("  fields:")
    for wanted in AdvertField:
        if wanted in advert.fields:
            guess = advert.fields[wanted]
            lines.append(f"    {wanted.value}: {_quoted(guess.value)}  # guessed: {guess.because}")
        elif wanted in advert.labels:
            lines.append(f"    {wanted.value}: {{label: {_quoted(advert.labels[wanted].value)}}}  # guessed: a label")
        elif wanted is AdvertField.TITLE:
            lines.append("    title: fill-in  # fill in: nothing looked like one")
    return lines


def _price_lines(advert: AdvertGuess) -> list[str]:
    if advert.prices is None:
        return []
    rows, duration, price = advert.prices
    return [
        f"  prices:  # guessed: {rows.because}",
        f"    rows: {_quoted(rows.value)}",
        f"    duration: {_quoted(duration)}",
        f"    price: {_quoted(price)}",
    ]


def _said(listing: ListingGuess, advert: AdvertGuess) -> list[str]:
    missing = [name for name in ("entries", "id", "link") if getattr(listing, name) is None]
    fields = [*advert.fields, *advert.labels]
    return [
        f"listing: {listing.entries.because if listing.entries else 'no repeating block found'}",
        f"advert: guessed {', '.join(dict.fromkeys(each.value for each in fields)) or 'nothing'}",
        *([f"fill in: {', '.join(missing)}"] if missing else []),
        *([] if listing.entries else ["a page filled by its script needs kind: rendered, one of JSON kind: json"]),
    ]


def _quoted(value: str) -> str:
    """A text as YAML takes it without surprise."""
    return json.dumps(value, ensure_ascii=False)


def _page(office: Office, url: str, file: Path | None) -> tuple[bytes, str | None]:
    page = saved(file) if file else _fetched(office, url)
    wall = barrier(html.parse(page.body, page.declared))
    if wall:
        raise Incomplete(f"{url}: {wall} keeps visitors out; adwatch stops there")
    return page.body, page.declared


def _fetched(office: Office, url: str) -> Fetched:
    """One page, as a crawl would ask for it: mandate, identity, robots.txt and hosts hold here, too."""
    require_crawler(office)
    office.mandate.require_host(host_of(url))
    settings = office.deployment.settings
    parts = urlsplit(url)
    nothing = (Selector(css="html"),)
    spec = BoardSpec(
        title="new",
        home=f"{parts.scheme}://{parts.netloc}/",
        municipalities=("*",),
        delay_seconds=0 if is_loopback(host_of(url)) else None,
        listing=Listing(url=url, entries=nothing, id=nothing, link=nothing),
    )
    run = CrawlRun(
        board="new",
        spec=spec,
        night=office.today,
        municipalities=(),
        settings=settings.crawl,
        user_agent=settings.identity.user_agent,
        store=office.store,
        sealer=office.sealer,
    )
    return run_until_complete(fetch(run, url, listing=True))
