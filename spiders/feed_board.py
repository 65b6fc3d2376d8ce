"""Boards that list their adverts in RSS or Atom."""

from __future__ import annotations

from scrapy.http import Response

from adwatch.crawl.bodies import declared, tree
from adwatch.crawl.spider import BoardSpider
from adwatch.domain.adverts import RawAdvert
from adwatch.reading import feed, html
from adwatch.reading.barrier import barrier
from adwatch.reading.pages import ListingPage


class FeedBoardSpider(BoardSpider):
    """Reads a feed, and the pages of HTML that it names where it does not hold the adverts whole."""

    name = "feed"

    def read_listing(self, response: Response) -> ListingPage:
        """Read the feed."""
        page = feed.parse(response.body, declared(response))
        return feed.read_listing(page, self.run.board, response.url, self.run.spec)

    def read_advert(self, response: Response, advert_id: str) -> RawAdvert:
        """Read an advert's page of HTML."""
        return html.read_advert(tree(response), self.run.board, advert_id, response.url, self.run.spec)

    def barrier(self, response: Response) -> str | None:
        """What keeps a visitor out, where a page came instead of a feed."""
        return barrier(tree(response))
