"""Reading JSON answers with the JMESPath expressions of a board's specification."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import jmespath

from adwatch.domain.adverts import RawAdvert
from adwatch.errors import BoardChanged
from adwatch.reading.pages import Entry, ListingPage, raw_advert
from adwatch.specs.pages import AdvertPage, Listing
from adwatch.specs.selectors import PriceRows, Selector, Selectors


def parse(body: bytes) -> Any:  # noqa: ANN401 - JSON
    """The JSON value of `body`.

    Raises:
        BoardChanged: it is not JSON; NaN and infinities are none.
    """
    try:
        return json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as fault:
        raise BoardChanged(f"an answer that is not JSON: {type(fault).__name__}") from fault


def read_listing(document: Any, listing: Listing) -> ListingPage:  # noqa: ANN401 - JSON
    """The entries of a listing answer, each advert once, and the cursor or link of the next one.

    Raises:
        BoardChanged: there is no list of entries, or an entry has no id.
    """
    found = next((each for each in (_search(document, s) for s in listing.entries) if each is not None), None)
    if not isinstance(found, list):
        raise BoardChanged("a listing answer without a list of entries")
    entries: dict[str, Entry] = {}
    for item in found:
        advert_id = first(item, listing.id)
        if not advert_id:
            raise BoardChanged("a listing entry without an id")
        shown = "\n".join(values(item, listing.changed)) if listing.changed else json.dumps(item, sort_keys=True)
        entries.setdefault(advert_id, Entry(advert_id, _link(item, listing, advert_id), shown))
    return ListingPage(tuple(entries.values()), first(document, listing.next) if listing.next else None)


def read_advert(document: Any, board: str, advert_id: str, url: str, spec: AdvertPage) -> RawAdvert:  # noqa: ANN401 - JSON
    """The raw fields of an advert's answer.

    Raises:
        BoardChanged: the part that is the advert, or a required field, is not there.
    """
    if spec.within:
        document = next((each for each in (_search(document, s) for s in spec.within) if each is not None), None)
    if not isinstance(document, dict):
        raise BoardChanged(f"{board}: advert answer without the part that is the advert")
    found = {field: values(document, selectors) for field, selectors in spec.fields.items()}
    return raw_advert(board, advert_id, url, spec, found, _prices(document, spec.prices) if spec.prices else {})


def values(document: Any, selectors: Iterable[Selector] | None) -> list[str]:  # noqa: ANN401 - JSON
    """What the first selector that finds something gives, as text."""
    for selector in selectors or ():
        result = _search(document, selector)
        items = result if isinstance(result, list) else [result]
        found = [str(item).strip() for item in items if isinstance(item, str | int | float) and str(item).strip()]
        if selector.join is not None and found:
            found = [selector.join.join(found)]
        if selector.regex:
            found = [match.group(1) for value in found if (match := re.search(selector.regex, value))]
        if found:
            return found
    return []


def first(document: Any, selectors: Iterable[Selector]) -> str | None:  # noqa: ANN401 - JSON
    """The first value found, or None."""
    return next(iter(values(document, selectors)), None)


def _search(document: Any, selector: Selector) -> Any:  # noqa: ANN401 - JSON
    return _compiled(selector.jmespath or "@").search(document)


@lru_cache(maxsize=256)
def _compiled(expression: str) -> Any:  # noqa: ANN401 - jmespath ships no types
    return jmespath.compile(expression)


def _link(item: Any, listing: Listing, advert_id: str) -> str | None:  # noqa: ANN401 - JSON
    if isinstance(listing.link, str):
        return listing.link.replace("{id}", advert_id)
    return first(item, listing.link) if listing.link else None


def _prices(document: Any, spec: PriceRows) -> dict[str, str]:  # noqa: ANN401 - JSON
    rows = next((each for each in (_search(document, s) for s in spec.rows) if isinstance(each, list)), [])
    pairs = ((first(row, spec.duration), first(row, spec.price)) for row in rows)
    return {duration: price for duration, price in pairs if duration and price}


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON")
