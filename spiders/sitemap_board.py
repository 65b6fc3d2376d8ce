"""Boards that list their adverts in a sitemap."""

from __future__ import annotations

from scrapy.http import Response

from adwatch.crawl.bodies import declared, tree
from adwatch.crawl.spider import BoardSpider
from adwatch.domain.adverts import RawAdvert
from adwatch.reading import feed, html
from adwatch.reading.barrier import barrier
from adwatch.reading.pages import ListingPage


class SitemapBoardSpider(BoardSpider):
    """Reads a sitemap, its index where it has one, and the pages of HTML that it names."""

    name = "sitemap"

    def read_listing(self, response: Response) -> ListingPage:
        """Read the sitemap, or its index."""
        page = feed.parse(response.body, declared(response))
        return feed.read_listing(page, self.run.board, response.url, self.run.spec)

    def read_advert(self, response: Response, advert_id: str) -> RawAdvert:
        """Read an advert's page of HTML."""
        return html.read_advert(tree(response), self.run.board, advert_id, response.url, self.run.spec)

    def barrier(self, response: Response) -> str | None:
        """What keeps a visitor out, where a page came instead of a sitemap."""
        return barrier(tree(response))
