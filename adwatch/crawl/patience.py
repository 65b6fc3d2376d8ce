"""One pace for a whole board: never quicker than its delay, and slower whenever the board asks for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import Request, Spider, signals
from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.http import Response
from scrapy.utils.asyncio import call_later, create_looping_call
from twisted.python.failure import Failure

from adwatch.crawl.compression import PageCutOff

if TYPE_CHECKING:
    from adwatch.crawl.spider import BoardSpider

MOST_WAIT_SECONDS = 600.0
"""The longest that a crawl waits for a board that refuses; one that asks for more is left for tonight (assumed)."""
FIRST_BACK_OFF_SECONDS = 2.0
"""The pause before a first retry where the board names none; it doubles with each further one (assumed)."""
COME_BACK_LATER = "the board asks to come back later"
TOO_SLOW = "robots.txt asks for longer pauses than a night has time for"
ENDED = "the crawl was ended"
BUSY = frozenset({429, 503})
BOARD_SLOT = "board"
LOOK_SECONDS = 0.5
"""How often what waits is told that the crawl is ending."""
_LONGEST_NUMBER = 9


class NotSent(IgnoreRequest):
    """A request that was still waiting for its turn when the crawl ended."""


class Patience:
    """Until when a board is left alone, on a clock in seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic, most: float = MOST_WAIT_SECONDS) -> None:
        self.clock = clock
        self.most = most
        self._until = clock()
        self._since: float | None = None

    def wait(self, seconds: float) -> bool:
        """Leave the board alone for `seconds` from now, or longer where that was asked before.

        False where this is more than `most` seconds after the board first refused without answering well since.
        """
        now = self.clock()
        self._since = now if self._since is None else self._since
        self._until = max(self._until, now + seconds)
        return self._until - self._since <= self.most

    def answered(self) -> None:
        """The board gave an answer: a later refusal is a new one."""
        self._since = None

    def left(self) -> float:
        """Seconds until it may be asked again, 0 where it may now."""
        return max(0.0, self._until - self.clock())


def retry_after(response: Response) -> float | None:
    """The seconds that `response` asks to wait (RFC 9110, 10.2.3), or None where it states none that can be read.

    A date is taken against the response's own Date, so that a clock that is wrong does no harm.
    """
    stated = (response.headers.get("Retry-After") or b"").strip().decode("latin-1")
    if stated.isascii() and stated.isdigit():
        return float(stated) if len(stated) <= _LONGEST_NUMBER else float("inf")
    until = _date(stated)
    if until is None:
        return None
    now = _date((response.headers.get("Date") or b"").decode("latin-1")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def _date(stated: str) -> datetime | None:
    """An HTTP date; all of them are in UTC (RFC 9110, 5.6.7)."""
    try:
        found = parsedate_to_datetime(stated)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


class PatientDownloader(Downloader):
    """Scrapy's, with one slot and so one pace for all hosts of a board, robots.txt included.

    The pace is kept where requests leave and not in a middleware: what already waits for its turn waits, too.
    AutoThrottle works on the slot as ever, but cannot make it quicker than `slow_down` has said.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Listen to every answer of the board that `crawler` reads."""
        super().__init__(crawler)
        self.patience = Patience()
        self.pause = self._delay
        self._look = create_looping_call(self._turn_away_where_closing)
        crawler.signals.connect(self._opened, signals.spider_opened)
        # This signal comes before the next request is looked for, so nothing slips out behind a refusal.
        crawler.signals.connect(self._answered, signals.response_downloaded)

    def get_slot_key(self, request: Request) -> str:  # noqa: ARG002 - Scrapy's signature
        """One for all."""
        return BOARD_SLOT

    def slow_down(self, seconds: float) -> None:
        """Pause at least `seconds` between two requests from now on; ends the crawl where that is too long."""
        self.pause = max(self.pause, seconds)
        if seconds > MOST_WAIT_SECONDS:
            self._spider.stop(TOO_SLOW)

    def back_off(self, seconds: float) -> None:
        """Leave the board alone for `seconds`; ends the crawl where it has refused for too long."""
        if not self.patience.wait(seconds):
            self._spider.stop(COME_BACK_LATER)

    def close(self) -> None:
        """Stop listening and looking."""
        if self._look.running:
            self._look.stop()
        super().close()

    @property
    def _spider(self) -> BoardSpider:
        return self.crawler.spider  # type: ignore[return-value]  # every spider here is one

    @property
    def _closing(self) -> bool:
        slot = self.crawler.engine._slot if self.crawler.engine else None  # noqa: SLF001 - nothing public tells it
        return slot is not None and (slot.closing is not None or self._spider.run.ending is not None)

    def _opened(self) -> None:
        self._look.start(LOOK_SECONDS, now=False)

    def _answered(self, response: Response) -> None:
        # A pause begins with the answer: from the request on, a slow connection would take from it at the board's end.
        for slot in self.slots.values():
            slot.lastseen = monotonic()
        redirects = 300 <= response.status < 400
        asked = retry_after(response) if redirects or response.status in BUSY else None
        if asked:
            self.back_off(asked)
        elif response.status not in BUSY:
            self.patience.answered()

    def _turn_away_where_closing(self) -> None:
        for slot in self.slots.values() if self._closing else ():
            self._turn_away(slot)

    def _turn_away(self, slot: Slot) -> None:
        while slot.queue:
            slot.queue.popleft()[1].errback(Failure(NotSent(ENDED)))  # type: ignore[no-untyped-call]  # Twisted's

    def _process_queue(self, slot: Slot) -> None:
        if self._closing:
            self._turn_away(slot)
            return
        if slot.delay < self.pause:
            slot.delay, slot.concurrency = self.pause, 1
        left = self.patience.left()
        if left and slot.latercall is None:
            slot.latercall = call_later(left, self._latercall, slot)
            return
        super()._process_queue(slot)


class PatientRetryMiddleware(RetryMiddleware):
    """Scrapy's, with pauses that double before each retry of a request; a board without a delay needs none."""

    def _retry(self, request: Request, reason: str | Exception | type[Exception]) -> Request | None:
        again = super()._retry(request, reason)
        downloader = patient_downloader(self.crawler)
        if again is not None and downloader.pause:
            times: int = again.meta["retry_times"]
            downloader.back_off(max(downloader.pause, FIRST_BACK_OFF_SECONDS * 2 ** (times - 1)))
        return again

    def process_exception(
        self,
        request: Request,
        exception: Exception,
        spider: Spider | None = None,  # noqa: ARG002 - Scrapy's signature
    ) -> Request | Response | None:
        """Retry as ever; a page that is cut off time and again is said to be."""
        again = super().process_exception(request, exception)
        if again is None and isinstance(exception, ResponseDataLossError):
            raise PageCutOff from exception
        return again


def patient_downloader(crawler: Crawler) -> PatientDownloader:
    """The downloader of a running crawl of a board."""
    downloader = crawler.engine.downloader if crawler.engine else None
    if not isinstance(downloader, PatientDownloader):
        raise TypeError("a board is crawled with PatientDownloader alone")
    return downloader
