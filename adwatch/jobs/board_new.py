"""Writing the first specification of a board from what two of its pages look like."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from parsel import Selector as Node

from adwatch.crawl.addresses import slug_of
from adwatch.crawl.fetch import Fetched, fetch, saved
from adwatch.crawl.loop import run_until_complete
from adwatch.crawl.run import CrawlRun
from adwatch.errors import BadInput, BoardChanged, Incomplete
from adwatch.jobs.board_draft import specification
from adwatch.jobs.crawling import require_crawler
from adwatch.jobs.office import Office
from adwatch.reading import html
from adwatch.reading import json as answers
from adwatch.reading.barrier import barrier
from adwatch.reading.guess import AdvertGuess, ListingGuess
from adwatch.reading.guess_advert import guess_advert
from adwatch.reading.guess_json import guess_json_advert, guess_json_listing
from adwatch.reading.guess_listing import guess_listing, needs_browser
from adwatch.specs.board import BoardKind, BoardSpec
from adwatch.specs.hosts import host_of, is_loopback
from adwatch.specs.loading import parse_yaml
from adwatch.specs.mandate import Purpose
from adwatch.specs.pages import Listing, Rendering
from adwatch.specs.selectors import Selector

NOTHING_REPEATS = "nothing that repeats; a listing of several adverts shows more"
SETTLED = Rendering(wait_for="body", settle=True)
"""How a page is looked at of which nobody has said yet when it is ready."""


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
        look = _look(office, url, file)
        guess = _look_at_advert(office, url, look, advert, advert_file)
    written = specification(url, look.listing, guess, look.kind)
    parse_yaml(written, BoardSpec, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(written, encoding="utf-8")
    return NewBoard(chosen, target, tuple(_said(look, guess)))


@dataclass(frozen=True, slots=True)
class _Look:
    """How a listing was looked at, what it seems to be, and what is worth saying of it."""

    kind: BoardKind
    listing: ListingGuess
    remark: str | None = None


def _look(office: Office, url: str, file: Path | None) -> _Look:
    """The listing as the board sends it, and once more in a browser where it is empty without."""
    page = _page(office, url, file, BoardKind.HTML)
    document = _as_json(page)
    if document is not None:
        return _Look(BoardKind.JSON, guess_json_listing(document, url))
    tree = html.parse(page.body, page.declared)
    if not needs_browser(tree, url):
        return _Look(BoardKind.HTML, guess_listing(tree, url))
    fault = "the page was saved before it" if file else _browser_fault()
    empty = "the page is empty until its script has run: a browser is needed, kind: rendered"
    if fault:
        return _Look(BoardKind.RENDERED, guess_listing(tree, url), f"{empty}; it was not rendered: {fault}")
    page = _page(office, url, None, BoardKind.RENDERED)
    return _Look(BoardKind.RENDERED, guess_listing(html.parse(page.body, page.declared), url), empty)


def _look_at_advert(office: Office, url: str, look: _Look, advert: str | None, file: Path | None) -> AdvertGuess:
    """The advert named, else the first that is listed; an entry that is the advert is not asked for again."""
    listing = look.listing
    if look.kind is BoardKind.JSON:
        return _look_at_answer(office, url, listing, advert, file)
    if listing.whole is not None and advert is None and file is None:
        return guess_advert(Node(root=listing.whole, type="html"), whole=True)
    wanted = advert or listing.first_link
    if file is None and wanted is None:
        return AdvertGuess()
    page = _page(office, wanted or url, file, BoardKind.HTML)
    tree = html.parse(page.body, page.declared)
    if file is None and needs_browser(tree, wanted or url) and _browser_fault() is None:
        page = _page(office, wanted or url, None, BoardKind.RENDERED)
        guess = guess_advert(html.parse(page.body, page.declared), listing.said)
        guess.rendered = True
        return guess
    return guess_advert(tree, listing.said)


def _look_at_answer(
    office: Office, url: str, listing: ListingGuess, advert: str | None, file: Path | None
) -> AdvertGuess:
    """The same of an API; where its entries lead nowhere, the address is a guess that may fail."""
    if listing.whole is not None and advert is None and file is None:
        return guess_json_advert(listing.whole, whole=True)
    wanted = advert or listing.first_link
    if file is None and wanted is None:
        return AdvertGuess()
    document = _as_json(_page(office, wanted or url, file, BoardKind.HTML))
    if document is None:
        listing.link = None
        return AdvertGuess()
    return guess_json_advert(document)


def _as_json(page: Fetched) -> Any:  # noqa: ANN401 - JSON
    """The answer, None where it is no object and no list in JSON."""
    try:
        document = answers.parse(page.body, page.declared)
    except BoardChanged:
        return None
    return document if isinstance(document, dict | list) else None


def _browser_fault() -> str | None:
    from adwatch.crawl.browser import browser_fault  # noqa: PLC0415 - loads Playwright, where a page needs it alone

    return run_until_complete(browser_fault())


def _said(look: _Look, advert: AdvertGuess) -> list[str]:
    listing = look.listing
    needed = ("entries", "id") if listing.whole is not None else ("entries", "id", "link")
    missing = [name for name in needed if getattr(listing, name) is None]
    fields = [*advert.fields, *advert.labels]
    return [
        *([look.remark] if look.remark else []),
        f"listing: {listing.entries.because if listing.entries else NOTHING_REPEATS}",
        f"advert: guessed {', '.join(dict.fromkeys(each.value for each in fields)) or 'nothing'}",
        *([f"fill in: {', '.join(missing)}"] if missing else []),
    ]


def _page(office: Office, url: str, file: Path | None, kind: BoardKind) -> Fetched:
    page = saved(file) if file else _fetched(office, url, kind)
    wall = barrier(html.parse(page.body, page.declared))
    if wall:
        raise Incomplete(f"{url}: {wall} keeps visitors out; adwatch stops there")
    return page


def _fetched(office: Office, url: str, kind: BoardKind) -> Fetched:
    """One page, as a crawl would ask for it: mandate, identity, robots.txt and hosts hold here, too."""
    require_crawler(office)
    office.mandate.require_host(host_of(url))
    settings = office.deployment.settings
    parts = urlsplit(url)
    nothing = (Selector(css="html"),)
    spec = BoardSpec(
        title="new",
        home=f"{parts.scheme}://{parts.netloc}/",
        kind=kind,
        municipalities=("*",),
        delay_seconds=0 if is_loopback(host_of(url)) else None,
        listing=Listing(url=url, entries=nothing, id=nothing, link=nothing),
        render=SETTLED if kind is BoardKind.RENDERED else None,
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
