"""One page of a board, asked for as a crawl would ask: for whoever writes or checks its specification."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from scrapy import Request
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Response

from adwatch.crawl.bodies import declared
from adwatch.crawl.failures import failed
from adwatch.crawl.run import CrawlRun
from adwatch.crawl.settings import SPIDERS, scrapy_settings
from adwatch.crawl.spider import BoardSpider
from adwatch.errors import BadInput, Incomplete

_asked: dict[str, float] = {}
"""When each host was last asked by this process, on the monotonic clock: two pages are two crawls, at one pace."""


@dataclass(slots=True)
class Fetched:
    """A page as it came: its final address, its bytes, and the encoding that its header declares."""

    url: str
    body: bytes
    declared: str | None


def saved(file: Path) -> Fetched:
    """A page that was saved from a browser; `BadInput` where it can't be read."""
    try:
        return Fetched(str(file), file.read_bytes(), None)
    except OSError as fault:
        raise BadInput(f"{file}: {fault.strerror}") from fault


async def fetch(run: CrawlRun, url: str | None, *, listing: bool) -> Fetched:
    """The page at `url`, or the first listing page of the run's first municipality where that is None.

    robots.txt, pace, hosts and budget are those of a crawl of this board; nothing is stored.

    Raises:
        Incomplete: it could not be read, and why.
    """
    settings = {**scrapy_settings(run.spec, run.settings, run.user_agent), "ITEM_PIPELINES": {}}
    await _pause(run.spec.host, settings["DOWNLOAD_DELAY"])
    runner = AsyncCrawlerRunner(settings)
    usual = runner.create_crawler(SPIDERS[run.spec.kind]).spidercls
    found: list[Fetched | str] = []
    one_page = _one_page(usual, url, found, listing=listing)
    await runner.crawl(one_page, run=run)
    _asked[run.spec.host] = monotonic()
    answer = found[0] if found else run.ending or "not reached"
    if isinstance(answer, str):
        raise Incomplete(f"{url or run.spec.home}: {answer}")
    return answer


async def _pause(host: str, delay: float) -> None:
    """Wait until `delay` seconds have passed since this process last asked `host`."""
    last = _asked.get(host)
    if last is not None:
        await asyncio.sleep(max(0.0, last + delay - monotonic()))


def _one_page(usual: type[Any], url: str | None, found: list[Fetched | str], *, listing: bool) -> type[BoardSpider]:
    """The board's own spider, but for one page, which it reads no further."""

    class OnePageSpider(usual):  # type: ignore[misc]  # the class is known only now
        def parse_listing(self, response: Response, **_: Any) -> None:  # noqa: ANN401 - what a crawl needs
            found.append(Fetched(response.url, response.body, declared(response)))

        def failed_listing(self, failure: Any) -> None:  # noqa: ANN401 - Twisted's Failure is untyped
            found.append(failed(failure.value).reason)

        async def start(self) -> Any:  # noqa: ANN401 - Scrapy's iterator
            async for request in super().start():
                yield self._instead(request)
                return

        def _instead(self, request: Request) -> Request:
            if url is None:
                return request
            plain = Request(url, callback=self.parse_listing, errback=self.failed_listing, dont_filter=True)
            dressed: Request = self.dress_listing(plain) if listing else self.dress_advert(plain)
            return dressed

    return OnePageSpider
