"""Writing and checking the specification of a board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from adwatch.clean.advert import clean_advert
from adwatch.crawl.fetch import Fetched, fetch
from adwatch.crawl.loop import run_until_complete
from adwatch.domain.adverts import Advert
from adwatch.errors import BadInput, BoardChanged, Incomplete
from adwatch.jobs.crawling import plan
from adwatch.jobs.office import Office
from adwatch.reading import feed, html, json
from adwatch.reading.barrier import barrier
from adwatch.reading.pages import Found, ListingPage
from adwatch.specs.board import BoardKind, BoardSpec, pick_boards
from adwatch.specs.mandate import Purpose
from adwatch.specs.selectors import AdvertField

REASON = "check of a board's specification"


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """What a board's specification makes of one page; one of `listing` and `advert` is there.

    fields: per field what it gave and by which selector, None where it stayed empty.
    """

    source: str
    listing: ListingPage | None = None
    fields: Mapping[AdvertField, Found | None] | None = None
    prices: Mapping[str, str] | None = None
    advert: Advert | None = None
    fault: str | None = None


def check_board(
    office: Office,
    board: str,
    *,
    file: Path | None = None,
    url: str | None = None,
    municipality: str | None = None,
    as_advert: bool = False,
) -> CheckedPage:
    """Read one page of `board`: a saved file, a URL, or the first listing page; nothing is stored.

    A person's advert is shown to whoever asks, so that the audit trail is written first.

    Raises:
        UnknownName: there is no such board.
        Refused: the mandate does not allow it.
        Incomplete: the page can't be read.
    """
    if file is not None and url is not None:
        raise BadInput("name one of --file and --url")
    spec = pick_boards(office.deployment.boards_dir, (board,))[board]
    with office.trail.opening(
        "read a board's page to check its specification",
        purpose=Purpose.FIGURES,
        reason=REASON,
        subject_type="advert page",
        count=1,
    ):
        page = _saved(file) if file else _fetched(office, board, url, municipality, listing=not as_advert)
        return check_page(board, spec, page, as_advert=as_advert, reference=office.today)


def check_page(board: str, spec: BoardSpec, page: Fetched, *, as_advert: bool, reference: date) -> CheckedPage:
    """What a specification makes of a page: as a listing, unless it is asked for, or can only be read, as an advert.

    Raises:
        Incomplete: it is neither.
    """
    reader = json if spec.kind is BoardKind.JSON else html
    fault = None
    if not as_advert:
        try:
            found = _as_listing(board, spec, page)
        except BoardChanged as changed:
            fault = str(changed)
        else:
            if found.entries or spec.listing.present:
                return CheckedPage(page.url, listing=found)
    try:
        document = reader.parse(page.body, page.declared)
        return _as_advert(board, spec, page, reader, document, reference)
    except BoardChanged as changed:
        wall = barrier(html.parse(page.body, page.declared))
        said = f"{fault}, and {changed}" if fault else str(changed)
        raise Incomplete(f"{page.url}: {wall or said}") from changed


def _as_listing(board: str, spec: BoardSpec, page: Fetched) -> ListingPage:
    by_format = spec.kind in {BoardKind.FEED, BoardKind.SITEMAP}
    reader = feed if by_format else json if spec.kind is BoardKind.JSON else html
    found: ListingPage = reader.read_listing(reader.parse(page.body, page.declared), board, page.url, spec)
    return found


def _as_advert(
    board: str,
    spec: BoardSpec,
    page: Fetched,
    reader: ModuleType,
    document: Any,  # noqa: ANN401 - a page
    reference: date,
) -> CheckedPage:
    found = reader.find_advert(document, page.url, spec)
    prices = reader.find_prices(document, spec)
    fields = {field: found.get(field) for field in AdvertField}
    try:
        raw = reader.read_advert(document, board, "?", page.url, spec)
    except BoardChanged as changed:
        if not found:
            raise
        return CheckedPage(page.url, fields=fields, prices=prices, fault=str(changed))
    return CheckedPage(page.url, fields=fields, prices=prices, advert=clean_advert(raw, reference=reference))


def _saved(file: Path) -> Fetched:
    try:
        return Fetched(str(file), file.read_bytes(), None)
    except OSError as fault:
        raise BadInput(f"{file}: {fault.strerror}") from fault


def _fetched(office: Office, board: str, url: str | None, municipality: str | None, *, listing: bool) -> Fetched:
    (run,) = plan(office, boards=(board,), municipality=municipality)
    return run_until_complete(fetch(run, url, listing=listing))
