"""Boards that answer with JSON."""

from __future__ import annotations

from typing import Any

from scrapy.http import Response

from adwatch.crawl.bodies import declared
from adwatch.crawl.spider import BoardSpider
from adwatch.domain.adverts import RawAdvert
from adwatch.reading import json
from adwatch.reading.pages import ListingPage


class JsonBoardSpider(BoardSpider):
    """Reads the answers of an API."""

    name = "json"

    def read_listing(self, response: Response) -> ListingPage:
        """Read a listing's answer."""
        return json.read_listing(_document(response), self.run.board, response.url, self.run.spec)

    def read_advert(self, response: Response, advert_id: str) -> RawAdvert:
        """Read an advert's answer."""
        return json.read_advert(_document(response), self.run.board, advert_id, response.url, self.run.spec)


def _document(response: Response) -> Any:  # noqa: ANN401 - JSON
    return json.parse(response.body, declared(response))
