"""Boards whose listings and adverts are pages of HTML."""

from __future__ import annotations

from parsel import Selector
from scrapy.http import Response, TextResponse

from adwatch.crawl.spider import BoardSpider
from adwatch.domain.adverts import RawAdvert
from adwatch.errors import BoardChanged
from adwatch.reading import html
from adwatch.reading.pages import ListingPage


class HtmlBoardSpider(BoardSpider):
    """Reads server-rendered pages."""

    name = "html"

    def read_listing(self, response: Response) -> ListingPage:
        """Read a listing page of HTML."""
        return html.read_listing(_tree(response), self.run.spec.listing)

    def read_advert(self, response: Response, advert_id: str) -> RawAdvert:
        """Read an advert's page of HTML."""
        return html.read_advert(_tree(response), self.run.board, advert_id, response.url, self.run.spec.advert)


def _tree(response: Response) -> Selector:
    if not isinstance(response, TextResponse):
        raise BoardChanged("a page that is no text")
    return response.selector
