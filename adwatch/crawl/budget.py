"""A night's budget of requests, which everything that goes out is counted against."""

from __future__ import annotations

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from adwatch.crawl.hosts import run_of
from adwatch.crawl.patience import NotSent
from adwatch.crawl.run import CrawlRun

USED_UP = "the board's requests for a night are used up"


def take_one(run: CrawlRun) -> bool:
    """Count one request; False, and nothing counted, where earlier crawls of the night and this one have used all."""
    if run.requests_before + run.requests >= run.spec.max_requests_per_night:
        return False
    run.requests += 1
    return True


class BudgetMiddleware:
    """Counts every request of a run: pages, images, retries, redirects, robots.txt; refuses those beyond the budget.

    It stands last before the downloader, so that what another middleware refuses or answers is not counted.
    """

    def __init__(self, run: CrawlRun) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BudgetMiddleware:
        """For the crawler's run."""
        return cls(run_of(crawler))

    def process_request(self, request: Request) -> None:  # noqa: ARG002 - Scrapy's signature
        """Count one, or raise `IgnoreRequest` where earlier crawls of the night and this one have used all."""
        if not take_one(self.run):
            raise IgnoreRequest(USED_UP)

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002 - Scrapy's signature
        """What was turned away before it was sent does not count."""
        if isinstance(exception, NotSent):
            self.run.requests -= 1


class CountedHandler(HTTP11DownloadHandler):
    """Scrapy's, without Twisted's own retry.

    Twisted sends a request at once a second time where a kept connection breaks, past count and pace.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Switch it off."""
        super().__init__(crawler)
        self._pool.retryAutomatically = False
