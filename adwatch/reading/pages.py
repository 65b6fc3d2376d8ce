"""What a page gave: entries of a listing, and the raw fields of an advert."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adwatch.domain.adverts import RawAdvert
from adwatch.errors import BoardChanged
from adwatch.specs.pages import AdvertPage
from adwatch.specs.selectors import AdvertField

LONGEST = 20_000  # characters kept of one field: far beyond any advert, short of what a hostile page could send
MANY = frozenset(
    {AdvertField.PHONES, AdvertField.EMAILS, AdvertField.HANDLES, AdvertField.LANGUAGES, AdvertField.PHOTOS}
)


@dataclass(frozen=True, slots=True)
class Found:
    """What stood on a page for one field, and what found it: a selector as the specification writes it, or a format."""

    values: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One advert in a listing.

    advert_id: the board's own id. link: where its page is, as written. shown: all by which a change would show.
    place: where the entry says that it stands. advert: the advert itself, where the listing holds adverts whole.
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


def raw_advert(
    board: str,
    advert_id: str,
    url: str,
    page: AdvertPage,
    found: Mapping[AdvertField, Sequence[str]],
    prices: Mapping[str, str],
) -> RawAdvert:
    """Put together what an advert's page gave.

    Raises:
        BoardChanged: a required field is empty.
    """
    for field in page.require:
        if not any(value.strip() for value in found.get(field, ())):
            raise BoardChanged(f"{board}: advert page without {field.value}")
    one = {field: _first(found.get(field, ())) for field in AdvertField}
    many = {field: tuple(value[:LONGEST] for value in found.get(field, ())) for field in MANY}
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


def _first(values: Sequence[str]) -> str | None:
    return next((value.strip()[:LONGEST] for value in values if value.strip()), None)
