"""The walk over a board that all spiders share; how a page is read is each spider's own."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urljoin

from scrapy import Request, Spider
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from adwatch.clean.text import fold
from adwatch.crawl.items import AdvertItem, ListedAdverts
from adwatch.crawl.robots import RobotsUnreadable
from adwatch.crawl.run import CrawlRun, Tally
from adwatch.domain.adverts import RawAdvert
from adwatch.domain.places import Municipality
from adwatch.errors import BoardChanged
from adwatch.reading.pages import Entry, ListingPage
from adwatch.specs.hosts import host_of
from adwatch.specs.pages import PLACEHOLDER

BARRED = frozenset({401, 402, 403, 407, 451})  # a login, a payment, a refusal: adwatch stops there
GONE = frozenset({404, 410})
LISTING_PRIORITY = 10  # listings before adverts: a night that breaks off has seen who was there


class BoardSpider(Spider):
    """Walks every municipality's listing and asks for the page of an advert only where it must."""

    name = "board"
    run: CrawlRun

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the first listing page of every municipality."""
        for place in self.run.municipalities:
            listing = self.run.spec.listing
            for request in self._listing_request(
                place, self._listing_url(place, listing.first_page), listing.first_page, {}
            ):
                yield request

    @abstractmethod
    def read_listing(self, response: Response) -> ListingPage:
        """Read a listing page; raises `BoardChanged`."""

    @abstractmethod
    def read_advert(self, response: Response, advert_id: str) -> RawAdvert:
        """Read an advert's page; raises `BoardChanged`."""

    def parse_listing(
        self, response: Response, place: Municipality, number: int, trail: dict[str, int]
    ) -> Iterator[Any]:
        """Count what is listed, ask for what must be read, and go on to the next page.

        `trail` holds the links walked so far, by which a listing that goes round is noticed.
        """
        tally = self.run.tallies[place.code]
        self.run.pages += 1
        self.run.watch()
        try:
            page = self.read_listing(response)
        except BoardChanged as fault:
            tally.faults[str(fault)] += 1
            return
        tally.pages += 1
        self.run.least_requests += 1
        before = len(tally.listed)
        tokens = tuple(self._entry(response, place, entry) for entry in page.entries)
        yield ListedAdverts(place.code, tuple(token for token, _ in tokens))
        yield from (request for _, request in tokens if request is not None)
        trail[response.url] = number
        yield from self._next_page(response, place, number, trail, page, grown=len(tally.listed) > before)

    def parse_advert(
        self, response: Response, place: Municipality, advert_id: str, entry_token: bytes
    ) -> Iterator[Any]:
        """Hand on what an advert's page says."""
        self.run.pages += 1
        self.run.watch()
        try:
            raw = self.read_advert(response, advert_id)
        except BoardChanged as fault:
            self.run.tallies[place.code].faults[str(fault)] += 1
            return
        self.run.read += 1
        yield AdvertItem(raw, entry_token)

    def failed_listing(self, failure: Failure) -> None:
        """Write down why a listing page could not be read."""
        place: Municipality = failure.request.cb_kwargs["place"]  # type: ignore[attr-defined]  # Scrapy adds it
        self._count(self.run.tallies[place.code], failure)

    def failed_advert(self, failure: Failure) -> None:
        """Write down why an advert could not be read; one that has gone since it was listed is no fault."""
        error = failure.value
        if isinstance(error, HttpError) and error.response.status in GONE:
            return
        place: Municipality = failure.request.cb_kwargs["place"]  # type: ignore[attr-defined]  # Scrapy adds it
        self._count(self.run.tallies[place.code], failure)

    def _count(self, tally: Tally, failure: Failure) -> None:
        error = failure.value
        if isinstance(error, HttpError) and error.response.status in BARRED:
            tally.barred = f"HTTP {error.response.status}"
        elif (
            isinstance(error, IgnoreRequest) and "robots.txt" in str(error) and not isinstance(error, RobotsUnreadable)
        ):
            if tally.pages == 0:
                tally.disallowed = True
            else:
                tally.faults["robots.txt does not allow an advert's page"] += 1
        else:
            tally.faults[_reason(error)] += 1

    def _entry(self, response: Response, place: Municipality, entry: Entry) -> tuple[bytes, Request | None]:
        run, tally = self.run, self.run.tallies[place.code]
        token = run.sealer.advert_token(run.board, entry.advert_id).digest
        entry_token = run.sealer.entry_token(entry.shown)
        tally.listed.add(token)
        if token in run.asked or not run.needs_reading(token, entry_token):
            return token, None
        run.asked.add(token)
        url = urljoin(response.url, entry.link or "")
        if entry.link is None or host_of(url) != run.spec.host:
            tally.faults["an entry without a link on the board's own host"] += 1
            return token, None
        if not run.within_budget(tally):
            return token, None
        run.least_requests += 1
        request = Request(
            url,
            callback=self.parse_advert,
            errback=self.failed_advert,
            cb_kwargs={"place": place, "advert_id": entry.advert_id, "entry_token": entry_token},
            dont_filter=True,
        )
        return token, request

    def _next_page(
        self,
        response: Response,
        place: Municipality,
        number: int,
        trail: dict[str, int],
        page: ListingPage,
        *,
        grown: bool,
    ) -> Iterator[Request]:
        tally, listing = self.run.tallies[place.code], self.run.spec.listing
        if listing.next is not None and page.next is None:
            tally.ended = True
            return
        url = urljoin(response.url, page.next) if page.next else self._listing_url(place, number + 1)
        if listing.next is None and (not grown or not listing.counts_pages):
            tally.ended = True
        elif host_of(url) != self.run.spec.host:
            tally.faults["a next page that leaves the board's host"] += 1
        elif url in trail or not grown or len(trail) >= self.run.settings.max_listing_pages:
            tally.faults["the listing goes round in a circle"] += 1
        else:
            yield from self._listing_request(place, url, number + 1, trail)

    def _listing_request(self, place: Municipality, url: str, number: int, trail: dict[str, int]) -> Iterator[Request]:
        if self.run.within_budget(self.run.tallies[place.code]):
            yield Request(
                url,
                callback=self.parse_listing,
                errback=self.failed_listing,
                cb_kwargs={"place": place, "number": number, "trail": trail},
                priority=LISTING_PRIORITY,
                dont_filter=True,
            )

    def _listing_url(self, place: Municipality, page: int) -> str:
        spec = self.run.spec
        offset = (page - spec.listing.first_page) * spec.listing.page_size
        filled = {
            "municipality.slug": spec.slugs.get(place.name) or spec.slugs.get(place.code) or slug_of(place.name),
            "municipality.code": place.code,
            "municipality.name": place.name,
            "page": str(page),
            "offset": str(offset),
        }
        return urljoin(spec.home, PLACEHOLDER.sub(lambda match: filled[match.group(1)], spec.listing.url))


def slug_of(name: str) -> str:
    """A municipality's name as boards mostly write it in addresses: lower case, no accents, hyphens."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in fold(name)).split())


def _reason(error: BaseException | None) -> str:
    if isinstance(error, HttpError):
        return f"HTTP {error.response.status}"
    if isinstance(error, DownloadTimeoutError):
        return "no answer in time"
    if isinstance(error, DownloadCancelledError):
        return "a page larger than is read"
    if isinstance(error, IgnoreRequest):
        return str(error) or "not followed"
    return f"not reached: {type(error).__name__}"
