"""Boards whose listings and adverts are pages of HTML."""

from __future__ import annotations

from scrapy.http import Response

from adwatch.crawl.bodies import tree
from adwatch.crawl.spider import BoardSpider
from adwatch.domain.adverts import RawAdvert
from adwatch.reading import html
from adwatch.reading.barrier import barrier
from adwatch.reading.pages import ListingPage


class HtmlBoardSpider(BoardSpider):
    """Reads server-rendered pages."""

    name = "html"

    def read_listing(self, response: Response) -> ListingPage:
        """Read a listing page of HTML."""
        return html.read_listing(tree(response), self.run.board, response.url, self.run.spec)

    def read_advert(self, response: Response, advert_id: str) -> RawAdvert:
        """Read an advert's page of HTML."""
        return html.read_advert(tree(response), self.run.board, advert_id, response.url, self.run.spec)

    def barrier(self, response: Response) -> str | None:
        """What keeps a visitor out of the page."""
        return barrier(tree(response))
