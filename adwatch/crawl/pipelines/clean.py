"""Text to values."""

from __future__ import annotations

from scrapy.crawler import Crawler

from adwatch.clean.advert import clean_advert
from adwatch.crawl.items import AdvertItem, ListedAdverts
from adwatch.crawl.run import CrawlRun


class CleanPipeline:
    """Understands what an advert says."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanPipeline:
        """Scrapy's way in."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Take the run that the spider was started with."""
        self._run: CrawlRun = self._crawler.spider.run  # type: ignore[union-attr]  # every spider here has one

    def process_item(self, item: AdvertItem | ListedAdverts) -> AdvertItem | ListedAdverts:
        """Clean an advert; leave what is only listed as it is."""
        if isinstance(item, AdvertItem):
            item.advert = clean_advert(item.raw, reference=self._run.night)
        return item
