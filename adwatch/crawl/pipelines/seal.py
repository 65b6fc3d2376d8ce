"""Plain to sealed."""

from __future__ import annotations

from scrapy.crawler import Crawler

from adwatch.crawl.items import AdvertItem, SameAgain
from adwatch.crawl.run import CrawlRun


class SealPipeline:
    """Seals content and makes tokens, so that nothing readable goes any further."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SealPipeline:
        """Scrapy's way in."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Take the run that the spider was started with."""
        self._run: CrawlRun = self._crawler.spider.run  # type: ignore[union-attr]  # every spider here has one

    def process_item(self, item: AdvertItem | SameAgain) -> AdvertItem | SameAgain:
        """Seal an advert; leave one that is as it was alone."""
        if isinstance(item, AdvertItem) and item.advert is not None:
            item.sealed = self._run.sealer.seal(item.advert, self._run.night)
        return item
