"""Reading HTML pages with the selectors of a board's specification, and with the structured data that they carry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    check_present,
    find,
    find_fields,
    find_price_rows,
    first,
    raw_advert,
    read_entries,
)
from adwatch.specs.board import BoardSpec
from adwatch.specs.selectors import AdvertField, Selector

_TEXT = etree.XPath("descendant-or-self::*[not(self::script or self::style)]/text()", smart_strings=False)
_TRANSLATOR = HTMLTranslator()


def parse(body: bytes, declared: str | None = None) -> Node:
    """The page as a tree, whatever its bytes are; `declared` is the encoding that the server claims.

    Raises:
        BoardChanged: there is nothing in it that could be a page.
    """
    text = decode(body, declared)
    # As bytes of a known encoding: an XML declaration in the text would else be refused.
    parser = HTMLParser(recover=True, encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
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
    check_present(READER, page, listing)

    def whole(node: Node, advert_id: str) -> RawAdvert:
        found = find_fields(READER, node, spec.advert)
        return raw_advert(board, advert_id, url, spec, found, find_price_rows(READER, node, spec.advert.prices))

    nodes = READER.nodes(page, listing.entries or ())
    entries = read_entries(READER, nodes, listing, whole if listing.whole else None)
    return ListingPage(entries, first(READER, page, listing.next))


def read_advert(page: Node, board: str, advert_id: str, url: str, spec: BoardSpec) -> RawAdvert:
    """The raw fields of an advert's page.

    Raises:
        BoardChanged: the part that is the advert, or a required field, is not there.
    """
    found, prices = _found(page, url, spec)
    return raw_advert(board, advert_id, url, spec, found, prices)


def find_advert(page: Node, url: str, spec: BoardSpec) -> dict[AdvertField, Found]:
    """What each field of an advert's page gave, and what found it; selectors first, structured data where they fail.

    Raises:
        BoardChanged: the part that is the advert is not there.
    """
    return _found(page, url, spec)[0]


def find_prices(page: Node, spec: BoardSpec) -> dict[str, str]:
    """Durations and their prices, as the page writes them; raises as `find_advert` does."""
    return dict(_found(page, spec.home, spec)[1])


def _found(page: Node, url: str, spec: BoardSpec) -> tuple[dict[AdvertField, Found], Mapping[str, str]]:
    scope = _scope(page, spec)
    found = find_fields(READER, scope, spec.advert)
    prices = find_price_rows(READER, scope, spec.advert.prices)
    if spec.advert.structured and not (prices and found.keys() >= structured.FIELDS):
        stated = structured.find(page.root, scope.root, url)
        return {**stated.fields, **found}, prices or stated.prices
    return found, prices


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
        return [" ".join(_said(each).split()) for each in _matches(node.root, selector)]

    def nodes(self, node: Node, selectors: Iterable[Selector]) -> list[Node]:
        """The elements that the first selector which finds something finds."""
        found = next((found for one in selectors if (found := _matches(node.root, one))), [])
        return [Node(root=each, type="html") for each in found if isinstance(each, etree._Element)]  # noqa: SLF001 - lxml names it so

    def holds(self, node: Node, selector: Selector) -> bool:
        """Whether a selector finds anything below `node`, be it an element that says nothing."""
        return bool(_matches(node.root, selector) if selector.regex is None else find(self, node, (selector,)))

    def whole(self, node: Node) -> str:
        """All text below `node`, without scripts and styles."""
        return " ".join(_said(node.root).split())


READER = HtmlReader()


def _matches(root: Any, selector: Selector) -> list[Any]:  # noqa: ANN401 - lxml's elements and strings
    if selector.label is not None:
        return labelled(root, selector.label)
    if selector.css is not None:
        return _listed(_css(selector.css)(root))
    if selector.xpath is not None:
        return _listed(_xpath(selector.xpath)(root))
    return [root] if selector.jmespath is None else []


def _listed(found: Any) -> list[Any]:  # noqa: ANN401 - lxml's elements and strings, or what an XPath function gives
    if isinstance(found, list):
        return found
    if isinstance(found, float):
        return [f"{found:.15g}"]
    return [found] if found else []


def _said(found: Any) -> str:  # noqa: ANN401 - lxml's elements and strings
    if isinstance(found, etree._Element):  # noqa: SLF001 - lxml names it so
        return " ".join(_TEXT(found))
    return str(found)


@lru_cache(maxsize=1024)
def _css(expression: str) -> etree.XPath:
    return _xpath(_TRANSLATOR.css_to_xpath(expression))


@lru_cache(maxsize=1024)
def _xpath(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces={"re": "http://exslt.org/regular-expressions"}, smart_strings=False)
