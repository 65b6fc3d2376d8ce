"""Reading JSON answers with the JMESPath expressions of a board's specification."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, TypeAlias

import jmespath

from adwatch.domain.adverts import RawAdvert
from adwatch.errors import BoardChanged
from adwatch.reading.decode import decode
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

Json: TypeAlias = Any
DEEPEST = 6  # lists within lists that are still looked through for values
_ESCAPES = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u(?:[dD][89a-fA-F][0-9a-fA-F]{2}|0000)|\\."
)
_LONE_OR_NULL = re.compile(r"\\u(?:[dD][89a-fA-F][0-9a-fA-F]{2}|0000)")


def parse(body: bytes, declared: str | None = None) -> Json:
    """The JSON value of `body`, without null characters and halves of characters in its texts.

    Raises:
        BoardChanged: it is not JSON; NaN and infinities are none.
    """
    text = decode(body, declared)
    if _LONE_OR_NULL.search(text):
        text = _ESCAPES.sub(_mended, text)
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError) as fault:
        raise BoardChanged(f"an answer that is not JSON: {type(fault).__name__}") from fault


def read_listing(document: Json, board: str, url: str, spec: BoardSpec) -> ListingPage:
    """The entries of a listing answer, each advert once, and the link or cursor of the next one.

    Raises:
        BoardChanged: there is no list of entries, an entry has no id, or an advert in it is not what it must be.
    """
    listing = spec.listing
    check_present(READER, document, listing)
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
    """What each field of an advert's answer gave, and what found it.

    Raises:
        BoardChanged: the part that is the advert is not there.
    """
    return find_fields(READER, _scope(document, spec), spec.advert)


def find_prices(document: Json, spec: BoardSpec) -> dict[str, str]:
    """Durations and their prices, as the answer writes them; raises as `find_advert` does."""
    return find_price_rows(READER, _scope(document, spec), spec.advert.prices)


def _advert(part: Json, board: str, advert_id: str, url: str, spec: BoardSpec) -> RawAdvert:
    prices = find_price_rows(READER, part, spec.advert.prices)
    return raw_advert(board, advert_id, url, spec, find_fields(READER, part, spec.advert), prices)


def _scope(document: Json, spec: BoardSpec) -> Json:
    scopes = (READER.search(document, one) for one in spec.advert.within) if spec.advert.within else (document,)
    scope = next((each for each in scopes if each is not None), None)
    # A part that was looked for by a filter is a list of one.
    part = scope[0] if isinstance(scope, list) and scope else scope
    if not isinstance(part, dict):
        raise BoardChanged("advert answer without the part that is the advert")
    return part


class JsonReader:
    """Finds values in a JSON document by JMESPath."""

    def strings(self, node: Json, selector: Selector) -> list[str]:
        """Every text or number that a selector finds in `node`, as text; truth values and objects are none."""
        if selector.jmespath is None:
            return [self.whole(node)] if selector.css is selector.xpath is selector.label is None else []
        return list(_texts(self.search(node, selector)))

    def nodes(self, node: Json, selectors: Iterable[Selector]) -> list[Json]:
        """The items that the first selector which finds a list finds."""
        return next((each for one in selectors if isinstance(each := self.search(node, one), list)), [])

    def holds(self, node: Json, selector: Selector) -> bool:
        """Whether a selector finds anything in `node`, be it empty."""
        if selector.jmespath is None or selector.regex is not None:
            return find(self, node, (selector,)) is not None
        return self.search(node, selector) is not None

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


def _texts(value: Json, depth: int = 0) -> Iterator[str]:
    if isinstance(value, list) and depth < DEEPEST:
        for each in value:
            yield from _texts(each, depth + 1)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value).strip()


@lru_cache(maxsize=512)
def _compiled(expression: str) -> Any:  # noqa: ANN401 - jmespath ships no types
    return jmespath.compile(expression)


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON")


def _finite(written: str) -> float:
    number = float(written)
    return number if math.isfinite(number) else _refuse(written)


def _mended(escape: re.Match[str]) -> str:
    """An escape as it stands, unless it is half a character, which no text can hold, or a null."""
    if _LONE_OR_NULL.fullmatch(escape[0]):
        return "" if escape[0].endswith("0000") else "\ufffd"
    return escape[0]
