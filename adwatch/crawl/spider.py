"""The walk over a board that all spiders share; how a page is read is each spider's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urljoin

from scrapy import FormRequest, Request, Spider
from scrapy.http import Response

from adwatch.clean.placing import place_advert
from adwatch.crawl.addresses import Address, listing_address
from adwatch.crawl.bodies import tree
from adwatch.crawl.conditional import NOT_MODIFIED, all_fresh, state_of, with_validators
from adwatch.crawl.coverage import Tally
from adwatch.crawl.failures import Failed, failed
from adwatch.crawl.fingerprints import with_fingerprints
from adwatch.crawl.items import AdvertItem, SameAgain
from adwatch.crawl.patience import NotSent
from adwatch.crawl.run import CrawlRun
from adwatch.domain.adverts import RawAdvert
from adwatch.domain.pages import PageState
from adwatch.domain.sealed import Token
from adwatch.errors import BoardChanged
from adwatch.reading import html
from adwatch.reading.barrier import barrier
from adwatch.reading.pages import Entry, ListingPage
from adwatch.specs.hosts import host_of
from adwatch.specs.pages import PlacedBy

LISTING_PRIORITY = 10  # listings before adverts: a night that breaks off has seen who was there
BARRED_ADVERTS = 3
"""Adverts' pages that ask for a login after which the board is taken to bar them all (assumed)."""


class BoardSpider(Spider):
    """Walks every listing and asks for the page of an advert only where it must."""

    name = "board"
    run: CrawlRun
    barred_adverts = 0
    closing: asyncio.Task[None] | None = None
    """Held, since a task that nobody holds may be thrown away before it is done."""

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the first page of every listing."""
        first = self.run.spec.listing.first_page
        for tally in self.run.tallies:
            yield self._listing_request(tally, listing_address(self.run.spec, tally.place, first), first, set())

    def read_listing(self, response: Response) -> ListingPage:
        """Read a listing page, of HTML unless a spider says otherwise; raises `BoardChanged`."""
        return html.read_listing(tree(response), self.run.board, response.url, self.run.spec)

    def read_advert(self, response: Response, advert_id: str) -> RawAdvert:
        """Read an advert's page, of HTML unless a spider says otherwise; raises `BoardChanged`."""
        return html.read_advert(tree(response), self.run.board, advert_id, response.url, self.run.spec)

    def dress_listing(self, request: Request) -> Request:
        """A listing's request as this kind of board needs it."""
        return request

    def dress_advert(self, request: Request) -> Request:
        """An advert's request as this kind of board needs it."""
        return request

    def stop(self, reason: str, *, barred: bool = False) -> None:
        """End the crawl of this board for tonight, in order; what was not walked to its end says why."""
        for tally in self.run.tallies:
            if not tally.ended and not tally.disallowed:
                if barred:
                    tally.barred = reason
                else:
                    tally.faults[reason] += 1
        engine = self.crawler.engine
        if engine is not None and self.run.ending is None:
            self.run.ending = reason
            self.closing = asyncio.get_running_loop().create_task(engine.close_spider_async(reason="stopped"))

    def parse_listing(self, response: Response, tally: Tally, number: int, trail: set[str]) -> Iterator[Any]:
        """Count what is listed, ask for what must be read, and go on to the next page.

        `trail` holds the addresses walked so far, by which a listing that goes round is noticed.
        """
        page_token: Token = response.meta["page_token"]
        if response.status == NOT_MODIFIED:
            yield from self._unchanged_listing(response, tally, number, trail, self.run.memory.pages[page_token])
            return
        self._count_page()
        try:
            page = self.read_listing(response)
        except BoardChanged as fault:
            self._no_listing(response, tally, fault)
            return
        before = self._count_listing(tally)
        found = [self._entry(response, tally, entry) for entry in page.entries]
        self.run.states[page_token] = state_of(response, page, [one for one, _ in found])
        yield from (each for _, each in found if each is not None)
        grown = len(tally.listed) > before
        yield from self._parts(response, tally, page, trail)
        yield from self._next_page(response.url, tally, number, trail, page.next, grown=grown)

    async def parse_advert(
        self, response: Response, tally: Tally, advert_id: str, token: bytes, entry_token: bytes
    ) -> AsyncIterator[Any]:
        """Hand on what an advert's page says."""
        page_token: Token = response.meta["page_token"]
        if response.status == NOT_MODIFIED:
            self.run.states[page_token] = self.run.memory.pages[page_token]
            yield SameAgain(self.run.memory.adverts[token], entry_token)
            return
        self._count_page()
        try:
            raw = self.read_advert(response, advert_id)
        except BoardChanged as fault:
            self._no_advert(response, tally, fault)
            return
        self.run.read += 1
        state = state_of(response)
        if state.etag or state.modified:
            self.run.states[page_token] = state
        if self.run.fingerprints and raw.photos:
            raw = await with_fingerprints(self, raw, response.url)
        yield AdvertItem(raw, token, entry_token, self._municipality(tally, token))

    def failed_listing(self, failure: Any) -> None:  # noqa: ANN401 - Twisted's Failure is untyped
        """Write down why a listing page could not be read."""
        tally: Tally = failure.request.cb_kwargs["tally"]
        what = failed(failure.value)
        if self._never_sent(failure.value):
            return
        if what.disallowed and tally.pages == 0:
            tally.disallowed = True
        elif what.barred:
            self.stop(what.reason, barred=True)
        else:
            tally.faults[what.reason] += 1

    def failed_advert(self, failure: Any) -> None:  # noqa: ANN401 - Twisted's Failure is untyped
        """Write down why an advert could not be read; one that has gone since it was listed is no fault."""
        tally: Tally = failure.request.cb_kwargs["tally"]
        what = failed(failure.value)
        if what.gone or self._never_sent(failure.value):
            return
        self._barred_advert(tally, what) if what.barred else tally.faults.update([what.reason])

    def _never_sent(self, error: BaseException | None) -> bool:
        """Whether a request was turned away because the crawl is ending, which has its reason already."""
        return isinstance(error, NotSent) and self.run.ending is not None

    def _barred_advert(self, tally: Tally, what: Failed) -> None:
        tally.barred = what.reason
        self.barred_adverts += 1
        if self.barred_adverts >= BARRED_ADVERTS:
            self.stop(what.reason, barred=True)

    def _no_listing(self, response: Response, tally: Tally, fault: BoardChanged) -> None:
        wall = barrier(tree(response))
        if wall:
            self.stop(wall, barred=True)
        else:
            tally.faults[str(fault)] += 1

    def _no_advert(self, response: Response, tally: Tally, fault: BoardChanged) -> None:
        wall = barrier(tree(response))
        if wall:
            self._barred_advert(tally, Failed(wall, barred=True))
        else:
            tally.faults[str(fault)] += 1

    def _count_page(self) -> None:
        self.run.pages += 1
        self.run.watch()

    def _count_listing(self, tally: Tally) -> int:
        """Count a listing page; return how many adverts were listed before it."""
        tally.pages += 1
        self.run.least_requests += 1
        return len(tally.listed)

    def _entry(
        self, response: Response, tally: Tally, entry: Entry
    ) -> tuple[tuple[bytes, bytes], Request | AdvertItem | None]:
        run = self.run
        token = run.sealer.advert_token(run.board, entry.advert_id).digest
        entry_token = run.sealer.entry_token(entry.shown)
        tally.listed.add(token)
        return (token, entry_token), self._wanted(response, tally, entry, token, entry_token)

    def _wanted(
        self, response: Response, tally: Tally, entry: Entry, token: bytes, entry_token: bytes
    ) -> Request | AdvertItem | None:
        """What an entry asks for: its page, its own content where that is whole, or nothing."""
        run = self.run
        if token in run.asked or not self._concerns_us(entry, token, entry_token):
            return None
        run.asked.add(token)
        if not run.needs_reading(token, entry_token):
            return None
        if run.spec.listing.whole and entry.advert is None:
            tally.faults["an entry without what an advert must state"] += 1
            return None
        if entry.advert is not None:
            run.read += 1
            return AdvertItem(entry.advert, token, entry_token, self._municipality(tally, token))
        url = urljoin(response.url, entry.link or "")
        if entry.link is None or host_of(url) not in run.spec.every_host:
            tally.faults["an entry without a link on the board's own host"] += 1
            return None
        run.least_requests += 1
        return self._advert_request(url, tally, entry.advert_id, token, entry_token)

    def _concerns_us(self, entry: Entry, token: bytes, entry_token: bytes) -> bool:
        """Whether an advert that names its own place may stand in a municipality of this crawl."""
        run = self.run
        if run.spec.placed_by is PlacedBy.LISTING:
            return True
        passed_over = run.memory.pages.get(run.sealer.passed_over_token(run.board, entry.advert_id))
        if passed_over is not None and passed_over.entries == ((token, entry_token),):
            run.placed[token] = None
            return False
        if entry.place:
            said = RawAdvert(run.board, entry.advert_id, place=entry.place)
            found = place_advert(said, province=run.province, spellings=run.spec.spellings.municipality)
            if found is not None:
                run.placed[token] = found.code if run.covers(found.code) else None
                return run.placed[token] is not None
        return True

    def _municipality(self, tally: Tally, token: bytes) -> str | None:
        return tally.place.code if tally.place else self.run.placed.get(token)

    def _advert_request(self, url: str, tally: Tally, advert_id: str, token: bytes, entry_token: bytes) -> Request:
        request = Request(
            url,
            callback=self.parse_advert,
            errback=self.failed_advert,
            cb_kwargs={"tally": tally, "advert_id": advert_id, "token": token, "entry_token": entry_token},
            dont_filter=True,
        )
        # Only an advert whose entry is as it was is asked for conditionally: else it must be read whatever is said.
        known = self.run.memory.adverts.get(token)
        same = known is not None and known.entry_token == entry_token
        return with_validators(self.run, self.dress_advert(request), url, usable=same)

    def _listing_request(self, tally: Tally, address: Address, number: int, trail: set[str]) -> Request:
        options: dict[str, Any] = {
            "callback": self.parse_listing,
            "errback": self.failed_listing,
            "cb_kwargs": {"tally": tally, "number": number, "trail": trail | {address.key}},
            "priority": LISTING_PRIORITY,
            "dont_filter": True,
        }
        request = (
            FormRequest(address.url, formdata=list(address.form), **options)
            if address.form
            else Request(address.url, **options)
        )
        return with_validators(
            self.run, self.dress_listing(request), address.key, usable=all_fresh(self.run, address.key)
        )

    def _unchanged_listing(
        self, response: Response, tally: Tally, number: int, trail: set[str], state: PageState
    ) -> Iterator[Any]:
        self._count_page()
        before = self._count_listing(tally)
        self.run.states[response.meta["page_token"]] = state
        tally.listed.update(token for token, _ in state.entries)
        grown = len(tally.listed) > before
        yield from self._next_page(response.url, tally, number, trail, state.next, grown=grown)

    def _parts(self, response: Response, tally: Tally, page: ListingPage, trail: set[str]) -> Iterator[Request]:
        tally.open += len(page.parts)
        for part in page.parts:
            url = urljoin(response.url, part)
            if url in trail or len(trail) >= self.run.settings.max_listing_pages:
                tally.faults["the listing goes round in a circle"] += 1
            elif host_of(url) not in self.run.spec.every_host:
                tally.faults["a part of the listing that leaves the board's hosts"] += 1
            else:
                yield self._listing_request(tally, Address(url), self.run.spec.listing.first_page, trail)

    def _next_page(
        self, here: str, tally: Tally, number: int, trail: set[str], found: str | None, *, grown: bool
    ) -> Iterator[Request]:
        spec, listing = self.run.spec, self.run.spec.listing
        if (listing.next is not None and found is None) or (
            listing.next is None and (not grown or not listing.counts_pages)
        ):
            tally.end_one()
            return
        if found and not listing.has_cursor:
            address = Address(urljoin(here, found))
        else:
            address = listing_address(spec, tally.place, number + 1, found or "")
        if host_of(address.url) not in spec.every_host:
            tally.faults["a next page that leaves the board's hosts"] += 1
        elif address.key in trail or not grown or len(trail) >= self.run.settings.max_listing_pages:
            tally.faults["the listing goes round in a circle"] += 1
        else:
            yield self._listing_request(tally, address, number + 1, trail)
