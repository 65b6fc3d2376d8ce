"""Reading HTML pages with the selectors of a board's specification."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsel import Selector as Node

from adwatch.domain.adverts import RawAdvert
from adwatch.errors import BoardChanged
from adwatch.reading.pages import Entry, ListingPage, raw_advert
from adwatch.specs.pages import AdvertPage, Listing
from adwatch.specs.selectors import PriceRows, Selector, Selectors

LABEL = (
    ".//*[self::dt or self::th][normalize-space(translate(., ':', ''))=$label]"
    "/following-sibling::*[self::dd or self::td][1]"
)
SPACE = re.compile(r"\s+")


def read_listing(page: Node, listing: Listing) -> ListingPage:
    """The entries of a listing page, each advert once, and the link to the next page.

    Raises:
        BoardChanged: the page is no listing, or an entry has no id.
    """
    if listing.present and not _nodes(page, listing.present):
        raise BoardChanged("a page that is no listing")
    entries: dict[str, Entry] = {}
    for node in _nodes(page, listing.entries):
        advert_id = first(node, listing.id)
        if not advert_id:
            raise BoardChanged("a listing entry without an id")
        shown = "\n".join(values(node, listing.changed)) if listing.changed else _text(node)
        entries.setdefault(advert_id, Entry(advert_id, _link(node, listing, advert_id), shown))
    return ListingPage(tuple(entries.values()), first(page, listing.next) if listing.next else None)


def read_advert(page: Node, board: str, advert_id: str, url: str, spec: AdvertPage) -> RawAdvert:
    """The raw fields of an advert's page.

    Raises:
        BoardChanged: the part that is the advert, or a required field, is not there.
    """
    scope = page
    if spec.within:
        scopes = _nodes(page, spec.within)
        if not scopes:
            raise BoardChanged(f"{board}: advert page without the part that is the advert")
        scope = scopes[0]
    found = {field: values(scope, selectors) for field, selectors in spec.fields.items()}
    return raw_advert(board, advert_id, url, spec, found, _prices(scope, spec.prices) if spec.prices else {})


def values(node: Node, selectors: Iterable[Selector] | None) -> list[str]:
    """What the first selector that finds something gives, tidied of spaces."""
    for selector in selectors or ():
        found = [value for value in map(_tidy, _strings(node, selector)) if value]
        if selector.join is not None and found:
            found = [selector.join.join(found)]
        if selector.regex:
            found = [match.group(1) for value in found if (match := re.search(selector.regex, value))]
        if found:
            return found
    return []


def first(node: Node, selectors: Iterable[Selector]) -> str | None:
    """The first value found, or None."""
    return next(iter(values(node, selectors)), None)


def _strings(node: Node, selector: Selector) -> list[str]:
    return [
        _text(found) if isinstance(found.root, object) and not isinstance(found.root, str) else str(found.get())
        for found in _matches(node, selector)
    ]


def _matches(node: Node, selector: Selector) -> list[Node]:
    if selector.css is not None:
        return list(node.css(selector.css))
    if selector.label is not None:
        return list(node.xpath(LABEL, label=selector.label))
    return list(node.xpath(selector.xpath or "."))


def _nodes(node: Node, selectors: Iterable[Selector]) -> list[Node]:
    return next((found for selector in selectors if (found := _matches(node, selector))), [])


def _text(node: Node) -> str:
    return " ".join(node.xpath(".//text()[not(parent::script or parent::style)]").getall())


def _link(node: Node, listing: Listing, advert_id: str) -> str | None:
    if isinstance(listing.link, str):
        return listing.link.replace("{id}", advert_id)
    return first(node, listing.link) if listing.link else None


def _prices(scope: Node, spec: PriceRows) -> dict[str, str]:
    pairs = ((first(row, spec.duration), first(row, spec.price)) for row in _nodes(scope, spec.rows))
    return {duration: price for duration, price in pairs if duration and price}


def _tidy(value: str) -> str:
    return SPACE.sub(" ", value).strip()
