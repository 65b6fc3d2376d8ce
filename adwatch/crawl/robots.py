"""robots.txt, obeyed as RFC 9309 says: one that cannot be read forbids all until it can."""

from __future__ import annotations

from typing import NoReturn

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

SERVER_ERROR = 500


class RobotsUnreadable(IgnoreRequest):
    """The board's robots.txt gave no answer that could be read, so nothing may be read (RFC 9309, 2.3.1.4)."""


class NothingAllowed(RobotParser):
    """Stands in for a robots.txt that could not be read."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> NothingAllowed:  # noqa: ARG003 - Scrapy's signature
        """Needs nothing of either."""
        return cls()

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> NoReturn:  # noqa: ARG002 - nothing, whatever is asked
        """Allow nothing, and say why."""
        raise RobotsUnreadable("robots.txt could not be read")


class StrictRobotsTxtMiddleware(RobotsTxtMiddleware):
    """Scrapy's own, which would take an unreadable robots.txt for leave."""

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
        if response.status >= SERVER_ERROR:
            self._robots_error(RobotsUnreadable(), netloc)
        else:
            await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        super()._robots_error(exc, netloc)
        self._parsers[netloc] = NothingAllowed()

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Refuse where there is no parser, whatever the reason."""
        super().process_request_2(rp if rp is not None else NothingAllowed(), request)
