"""What a response carries, ready for the readers."""

from __future__ import annotations

from parsel import Selector
from scrapy.http import Response
from w3lib.encoding import http_content_type_encoding

from adwatch.reading import html


def declared(response: Response) -> str | None:
    """The encoding that the response's header declares; rendered pages are always UTF-8."""
    if "playwright" in response.flags:
        return "utf-8"
    header = response.headers.get("Content-Type")
    return http_content_type_encoding(header.decode("latin-1")) if header else None


def tree(response: Response) -> Selector:
    """The page as a tree of HTML, parsed once for all who look at it; raises `BoardChanged` where it is none."""
    held = response.meta.get("tree")
    if held is None:
        held = response.meta["tree"] = html.parse(response.body, declared(response))
    return held
