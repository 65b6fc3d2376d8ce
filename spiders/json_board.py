"""Boards that answer with JSON."""

from __future__ import annotations

from scrapy.http import Response

from adwatch.crawl.spider import BoardSpider
from adwatch.domain.adverts import RawAdvert
from adwatch.reading import json
from adwatch.reading.pages import ListingPage


class JsonBoardSpider(BoardSpider):
    """Reads the answers of an API."""

    name = "json"

    def read_listing(self, response: Response) -> ListingPage:
        """Read a listing's answer."""
        return json.read_listing(json.parse(response.body), self.run.spec.listing)

    def read_advert(self, response: Response, advert_id: str) -> RawAdvert:
        """Read an advert's answer."""
        return json.read_advert(
            json.parse(response.body), self.run.board, advert_id, response.url, self.run.spec.advert
        )
