"""A crawl of a few addresses with adwatch's settings for a board, and nothing of its spiders."""

import asyncio
from types import SimpleNamespace

import yaml
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner
from scripted_board import SPEC

from adwatch.crawl.loop import run_until_complete
from adwatch.crawl.settings import scrapy_settings
from adwatch.specs.board import BoardSpec
from adwatch.specs.settings import CrawlSettings

AGENT = "adwatch/0 (+https://gemeente.example/adwatch; adwatch@gemeente.example)"


class PlainSpider(Spider):
    """Asks for `urls` one after the other as the downloader takes them; `found` is what became of each."""

    name = "plain"

    async def start(self):
        for url in self.urls:
            yield Request(url, callback=self.read, errback=self.failed, cb_kwargs={"asked": url}, dont_filter=True)

    async def read(self, response, asked):
        self.found[asked] = response.body
        if self.then:
            await self.then(self, response)

    def failed(self, failure):
        asked = failure.request.cb_kwargs["asked"]
        self.found[asked] = f"{type(failure.value).__name__}: {failure.value}"

    def stop(self, reason):
        self.run.ending = self.run.ending or reason
        self.ended = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))


def board_spec(home, **changes):
    return BoardSpec.model_validate(yaml.safe_load(SPEC.format(home=home)) | changes)


def plain_crawl(home, *paths, spec=None, before=0, retries=2, most=100_000, then=None, settings=None):
    """Ask for `paths` (or whole addresses) of a board; give back what became of each, and the run."""
    spec = spec or board_spec(home)
    crawl = CrawlSettings(retries=retries, max_page_bytes=most, timeout_seconds=5)
    run = SimpleNamespace(spec=spec, settings=crawl, requests=0, requests_before=before, ending=None)
    urls = [path if "://" in path else home.rstrip("/") + path for path in paths]
    spider = {"urls": urls, "found": {}, "run": run, "then": then}
    wired = scrapy_settings(spec, crawl, AGENT) | {"ITEM_PIPELINES": {}, "SPIDER_MODULES": []} | (settings or {})

    async def work():  # within the loop, since the runner wants a reactor to stand
        await AsyncCrawlerRunner(wired).crawl(PlainSpider, **spider)

    run_until_complete(work())
    return SimpleNamespace(found=dict(zip(paths, map(spider["found"].get, urls), strict=True)), run=run)
