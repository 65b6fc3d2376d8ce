"""Boards that list their adverts in a sitemap, in RSS or in Atom."""

from __future__ import annotations

from scrapy.http import Response

from adwatch.crawl.bodies import declared
from adwatch.crawl.spider import BoardSpider
from adwatch.reading import feed
from adwatch.reading.pages import ListingPage


class FeedBoardSpider(BoardSpider):
    """Reads a feed, or a sitemap with its index; the pages that it names are HTML."""

    name = "feed"

    def read_listing(self, response: Response) -> ListingPage:
        """Read the feed, the sitemap, or its index."""
        page = feed.parse(response.body, declared(response))
        return feed.read_listing(page, self.run.board, response.url, self.run.spec)
