"""Boards whose pages are empty until a browser has run their scripts."""

from __future__ import annotations

from scrapy import Request

from adwatch.crawl.browser import rendered
from adwatch.crawl.spider import BoardSpider


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
