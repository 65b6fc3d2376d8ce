"""Reading JSON answers with the JMESPath expressions of a board's specification."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, TypeAlias

import jmespath

from adwatch.domain.adverts import RawAdvert
from adwatch.errors import BoardChanged
from adwatch.reading.decode import decode
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

Json: TypeAlias = Any


def parse(body: bytes, declared: str | None = None) -> Json:
    """The JSON value of `body`.

    Raises:
        BoardChanged: it is not JSON; NaN and infinities are none.
    """
    try:
        return json.loads(decode(body, declared), parse_constant=_refuse)
    except (ValueError, RecursionError) as fault:
        raise BoardChanged(f"an answer that is not JSON: {type(fault).__name__}") from fault


def read_listing(document: Json, board: str, url: str, spec: BoardSpec) -> ListingPage:
    """The entries of a listing answer, each advert once, and the link or cursor of the next one.

    Raises:
        BoardChanged: there is no list of entries, an entry has no id, or an advert in it is not what it must be.
    """
    listing = spec.listing
    found = next((each for one in listing.entries or () if (each := READER.search(document, one)) is not None), None)
    if not isinstance(found, list):
        raise BoardChanged("a listing answer without a list of entries")

    def whole(item: Json, advert_id: str) -> RawAdvert:
        return _advert(item, board, advert_id, url, spec)

    entries = read_entries(READER, found, listing, whole if listing.whole else None)
    return ListingPage(entries, first(READER, document, listing.next))


def read_advert(document: Json, board: str, advert_id: str, url: str, spec: BoardSpec) -> RawAdvert:
    """The raw fields of an advert's answer.

    Raises:
        BoardChanged: the part that is the advert, or a required field, is not there.
    """
    return _advert(_scope(document, spec), board, advert_id, url, spec)


def find_advert(document: Json, url: str, spec: BoardSpec) -> dict[AdvertField, Found]:  # noqa: ARG001 - as of HTML
    """What each field of an advert's answer gave, and what found it; raises `BoardChanged`."""
    return find_fields(READER, _scope(document, spec), spec.advert)


def find_prices(document: Json, spec: BoardSpec) -> dict[str, str]:
    """Durations and their prices, as the answer writes them."""
    return find_price_rows(READER, _scope(document, spec), spec.advert.prices)


def _advert(document: Json, board: str, advert_id: str, url: str, spec: BoardSpec) -> RawAdvert:
    if not isinstance(document, dict):
        raise BoardChanged("advert answer without the part that is the advert")
    prices = find_price_rows(READER, document, spec.advert.prices)
    return raw_advert(board, advert_id, url, spec, find_fields(READER, document, spec.advert), prices)


def _scope(document: Json, spec: BoardSpec) -> Json:
    if not spec.advert.within:
        return document
    return next((each for one in spec.advert.within if (each := READER.search(document, one)) is not None), None)


class JsonReader:
    """Finds values in a JSON document by JMESPath."""

    def strings(self, node: Json, selector: Selector) -> list[str]:
        """Every text or number that a selector finds in `node`, as text."""
        if selector.jmespath is None:
            return [self.whole(node)]
        result = self.search(node, selector)
        items = result if isinstance(result, list) else [result]
        return [str(item).strip() for item in items if isinstance(item, str | int | float) and item is not False]

    def nodes(self, node: Json, selectors: Iterable[Selector]) -> list[Json]:
        """The items that the first selector which finds a list finds."""
        return next((each for one in selectors if isinstance(each := self.search(node, one), list)), [])

    def whole(self, node: Json) -> str:
        """The document, always in the same order."""
        return json.dumps(node, sort_keys=True, ensure_ascii=False)

    def search(self, node: Json, selector: Selector) -> Json:
        """What a JMESPath expression finds, None where it does not fit the document."""
        try:
            return _compiled(selector.jmespath or "@").search(node)
        except jmespath.exceptions.JMESPathError:
            return None


READER = JsonReader()


@lru_cache(maxsize=512)
def _compiled(expression: str) -> Any:  # noqa: ANN401 - jmespath ships no types
    return jmespath.compile(expression)


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON")
