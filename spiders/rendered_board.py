"""Boards whose pages are empty until a browser has run their scripts."""

from __future__ import annotations

from scrapy import Request
from scrapy.http import Response

from adwatch.crawl.bodies import tree
from adwatch.crawl.browser import rendered
from adwatch.crawl.spider import BoardSpider
from adwatch.domain.adverts import RawAdvert
from adwatch.reading import html
from adwatch.reading.barrier import barrier
from adwatch.reading.pages import ListingPage


class RenderedBoardSpider(BoardSpider):
    """Reads what a browser shows once the page is ready and its "load more" is used up."""

    name = "rendered"

    def dress_listing(self, request: Request) -> Request:
        """Have the browser load a listing."""
        return rendered(request, self.run.spec.render, more=True)

    def dress_advert(self, request: Request) -> Request:
        """Have the browser load an advert's page, where the board's specification says that it must."""
        render = self.run.spec.render
        return rendered(request, render, more=False) if render and render.adverts else request

    def read_listing(self, response: Response) -> ListingPage:
        """Read a listing as the browser shows it."""
        return html.read_listing(tree(response), self.run.board, response.url, self.run.spec)

    def read_advert(self, response: Response, advert_id: str) -> RawAdvert:
        """Read an advert's page."""
        return html.read_advert(tree(response), self.run.board, advert_id, response.url, self.run.spec)

    def barrier(self, response: Response) -> str | None:
        """What keeps a visitor out of the page."""
        return barrier(tree(response))
