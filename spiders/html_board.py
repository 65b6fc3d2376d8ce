"""Boards whose listings and adverts are pages of HTML."""

from __future__ import annotations

from adwatch.crawl.spider import BoardSpider


class HtmlBoardSpider(BoardSpider):
    """Reads server-rendered pages."""

    name = "html"
