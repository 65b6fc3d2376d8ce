"""Reading HTML pages with the selectors of a board's specification, and with the structured data that they carry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from lxml import etree
from lxml.html import HTMLParser
from parsel import Selector as Node
from parsel.csstranslator import HTMLTranslator

from adwatch.domain.adverts import RawAdvert
from adwatch.errors import BoardChanged
from adwatch.reading import structured
from adwatch.reading.decode import decode
from adwatch.reading.labels import labelled
from adwatch.reading.pages import (
    Found,
    ListingPage,
    find_fields,
    find_price_rows,
    first,
    raw_advert,
    read_entries,
)
from adwatch.specs.board import BoardSpec
from adwatch.specs.selectors import AdvertField, Selector

SPACE = re.compile(r"\s+")
_TEXT = etree.XPath("descendant-or-self::*[not(self::script or self::style or self::noscript)]/text()")
_TRANSLATOR = HTMLTranslator()


def parse(body: bytes, declared: str | None = None) -> Node:
    """The page as a tree, whatever its bytes are; `declared` is the encoding that the server claims.

    Raises:
        BoardChanged: there is nothing in it that could be a page.
    """
    text = decode(body, declared)
    # As bytes of a known encoding: an XML declaration in the text would else be refused.
    parser = HTMLParser(recover=True, encoding="utf-8", huge_tree=True, remove_comments=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace") or b"<html/>", parser)
    except (etree.LxmlError, ValueError) as fault:
        raise BoardChanged("a page that cannot be read") from fault
    if root is None:
        raise BoardChanged("a page that is empty")
    return Node(root=root, type="html")


def read_listing(page: Node, board: str, url: str, spec: BoardSpec) -> ListingPage:
    """The entries of a listing page, each advert once, and the link or cursor of the next page.

    Raises:
        BoardChanged: the page is no listing, an entry has no id, or an advert in it is not what it must be.
    """
    listing = spec.listing
    if listing.present and not READER.nodes(page, listing.present):
        raise BoardChanged("a page that is no listing")

    def whole(node: Node, advert_id: str) -> RawAdvert:
        return _advert(node, board, advert_id, url, spec)

    nodes = READER.nodes(page, listing.entries or ())
    entries = read_entries(READER, nodes, listing, whole if listing.whole else None)
    return ListingPage(entries, first(READER, page, listing.next))


def read_advert(page: Node, board: str, advert_id: str, url: str, spec: BoardSpec) -> RawAdvert:
    """The raw fields of an advert's page.

    Raises:
        BoardChanged: the part that is the advert, or a required field, is not there.
    """
    found = find_advert(page, url, spec)
    return raw_advert(board, advert_id, url, spec, found, find_prices(page, spec))


def find_advert(page: Node, url: str, spec: BoardSpec) -> dict[AdvertField, Found]:
    """What each field of an advert's page gave, and what found it; selectors first, structured data where they fail.

    Raises:
        BoardChanged: the part that is the advert is not there.
    """
    found = find_fields(READER, _scope(page, spec), spec.advert)
    if spec.advert.structured and any(field not in found for field in structured.FIELDS):
        found = {**structured.find(page, url).fields, **found}
    return found


def find_prices(page: Node, spec: BoardSpec) -> dict[str, str]:
    """Durations and their prices, as the page writes them."""
    if spec.advert.prices:
        return find_price_rows(READER, _scope(page, spec), spec.advert.prices)
    return dict(structured.find(page, spec.home).prices) if spec.advert.structured else {}


def _advert(node: Node, board: str, advert_id: str, url: str, spec: BoardSpec) -> RawAdvert:
    found = find_fields(READER, node, spec.advert)
    return raw_advert(board, advert_id, url, spec, found, find_price_rows(READER, node, spec.advert.prices))


def _scope(page: Node, spec: BoardSpec) -> Node:
    within = spec.advert.within
    if not within:
        return page
    scopes = READER.nodes(page, within)
    if not scopes:
        raise BoardChanged("advert page without the part that is the advert")
    return scopes[0]


class HtmlReader:
    """Finds values in a tree of HTML or XML by CSS, XPath and labels."""

    def strings(self, node: Node, selector: Selector) -> list[str]:
        """Every value that a selector finds below `node`, tidied of spaces."""
        return [SPACE.sub(" ", value).strip() for value in map(_said, self._matches(node.root, selector))]

    def nodes(self, node: Node, selectors: Iterable[Selector]) -> list[Node]:
        """The elements that the first selector which finds something finds."""
        found = next((found for one in selectors if (found := self._matches(node.root, one))), [])
        return [Node(root=each, type="html") for each in found if isinstance(each, etree._Element)]  # noqa: SLF001 - lxml names it so

    def whole(self, node: Node) -> str:
        """All text below `node`, without scripts and styles."""
        return SPACE.sub(" ", _said(node.root)).strip()

    def _matches(self, root: Any, selector: Selector) -> list[Any]:  # noqa: ANN401 - lxml's elements and strings
        if selector.label is not None:
            return labelled(root, selector.label)
        path = selector.xpath if selector.css is None else None
        if selector.css is not None:
            path = _css(selector.css)
        if path is None:
            return [root]
        found = _xpath(path)(root)
        return found if isinstance(found, list) else [found]


READER = HtmlReader()


def _said(found: Any) -> str:  # noqa: ANN401 - lxml's elements and strings
    if isinstance(found, etree._Element):  # noqa: SLF001 - lxml names it so
        return " ".join(_TEXT(found))
    return str(found)


@lru_cache(maxsize=1024)
def _css(expression: str) -> str:
    return _TRANSLATOR.css_to_xpath(expression)


@lru_cache(maxsize=1024)
def _xpath(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces={"re": "http://exslt.org/regular-expressions"}, smart_strings=False)
