"""What a page gave: entries of a listing, and the raw fields of an advert; and what all readers share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, TypeVar

import re2

from adwatch.domain.adverts import RawAdvert
from adwatch.errors import BoardChanged
from adwatch.specs.board import BoardSpec
from adwatch.specs.pages import AdvertPage, Listing
from adwatch.specs.selectors import AdvertField, PriceRows, Selector, quiet

LONGEST = 20_000  # characters kept of one field: far beyond any advert, short of what a hostile page could send
MANY = frozenset(
    {AdvertField.PHONES, AdvertField.EMAILS, AdvertField.HANDLES, AdvertField.LANGUAGES, AdvertField.PHOTOS}
)
MOST = 50  # values kept of a field that can have several
NodeT = TypeVar("NodeT")


@dataclass(frozen=True, slots=True)
class Found:
    """What stood on a page for one field, and what found it: a selector as the specification writes it, or a format."""

    values: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One advert in a listing.

    advert_id: the board's own id. link: where its page is, as written. shown: all by which a change would show.
    place: where the entry says that it stands. advert: the advert itself, where the listing holds adverts whole; None
    also where one lacks what it must state.
    """

    advert_id: str
    link: str | None
    shown: str
    place: str | None = None
    advert: RawAdvert | None = None


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a listing.

    next: the link or cursor of the next page, if any. parts: links to listings that this one consists of, as in a
    sitemap's index.
    """

    entries: tuple[Entry, ...]
    next: str | None = None
    parts: tuple[str, ...] = ()


class Reader(Protocol[NodeT]):
    """How values and parts are found in one kind of document."""

    def strings(self, node: NodeT, selector: Selector) -> list[str]:
        """Every value that a selector finds below `node`, as text; without its regular expression."""
        ...

    def nodes(self, node: NodeT, selectors: Iterable[Selector]) -> list[NodeT]:
        """The parts that the first selector which finds something finds."""
        ...

    def holds(self, node: NodeT, selector: Selector) -> bool:
        """Whether a selector finds anything in `node`, be it empty."""
        ...

    def whole(self, node: NodeT) -> str:
        """All that a part says."""
        ...


def find(reader: Reader[NodeT], node: NodeT, selectors: Iterable[Selector] | None) -> Found | None:
    """What the first selector that finds something gives, or None."""
    for selector in selectors or ():
        values = [value for value in reader.strings(node, selector) if value]
        if selector.join is not None and values:
            values = [selector.join.join(values)]
        if selector.regex is not None:
            values = [taken for value in values if (taken := take(selector.regex, value))]
        if values:
            return Found(tuple(values[:MOST]), str(selector))
    return None


def first(reader: Reader[NodeT], node: NodeT, selectors: Iterable[Selector] | None) -> str | None:
    """The first value found, or None."""
    found = find(reader, node, selectors)
    return found.values[0] if found else None


def take(regex: str, value: str) -> str | None:
    """What a regular expression takes of `value`: its first group, or all that matches where it has none."""
    pattern = _compiled(regex)
    match = pattern.search(value)
    return match.group(1 if pattern.groups else 0) if match else None


@lru_cache(maxsize=512)
def _compiled(regex: str) -> Any:  # noqa: ANN401 - re2 ships no types
    return re2.compile(regex, options=quiet())


def check_present(reader: Reader[NodeT], page: NodeT, listing: Listing) -> None:
    """Make sure that a page is a listing.

    Raises:
        BoardChanged: what stands on every listing does not stand on it.
    """
    if listing.present and not any(reader.holds(page, selector) for selector in listing.present):
        raise BoardChanged("a page that is no listing")


def read_entries(
    reader: Reader[NodeT],
    nodes: Iterable[NodeT],
    listing: Listing,
    whole: Callable[[NodeT, str], RawAdvert] | None,
    *,
    skip: bool = False,
) -> tuple[Entry, ...]:
    """Every entry of a listing, each advert once; with `whole`, which reads one, the adverts themselves.

    Raises:
        BoardChanged: an entry has no id, unless those are to be passed over (`skip`).
    """
    entries: dict[str, Entry] = {}
    for node in nodes:
        advert_id = first(reader, node, listing.id)
        if advert_id and advert_id not in entries:
            entries[advert_id] = _entry(reader, node, listing, advert_id, whole)
        elif not (advert_id or skip):
            raise BoardChanged("a listing entry without an id")
    return tuple(entries.values())


def _entry(
    reader: Reader[NodeT],
    node: NodeT,
    listing: Listing,
    advert_id: str,
    whole: Callable[[NodeT, str], RawAdvert] | None,
) -> Entry:
    found = find(reader, node, listing.changed) if listing.changed else None
    shown = "\n".join(found.values) if found else "" if listing.changed else reader.whole(node)
    if isinstance(listing.link, str):
        link: str | None = listing.link.replace("{id}", advert_id)
    else:
        link = first(reader, node, listing.link)
    place = first(reader, node, listing.place)
    return Entry(advert_id, link, shown, place, _whole(node, advert_id, whole) if whole else None)


def _whole(node: NodeT, advert_id: str, whole: Callable[[NodeT, str], RawAdvert]) -> RawAdvert | None:
    """The advert that an entry holds; None where it lacks what it must state, which must not cost the others."""
    try:
        return whole(node, advert_id)
    except BoardChanged:
        return None


def find_fields(reader: Reader[NodeT], node: NodeT, page: AdvertPage) -> dict[AdvertField, Found]:
    """What the selectors of every field give, of those that give anything."""
    found = {field: find(reader, node, selectors) for field, selectors in page.fields.items()}
    return {field: each for field, each in found.items() if each}


def find_price_rows(reader: Reader[NodeT], node: NodeT, rows: PriceRows | None) -> dict[str, str]:
    """Durations and their prices, as written."""
    if rows is None:
        return {}
    pairs = (
        (first(reader, row, rows.duration), first(reader, row, rows.price)) for row in reader.nodes(node, rows.rows)
    )
    return {duration: price for duration, price in pairs if duration and price}


def raw_advert(
    board: str,
    advert_id: str,
    url: str,
    spec: BoardSpec,
    found: Mapping[AdvertField, Found],
    prices: Mapping[str, str],
) -> RawAdvert:
    """Put together what an advert's page gave, with the board's own spellings set right.

    Raises:
        BoardChanged: a required field is empty.
    """
    values = {field: _meant(spec, field, each.values) for field, each in found.items()}
    for field in spec.advert.require:
        if not values.get(field):
            raise BoardChanged(f"advert page without {field.value}")
    one = {field: next(iter(values.get(field, ())), None) for field in AdvertField}
    many = {field: values.get(field, ()) for field in MANY}
    return RawAdvert(
        board=board,
        advert_id=advert_id,
        url=url,
        title=one[AdvertField.TITLE] or "",
        text=one[AdvertField.TEXT] or "",
        alias=one[AdvertField.ALIAS],
        account=one[AdvertField.ACCOUNT],
        age=one[AdvertField.AGE],
        phones=many[AdvertField.PHONES],
        emails=many[AdvertField.EMAILS],
        handles=many[AdvertField.HANDLES],
        origin=one[AdvertField.ORIGIN],
        languages=many[AdvertField.LANGUAGES],
        prices=dict(prices),
        address=one[AdvertField.ADDRESS],
        postcode=one[AdvertField.POSTCODE],
        place=one[AdvertField.PLACE],
        photos=many[AdvertField.PHOTOS],
        posted_on=one[AdvertField.POSTED_ON],
    )


def _meant(spec: BoardSpec, field: AdvertField, values: Sequence[str]) -> tuple[str, ...]:
    kept = tuple(value.strip()[:LONGEST] for value in values if value.strip())
    spellings = {_folded(written): meant for written, meant in spec.spellings.fields.get(field, {}).items()}
    return tuple(spellings.get(_folded(value), value) for value in kept) if spellings else kept


def _folded(written: str) -> str:
    return " ".join(written.split()).casefold()
