"""From a listing's template to the request for one of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urljoin

from adwatch.clean.text import fold
from adwatch.domain.places import Municipality
from adwatch.specs.board import BoardSpec
from adwatch.specs.pages import PLACEHOLDER


@dataclass(frozen=True, slots=True)
class Address:
    """Where a listing page is: its URL, and the values of the form that is sent to it, if any."""

    url: str
    form: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """The address as one text: two pages of one key are one page."""
        return "\n".join((self.url, *(f"{name}={value}" for name, value in self.form)))


def listing_address(spec: BoardSpec, place: Municipality | None, number: int, cursor: str = "") -> Address:
    """Page `number` of the listing of `place`, or of the whole board where that is None."""
    listing = spec.listing
    first = number == listing.first_page and not cursor
    template = listing.first_url if first and listing.first_url else listing.url
    values = {
        "page": str(number),
        "offset": str((number - listing.first_page) * listing.page_size),
        "cursor": cursor,
        **(_of_municipality(spec, place) if place else {}),
    }
    in_url = {name: quote(value, safe="") for name, value in values.items()}
    form = tuple((name, _filled(one, values)) for name, one in listing.form.items())
    return Address(urljoin(spec.home, _filled(template, in_url)), form)


def slug_of(name: str) -> str:
    """A municipality's name as boards mostly write it in addresses: lower case, no accents, hyphens."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in fold(name)).split())


def _of_municipality(spec: BoardSpec, place: Municipality) -> dict[str, str]:
    return {
        "municipality.slug": spec.slugs.get(place.name) or spec.slugs.get(place.code) or slug_of(place.name),
        "municipality.code": place.code,
        "municipality.name": place.name,
    }


def _filled(template: str, values: dict[str, str]) -> str:
    return PLACEHOLDER.sub(lambda match: values[match.group(1)], template)
