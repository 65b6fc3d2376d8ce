"""robots.txt, obeyed as RFC 9309 says: one that cannot be read forbids all until it can.

Crawl-delay, Request-rate and Visit-time, which are no part of it, are obeyed as well: they are the board's own word on
its pace and its hours.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import NoReturn

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from scrapy.utils.httpobj import urlparse_cached

from adwatch.crawl.hosts import run_of
from adwatch.crawl.patience import NotSent, patient_downloader
from adwatch.specs.hosts import is_loopback

OTHER_HOURS = "robots.txt asks to come at other hours"
FOR_NOW = frozenset({408, 425, 429})
"""Statuses of the client's side that say nothing of the file, only that it cannot be had now."""


class RobotsUnreadable(IgnoreRequest):
    """The board's robots.txt gave no answer that could be read, so nothing may be read (RFC 9309, 2.3.1.4)."""


class PoliteRobotParser(ProtegoRobotParser):
    """Scrapy's, which also tells the pause that is asked for."""

    def pause(self, user_agent: str) -> float:
        """The seconds between two requests that Crawl-delay and Request-rate ask of `user_agent`; 0 without either.

        A rate that is given for some hours of the day alone is kept at all hours.
        """
        rate = self.rp.request_rate(user_agent)
        return max(self.rp.crawl_delay(user_agent) or 0.0, rate.seconds / rate.requests if rate else 0.0)

    def asks_to_stay_away(self, user_agent: str, now: time) -> bool:
        """Whether Visit-time names hours, in UTC, and `now` is not within them; they may go over midnight."""
        hours = self.rp.visit_time(user_agent)
        if hours is None or hours.start_time == hours.end_time:
            return False
        begin, end = hours.start_time, hours.end_time
        return not (begin <= now <= end if begin < end else now >= begin or now <= end)


class NothingAllowed(RobotParser):
    """Stands in for a robots.txt that could not be read."""

    def __init__(self, reason: str = "") -> None:
        self.reason = f"robots.txt could not be read: {reason}" if reason else "robots.txt could not be read"

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> NothingAllowed:  # noqa: ARG003 - Scrapy's signature
        """Needs nothing of either."""
        return cls()

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> NoReturn:  # noqa: ARG002 - nothing, whatever is asked
        """Allow nothing, and say why."""
        raise RobotsUnreadable(self.reason)


class StrictRobotsTxtMiddleware(RobotsTxtMiddleware):
    """Scrapy's own, which would take an unreadable robots.txt for leave, and does not keep to Crawl-delay."""

    def __init__(self, crawler: Crawler) -> None:
        """Listen to what robots.txt says, which is told before any request that waits for it goes on."""
        super().__init__(crawler)
        crawler.signals.connect(self._keep_pace, signals.robots_parsed)

    async def process_request(
        self,
        request: Request,
        spider: Spider | None = None,  # noqa: ARG002 - Scrapy's signature
    ) -> None:
        """Ask the robots.txt of the request's host; before a page for the browser, of all hosts it may load from.

        While such a page is loading nothing else can be asked for.
        """
        await super().process_request(request)
        for host in run_of(self.crawler).spec.every_host if request.meta.get("playwright") else ():
            await self.robot_parser(Request(self._on_host(request, host)))

    def allows(self, url: str) -> bool:
        """Whether `url` may be asked for by a robots.txt that was read already; of any other host nothing may be."""
        parser = self._parsers.get(urlparse_cached(Request(url)).netloc)
        if not isinstance(parser, RobotParser) or isinstance(parser, NothingAllowed):
            return False
        return parser.allowed(url, self._agent)

    @staticmethod
    def _on_host(request: Request, host: str) -> str:
        """The home page of another host of the board, on the request's own port where both are on this machine."""
        parts = urlparse_cached(request)
        port = f":{parts.port}" if parts.port and (host == parts.hostname or is_loopback(host)) else ""
        return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}/"

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The parser of the request's host, also for those who waited for it while another request fetched it.

        Of several that wait on one `Deferred` all but the first are given None (Scrapy 2.19), which would be leave.
        """
        parser = await super().robot_parser(request)
        if parser is not None:
            return parser
        fetched = self._parsers.get(urlparse_cached(request).netloc)
        return fetched if isinstance(fetched, RobotParser) else None

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        found = 200 <= response.status < 300
        absent = 400 <= response.status < 500 and response.status not in FOR_NOW
        if found or absent:
            await super()._parse_robots(response if found else response.replace(body=b""), netloc, request)
        else:
            self._robots_error(RobotsUnreadable(), netloc)

    def _keep_pace(self, robotparser: RobotParser) -> None:
        if isinstance(robotparser, PoliteRobotParser):
            pause = robotparser.pause(self._agent)
            patient_downloader(self.crawler).slow_down(pause)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        super()._robots_error(exc, netloc)
        # Only adwatch's own refusals are put in words: any other error may name an address.
        self._parsers[netloc] = NothingAllowed(str(exc) if isinstance(exc, IgnoreRequest) else "")

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Refuse where there is no parser, whatever the reason; end the crawl outside the hours that are asked for."""
        if isinstance(rp, PoliteRobotParser) and rp.asks_to_stay_away(self._agent, datetime.now(UTC).time()):
            self.crawler.spider.stop(OTHER_HOURS)  # type: ignore[union-attr]  # every spider here can be stopped
            raise NotSent(OTHER_HOURS)
        super().process_request_2(rp if rp is not None else NothingAllowed(), request)

    @property
    def _agent(self) -> str:
        """The name by which robots.txt may speak of adwatch."""
        return self._robotstxt_useragent or self._default_useragent


def robots_allow(crawler: Crawler, url: str) -> bool:
    """Whether the robots.txt of `url`'s host, which must have been read in this crawl, lets adwatch ask for it."""
    middleware = crawler.get_downloader_middleware(StrictRobotsTxtMiddleware)
    return middleware is not None and middleware.allows(url)
