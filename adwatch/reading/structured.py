"""What a page states for machines: JSON-LD and microdata in the words of schema.org, by extruct, and OpenGraph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree

from adwatch.reading.pages import Found
from adwatch.specs.selectors import AdvertField

ADVERT_TYPES = (
    "Product", "IndividualProduct", "Service", "Offer", "ClassifiedAd", "ClassifiedAdvertisement", "Posting",
    "JobPosting", "RealEstateListing", "Article", "SocialMediaPosting", "BlogPosting", "DiscussionForumPosting",
    "Person", "LocalBusiness", "HealthAndBeautyBusiness", "ProfessionalService", "DaySpa",
)  # fmt: skip
"""Types of schema.org as which an advert may be stated. An earlier one wins over a later: an article's author is a
person, and a board itself may be a business. Sites, organisations, lists and breadcrumbs are no adverts."""
OF_THE_BOARD = frozenset(
    {"Organization", "Corporation", "WebSite", "OnlineBusiness", "OnlineStore", "NewsMediaOrganization"}
)
"""Types of those who carry the advert: a seller or provider of such a type is the board, with its own telephone."""
PARTS = ("itemOffered", "mainEntity")
"""Properties whose things are the advert itself."""
CONTACTS = ("address", "location", "availableAtOrFrom", "contactPoint", "provider", "seller", "author")
"""Properties whose things tell how and where the advertiser is found."""
PROPERTIES: Mapping[AdvertField, tuple[str, ...]] = {
    AdvertField.TITLE: ("name", "headline", "title"),
    AdvertField.TEXT: ("description", "articleBody", "text"),
    AdvertField.ALIAS: ("alternateName",),
    AdvertField.PHONES: ("telephone",),
    AdvertField.EMAILS: ("email",),
    AdvertField.ORIGIN: ("nationality",),
    AdvertField.LANGUAGES: ("knowsLanguage",),
    AdvertField.ADDRESS: ("streetAddress",),
    AdvertField.POSTCODE: ("postalCode",),
    AdvertField.PLACE: ("addressLocality", "areaServed"),
    AdvertField.POSTED_ON: ("datePosted", "datePublished", "dateCreated"),
    AdvertField.PHOTOS: ("image",),
}
OF_CONTACTS = frozenset(PROPERTIES) - {AdvertField.TITLE, AdvertField.TEXT, AdvertField.PHOTOS, AdvertField.POSTED_ON}
"""Fields that the advertiser's own thing may give; its name is not the advert's title."""
OPEN_GRAPH: Mapping[AdvertField, str] = {
    AdvertField.TITLE: "og:title",
    AdvertField.TEXT: "og:description",
    AdvertField.PHOTOS: "og:image",
}
FIELDS = frozenset(PROPERTIES)
DEEPEST = 6  # things within things
MOST_SCRIPTS = 30
LONGEST_SCRIPT = 200_000  # characters
MOST_ELEMENTS = 50_000
"""Elements, those within several properties counted for each, up to which microdata are read: extruct copies each
property's part of the page, which a page that nests thousands would make it do without end."""
SCRIPTS = etree.XPath("//script[@type='application/ld+json']")
META = etree.XPath("//meta[@property=$name]/@content", smart_strings=False)
SCOPED = etree.XPath("descendant-or-self::*[@itemscope][@itemtype]")
PROPS = etree.XPath("descendant-or-self::*[@itemprop or @itemref]")
WEIGHT = etree.XPath(
    "1 + count(descendant::*) + 10 * count(ancestor::*[@itemscope or @itemprop]) + 10 * string-length(@itemref)"
)


@dataclass(frozen=True, slots=True)
class Stated:
    """The fields of an advert that a page states for machines, and its prices."""

    fields: Mapping[AdvertField, Found] = field(default_factory=dict)
    prices: Mapping[str, str] = field(default_factory=dict)


def find(root: Any, scope: Any, url: str) -> Stated:  # noqa: ANN401 - lxml's elements
    """What the page `root` states: JSON-LD before microdata before OpenGraph, field by field.

    Microdata mark what is shown, so that only those within `scope`, the advert's part of the page, are its own.
    """
    fields: dict[AdvertField, Found] = {}
    prices: dict[str, str] = {}
    for by, items in (("JSON-LD", _json_ld(root, url)), ("microdata", _microdata(scope, url))):
        item = _advert_in(items, url)
        if item:
            fields = {**_fields(item, _named(items), by), **fields}
            prices = prices or _prices(item)
    return Stated({**_open_graph(root), **fields}, prices)


def _json_ld(root: Any, url: str) -> list[Any]:  # noqa: ANN401 - lxml's element, JSON
    """The things of every script that can be read; a broken one does not take the others with it."""
    found: list[Any] = []
    for script in SCRIPTS(root)[:MOST_SCRIPTS]:
        if len(script.text or "") <= LONGEST_SCRIPT:
            found += _extracted(script, url, "json-ld")
    return list(_items(found))


def _microdata(scope: Any, url: str) -> list[Any]:  # noqa: ANN401 - lxml's element, JSON
    if not SCOPED(scope):
        return []
    elements = 0
    for prop in PROPS(scope):
        elements += int(WEIGHT(prop))
        if elements > MOST_ELEMENTS:
            return []
    return list(_items(_extracted(scope, url, "microdata")))


def _extracted(part: Any, url: str, syntax: str) -> list[Any]:  # noqa: ANN401 - lxml's element, JSON
    import extruct  # noqa: PLC0415 - takes a second, and most boards state nothing

    try:
        found = extruct.extract(part, base_url=url, syntaxes=[syntax], uniform=True)[syntax]
    except (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError, etree.LxmlError):
        # Whatever a page's own data break in there: the page is still a page.
        return []
    return list(found)


def _advert_in(items: list[Any], url: str) -> dict[str, Any] | None:
    """The thing that is most likely the advert: the one that says it is this page, else the likeliest type."""
    ranked = [
        (not _addresses(item, url) & {urldefrag(url)[0]}, ADVERT_TYPES.index(kind), number)
        for number, item in enumerate(items)
        for kind in _types(item)
        if kind in ADVERT_TYPES and not any(urlsplit(each).path in {"", "/"} for each in _addresses(item, url))
    ]
    return items[min(ranked)[2]] if ranked else None


def _addresses(item: dict[str, Any], url: str) -> set[str]:
    """Where a thing says that it is found."""
    found = [text for name in ("url", "@id", "mainEntityOfPage") for text in _texts(item.get(name))]
    try:
        return {urldefrag(urljoin(url, each))[0] for each in found if not each.startswith("_:")}
    except ValueError:
        return set()


def _items(found: Any, depth: int = 0) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    if isinstance(found, list) and depth < DEEPEST:
        for each in found:
            yield from _items(each, depth + 1)
    elif isinstance(found, dict) and depth < DEEPEST:
        yield found
        for name in ("@graph", "mainEntity"):
            yield from _items(found.get(name), depth + 1)


def _named(items: list[Any]) -> dict[str, dict[str, Any]]:
    return {item["@id"]: item for item in items if isinstance(item.get("@id"), str) and len(item) > 1}


def _types(item: dict[str, Any]) -> list[str]:
    kinds = item.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return [name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)]


def _parts(
    item: dict[str, Any], names: tuple[str, ...], named: Mapping[str, dict[str, Any]], depth: int = 0
) -> Iterator[dict[str, Any]]:
    """The things under these properties and under theirs; one that is only named is looked up."""
    for name in names if depth < DEEPEST // 2 else ():
        for part in _items(item.get(name)):
            known = named.get(str(part.get("@id")), part)
            if not OF_THE_BOARD & set(_types(known)):
                yield known
                yield from _parts(known, names, named, depth + 1)


def _fields(item: dict[str, Any], named: Mapping[str, dict[str, Any]], by: str) -> dict[AdvertField, Found]:
    own = [item, *_parts(item, PARTS, named)]
    contacts = [*own, *(part for each in own for part in _parts(each, CONTACTS, named))]
    found: dict[AdvertField, Found] = {}
    for wanted, names in PROPERTIES.items():
        parts = contacts if wanted in OF_CONTACTS else own
        values = next((values for part in parts for name in names if (values := tuple(_texts(part.get(name))))), ())
        if values:
            found[wanted] = Found(values, by)
    if AdvertField.ADDRESS not in found and isinstance(item.get("address"), str):
        found[AdvertField.ADDRESS] = Found((item["address"],), by)
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
        name = next((name for name in ("name", "@value", "url", "contentUrl", "@id") if value.get(name)), None)
        yield from _texts(value.get(name) if name else None, depth + 1)


def _prices(item: dict[str, Any]) -> dict[str, str]:
    """Offers with a price, by the duration or the name that they are for."""
    found: dict[str, str] = {}
    for offer in (*_items(item.get("offers")), *_items(item.get("makesOffer"))):
        price = next(_texts(offer.get("price")), None)
        duration = next(
            (text for name in ("duration", "name", "description") for text in _texts(offer.get(name))), None
        )
        if price and duration:
            found.setdefault(duration, price)
    return found


def _open_graph(root: Any) -> dict[AdvertField, Found]:  # noqa: ANN401 - lxml's element
    stated = {
        wanted: tuple(each for each in META(root, name=name) if each.strip()) for wanted, name in OPEN_GRAPH.items()
    }
    return {wanted: Found(values, "OpenGraph") for wanted, values in stated.items() if values}
