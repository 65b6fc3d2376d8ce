"""Checking the specification of a board: what it makes of one page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urljoin

from adwatch.clean.advert import clean_advert
from adwatch.crawl.fetch import Fetched, fetch, saved
from adwatch.crawl.loop import run_until_complete
from adwatch.domain.adverts import Advert, RawAdvert
from adwatch.errors import BadInput, BoardChanged, Incomplete
from adwatch.jobs.crawling import plan
from adwatch.jobs.office import Office
from adwatch.reading import feed, html, json
from adwatch.reading.barrier import barrier
from adwatch.reading.pages import Entry, Found, ListingPage
from adwatch.specs.board import BoardKind, BoardSpec, pick_boards
from adwatch.specs.mandate import Purpose
from adwatch.specs.selectors import AdvertField, Selector

REASON = "check of a board's specification"
COLUMNS: Mapping[str, Callable[[Entry], str | None]] = {
    "id": lambda entry: entry.advert_id,
    "link": lambda entry: entry.link,
    "changed": lambda entry: entry.shown,
    "place": lambda entry: entry.place,
}
"""What a specification says of an entry, and where that stands once it was read."""


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """What a board's specification makes of one page; one of `listing` and `fields` is there.

    by: per part of an entry, and entry by entry, what found it, None where nothing did. fields: per field what it gave
    and by which selector, None where it stayed empty. fault: why a crawl would not take this page.
    """

    source: str
    listing: ListingPage | None = None
    by: Mapping[str, Sequence[str | None]] = field(default_factory=dict)
    fields: Mapping[AdvertField, Found | None] | None = None
    prices: Mapping[str, str] | None = None
    prices_by: str = ""
    advert: Advert | None = None
    fault: str | None = None


def check_board(
    office: Office,
    board: str,
    *,
    file: Path | None = None,
    url: str | None = None,
    municipality: str | None = None,
    as_advert: bool | None = None,
) -> CheckedPage:
    """Read one page of `board`: a saved file, a URL, or the first listing page; nothing is stored.

    Whether it is an advert is told by the page, unless `as_advert` says so; the first advert that is listed is asked
    for where no page is named. A person's advert is shown to whoever asks, so the audit trail is written first.

    Raises:
        UnknownName: there is no such board.
        Refused: the mandate does not allow it.
        Incomplete: the page can't be read, or nothing stands on it.
    """
    if file is not None and url is not None:
        raise BadInput("name one of --file and --url")
    office.mandate.require(Purpose.FIGURES, office.today)
    spec = pick_boards(office.deployment.boards_dir, (board,))[board]
    with office.trail.opening(
        "read a board's page to check its specification",
        purpose=Purpose.FIGURES,
        reason=REASON,
        subject_type="advert_page",
        count=1,
    ):
        if file is not None:
            page = saved(file)
        else:
            page = _fetched(office, board, url, municipality, listing=not (url and as_advert))
            if as_advert and url is None and not spec.listing.whole:
                page = _fetched(office, board, _first_advert(board, spec, page), municipality, listing=False)
        return check_page(board, spec, page, as_advert=as_advert, reference=office.today)


def check_page(board: str, spec: BoardSpec, page: Fetched, *, as_advert: bool | None, reference: date) -> CheckedPage:
    """What a specification makes of a page: a listing if it can be read as one, unless `as_advert` says what it is.

    Raises:
        Incomplete: it is neither, or nothing stands on it.
    """
    listing, fault = None, None
    if not as_advert or spec.listing.whole:
        try:
            listing = _as_listing(board, spec, page)
        except BoardChanged as changed:
            fault = str(changed)
    if listing and (listing.entries or listing.parts):
        return (
            _checked_entry(spec, page, listing.entries, reference)
            if as_advert
            else _checked(board, spec, page, listing)
        )
    if listing and (spec.listing.present or as_advert is not None):
        raise Incomplete(f"{page.url}: a listing that is empty: listing.entries found nothing")
    if as_advert is False:
        raise _neither(page, fault)
    try:
        return _as_advert(board, spec, page, reference)
    except BoardChanged as changed:
        raise _neither(page, fault or ("no listing entries" if listing else None), str(changed)) from changed


def _neither(page: Fetched, *faults: str | None) -> Incomplete:
    """Why a page could not be read; a wall before it explains all else."""
    wall = barrier(html.parse(page.body, page.declared))
    said = ", and ".join(dict.fromkeys(filter(None, faults)))
    return Incomplete(f"{page.url}: {wall or said}")


def _reader(spec: BoardSpec, *, listing: bool) -> ModuleType:
    if listing and spec.kind in {BoardKind.FEED, BoardKind.SITEMAP}:
        return feed
    return json if spec.kind is BoardKind.JSON else html


def _as_listing(board: str, spec: BoardSpec, page: Fetched) -> ListingPage:
    reader = _reader(spec, listing=True)
    found: ListingPage = reader.read_listing(reader.parse(page.body, page.declared), board, page.url, spec)
    return found


def _first_advert(board: str, spec: BoardSpec, page: Fetched) -> str:
    try:
        links = [entry.link for entry in _as_listing(board, spec, page).entries if entry.link]
    except BoardChanged as changed:
        raise _neither(page, str(changed)) from changed
    if not links:
        raise Incomplete(f"{page.url}: no entry with a link; name an advert's page with --url")
    return urljoin(page.url, links[0])


def _checked(board: str, spec: BoardSpec, page: Fetched, listing: ListingPage) -> CheckedPage:
    by = {column: _found_by(board, spec, page, listing.entries, column) for column in COLUMNS}
    by["next"] = [_next_by(board, spec, page, listing.next)]
    return CheckedPage(page.url, listing=listing, by=by)


def _found_by(board: str, spec: BoardSpec, page: Fetched, entries: Sequence[Entry], column: str) -> list[str | None]:
    """What found a part of each entry: of several selectors the one that alone gives the same."""
    value, ways = COLUMNS[column], getattr(spec.listing, column)
    if ways is None or isinstance(ways, str) or len(ways) == 1:
        usual = _usual(spec, column) if ways is None else ways if isinstance(ways, str) else str(ways[0])
        return [usual if value(entry) else None for entry in entries]
    alone = {str(way): _alone(board, spec, page, column, way) for way in ways}
    return [
        next((said for said, found in alone.items() if value(one) and value(one) in found), None) for one in entries
    ]


def _alone(board: str, spec: BoardSpec, page: Fetched, column: str, way: Selector) -> set[str | None]:
    """What one selector gives for all entries of a page by itself; nothing where it does not serve them all."""
    only = spec.model_copy(update={"listing": spec.listing.model_copy(update={column: (way,)})})
    try:
        return {COLUMNS[column](entry) for entry in _as_listing(board, only, page).entries}
    except BoardChanged:
        return set()


def _next_by(board: str, spec: BoardSpec, page: Fetched, found: str | None) -> str | None:
    for way in spec.listing.next or () if found else ():
        only = spec.model_copy(update={"listing": spec.listing.model_copy(update={"next": (way,)})})
        if _as_listing(board, only, page).next == found:
            return str(way)
    return None


def _usual(spec: BoardSpec, column: str) -> str:
    """What gives a part of an entry of which the specification says nothing."""
    if spec.kind in {BoardKind.FEED, BoardKind.SITEMAP}:
        return f"the format of a {spec.kind.value}"
    return "all that the entry says" if column == "changed" else ""


def _checked_entry(spec: BoardSpec, page: Fetched, entries: Sequence[Entry], reference: date) -> CheckedPage:
    """The first entry of a listing whose entries are the adverts."""
    raw = entries[0].advert
    if raw is None:
        raise Incomplete(f"{page.url}: a listing, and no advert")
    return CheckedPage(
        page.url,
        fields=dict(_stated(spec, raw)),
        prices=raw.prices,
        prices_by=_prices_by(spec),
        advert=clean_advert(raw, reference=reference),
    )


def _stated(spec: BoardSpec, raw: RawAdvert) -> Iterator[tuple[AdvertField, Found | None]]:
    for one in AdvertField:
        value = getattr(raw, one.value)
        values = (value,) if isinstance(value, str) else value
        ways = spec.advert.fields.get(one, ())
        by = " or ".join(map(str, ways)) or _usual(spec, "")
        yield one, Found(tuple(values), by) if values and any(values) else None


def _as_advert(board: str, spec: BoardSpec, page: Fetched, reference: date) -> CheckedPage:
    reader = _reader(spec, listing=False)
    document: Any = reader.parse(page.body, page.declared)
    found = reader.find_advert(document, page.url, spec)
    if not found:
        raise BoardChanged("a page on which no field of an advert was found")
    fields = {one: found.get(one) for one in AdvertField}
    prices = reader.find_prices(document, spec)
    advert: Advert | None = None
    fault: str | None = None
    try:
        advert = clean_advert(reader.read_advert(document, board, "?", page.url, spec), reference=reference)
    except BoardChanged as changed:
        fault = str(changed)
    return CheckedPage(page.url, fields=fields, prices=prices, prices_by=_prices_by(spec), advert=advert, fault=fault)


def _prices_by(spec: BoardSpec) -> str:
    prices = spec.advert.prices
    return " or ".join(map(str, prices.rows)) if prices else "structured data"


def _fetched(office: Office, board: str, url: str | None, municipality: str | None, *, listing: bool) -> Fetched:
    (run,) = plan(office, boards=(board,), municipality=municipality)
    return run_until_complete(fetch(run, url, listing=listing))
