"""Text to values."""

from __future__ import annotations

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from adwatch.clean.advert import clean_advert
from adwatch.clean.placing import place_advert
from adwatch.crawl.items import AdvertItem, SameAgain
from adwatch.crawl.run import CrawlRun
from adwatch.domain.pages import PageState


class CleanPipeline:
    """Understands what an advert says, where it stands if it is the advert that says so, and counts what it states."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanPipeline:
        """Scrapy's way in."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Take the run that the spider was started with."""
        self._run: CrawlRun = self._crawler.spider.run  # type: ignore[union-attr]  # every spider here has one

    def process_item(self, item: AdvertItem | SameAgain) -> AdvertItem | SameAgain:
        """Clean an advert; leave one that is as it was alone.

        Raises:
            DropItem: the advert stands elsewhere, or nobody knows where: it does not concern this deployment.
        """
        if not isinstance(item, AdvertItem):
            return item
        recognised = item.municipality is not None or self._place(item)
        item.advert = clean_advert(item.raw, reference=self._run.night)
        self._run.understand(item.raw, item.advert, placed=recognised)
        if item.municipality is None:
            self._pass_over(item)
            raise DropItem("not in a municipality of this crawl")
        return item

    def _place(self, item: AdvertItem) -> bool:
        """Whether the advert's place is recognised; it is the item's only if this crawl is about it."""
        run = self._run
        found = place_advert(item.raw, province=run.province, spellings=run.spec.spellings.municipality)
        if found is not None and run.covers(found.code):
            item.municipality = found.code
        run.placed[item.token] = item.municipality
        return found is not None

    def _pass_over(self, item: AdvertItem) -> None:
        """Remember by tokens alone that this advert need not be asked for again until it is old or has changed."""
        token = self._run.sealer.passed_over_token(self._run.board, item.raw.advert_id)
        self._run.states[token] = PageState(entries=((item.token, item.entry_token),))
