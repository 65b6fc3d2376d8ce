"""robots.txt, obeyed as RFC 9309 says: one that cannot be read forbids all until it can.

Crawl-delay and Request-rate, which are no part of it, are obeyed as well: they are the board's own word on its pace.
"""

from __future__ import annotations

from typing import NoReturn

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from scrapy.utils.httpobj import urlparse_cached

from adwatch.crawl.patience import patient_downloader

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
            pause = robotparser.pause(self._robotstxt_useragent or self._default_useragent)
            patient_downloader(self.crawler).slow_down(pause)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        super()._robots_error(exc, netloc)
        # Only adwatch's own refusals are put in words: any other error may name an address.
        self._parsers[netloc] = NothingAllowed(str(exc) if isinstance(exc, IgnoreRequest) else "")

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Refuse where there is no parser, whatever the reason."""
        super().process_request_2(rp if rp is not None else NothingAllowed(), request)
