"""What a page states for machines: JSON-LD and microdata in the words of schema.org, and OpenGraph, by extruct."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from parsel import Selector as Node

from adwatch.reading.pages import Found
from adwatch.specs.selectors import AdvertField

ADVERT_TYPES = (
    "Offer", "Product", "Service", "Person", "LocalBusiness", "HealthAndBeautyBusiness", "IndividualProduct", "Posting",
    "ClassifiedAd", "ProfilePage", "Article", "SocialMediaPosting", "BlogPosting", "CreativeWork", "WebPage",
)  # fmt: skip
"""Types of schema.org that an advert may be stated as, the likeliest first; sites, lists and menus are none."""
PROPERTIES: Mapping[AdvertField, tuple[str, ...]] = {
    AdvertField.TITLE: ("name", "headline"),
    AdvertField.TEXT: ("description", "articleBody", "text"),
    AdvertField.ALIAS: ("alternateName",),
    AdvertField.PHONES: ("telephone",),
    AdvertField.EMAILS: ("email",),
    AdvertField.ORIGIN: ("nationality",),
    AdvertField.LANGUAGES: ("knowsLanguage",),
    AdvertField.ADDRESS: ("streetAddress",),
    AdvertField.POSTCODE: ("postalCode",),
    AdvertField.PLACE: ("addressLocality", "areaServed"),
    AdvertField.POSTED_ON: ("datePosted", "datePublished", "availabilityStarts", "dateCreated"),
    AdvertField.PHOTOS: ("image",),
}
OPEN_GRAPH: Mapping[AdvertField, str] = {
    AdvertField.TITLE: "og:title",
    AdvertField.TEXT: "og:description",
    AdvertField.PHOTOS: "og:image",
}
WITHIN = ("address", "contactPoint", "provider", "seller", "itemOffered", "mainEntity", "author")
"""Properties whose things are part of the advert itself."""
FIELDS = frozenset(PROPERTIES)
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Stated:
    """The fields of an advert that a page states for machines, and its prices."""

    fields: Mapping[AdvertField, Found] = field(default_factory=dict)
    prices: Mapping[str, str] = field(default_factory=dict)


NOTHING = Stated()


def find(page: Node, url: str) -> Stated:
    """What a page states: JSON-LD before microdata before OpenGraph, field by field."""
    syntaxes = _present(page)
    if not syntaxes:
        return NOTHING
    data = _extracted(page, url, syntaxes)
    fields: dict[AdvertField, Found] = {}
    prices: dict[str, str] = {}
    for syntax, name in (("json-ld", "JSON-LD"), ("microdata", "microdata")):
        item = _advert_in(data.get(syntax, []))
        if item:
            fields = {**_fields(item, name), **fields}
            prices = prices or _prices(item)
    return Stated({**_open_graph(data.get("opengraph", [])), **fields}, prices)


def _present(page: Node) -> list[str]:
    """The syntaxes that the page uses; a look that costs next to nothing, since most pages use none."""
    tests = {
        "json-ld": "boolean(//script[@type='application/ld+json'])",
        "microdata": "boolean(//*[@itemscope])",
        "opengraph": "boolean(//meta[starts-with(@property, 'og:')])",
    }
    return [name for name, test in tests.items() if page.root.xpath(test)]


def _extracted(page: Node, url: str, syntaxes: list[str]) -> dict[str, list[Any]]:
    import extruct  # noqa: PLC0415 - heavy, and for pages that state something alone

    found: dict[str, list[Any]] = {}
    for syntax in syntaxes:
        try:
            found |= extruct.extract(page.root, base_url=url, syntaxes=[syntax], uniform=True, errors="ignore")
        except Exception:  # noqa: BLE001, S112 - whatever a page's data can break in there: the page is still a page
            continue
    return found


def _advert_in(items: list[Any]) -> dict[str, Any] | None:
    """The item that is most likely the advert."""
    ranked = [
        (ADVERT_TYPES.index(kind), item) for item in _items(items) for kind in _types(item) if kind in ADVERT_TYPES
    ]
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _items(found: Any, depth: int = 0) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    if isinstance(found, list) and depth < DEEPEST:
        for each in found:
            yield from _items(each, depth + 1)
    elif isinstance(found, dict) and depth < DEEPEST:
        yield found
        for name in ("@graph", "mainEntity"):
            yield from _items(found.get(name), depth + 1)


def _types(item: dict[str, Any]) -> list[str]:
    kinds = item.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return [name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)]


def _fields(item: dict[str, Any], by: str) -> dict[AdvertField, Found]:
    parts = [item, *(part for name in WITHIN for part in _items(item.get(name)) if part is not item)]
    found: dict[AdvertField, Found] = {}
    for wanted, names in PROPERTIES.items():
        values = next((values for part in parts for name in names if (values := tuple(_texts(part.get(name))))), ())
        if values:
            found[wanted] = Found(values, by)
    return found


def _texts(value: Any, depth: int = 0) -> Iterator[str]:  # noqa: ANN401 - JSON
    """The texts of a value: itself, of a list each, of a thing its name, value or address."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        if str(value).strip():
            yield str(value).strip()
    elif isinstance(value, list) and depth < DEEPEST:
        for each in value:
            yield from _texts(each, depth + 1)
    elif isinstance(value, dict) and depth < DEEPEST:
        for name in ("name", "@value", "url", "contentUrl", "@id"):
            if value.get(name):
                yield from _texts(value[name], depth + 1)
                return


def _prices(item: dict[str, Any]) -> dict[str, str]:
    """Offers with a price, by what they are for."""
    offers = [item, *_items(item.get("offers")), *_items(item.get("makesOffer"))]
    found: dict[str, str] = {}
    for offer in offers:
        price = next(_texts(offer.get("price")), None)
        duration = next((text for name in ("name", "description") for text in _texts(offer.get(name))), None)
        if price and duration and offer is not item:
            found.setdefault(duration, price)
    return found


def _open_graph(items: list[Any]) -> dict[AdvertField, Found]:
    stated = next((item for item in items if isinstance(item, dict)), {})
    found = {wanted: tuple(_texts(stated.get(name))) for wanted, name in OPEN_GRAPH.items()}
    return {wanted: Found(values, "OpenGraph") for wanted, values in found.items() if values}
