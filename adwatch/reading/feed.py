"""Reading sitemaps (sitemaps.org), RSS and Atom, whose entries are known by their format."""

from __future__ import annotations

import zlib
from urllib.parse import urljoin

from lxml import etree
from parsel import Selector as Node

from adwatch.domain.adverts import RawAdvert
from adwatch.errors import BoardChanged
from adwatch.reading import html
from adwatch.reading.decode import decode
from adwatch.reading.html import READER
from adwatch.reading.pages import Found, ListingPage, find_fields, find_price_rows, first, raw_advert, read_entries
from adwatch.specs.board import BoardKind, BoardSpec
from adwatch.specs.pages import Listing
from adwatch.specs.selectors import AdvertField, Selector, Selectors

GZIP = b"\x1f\x8b"
LARGEST = 50_000_000
"""Bytes of an unpacked sitemap: what its standard allows (sitemaps.org)."""


def _paths(*xpaths: str) -> Selectors:
    return tuple(Selector(xpath=each) for each in xpaths)


ADDRESSES = (
    "loc", "link[not(@rel) or @rel='alternate']/@href", "link/text()", "guid[not(@isPermaLink='false')]", "@about"
)  # fmt: skip
"""Where an entry of any format says its page's address."""
SITEMAP = Listing(
    url="",
    entries=_paths("//url[loc]"),
    id=_paths("loc"),
    link=_paths("loc"),
    changed=_paths("lastmod"),
)
FEED = Listing(
    url="",
    entries=_paths("//item", "//entry"),
    id=_paths("guid", "id", "link/text()", "link/@href", "@about"),
    link=_paths(*ADDRESSES[1:]),
    changed=_paths("updated|pubDate|modified|date|published|title"),
)
WHOLE = {
    AdvertField.TITLE: _paths("title"),
    AdvertField.TEXT: _paths("encoded", "content[not(@url)]", "description", "summary"),
    AdvertField.POSTED_ON: _paths("published", "pubDate", "date", "issued", "updated"),
}
MARKUP = frozenset({AdvertField.TITLE, AdvertField.TEXT})


def parse(body: bytes, declared: str | None = None) -> Node:
    """The document as a tree without namespaces; a packed one is unpacked, no entity is expanded, nothing fetched.

    Raises:
        BoardChanged: it is no XML, or larger than a sitemap may be.
    """
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8", huge_tree=True
    )
    text = decode(_unpacked(body), declared)
    try:
        root = etree.fromstring(text.lstrip().encode("utf-8", "replace") or b" ", parser)
    except (etree.LxmlError, ValueError) as fault:
        raise BoardChanged("a document that is no XML") from fault
    if root is None:
        raise BoardChanged("a document that is no XML")
    for element in root.iter("{*}*"):
        element.tag = etree.QName(element).localname
        for name in [name for name in element.attrib if name.startswith("{")]:
            element.attrib[etree.QName(name).localname] = element.attrib.pop(name)
    return Node(root=root, type="xml")


def read_listing(page: Node, board: str, url: str, spec: BoardSpec) -> ListingPage:
    """The entries of a feed or a sitemap, each advert once, or the parts of a sitemap's index.

    Addresses in a sitemap that give no id by the board's own selector are other pages, and passed over.

    Raises:
        BoardChanged: it is neither.
    """
    sitemap = spec.kind is BoardKind.SITEMAP
    known = {"urlset", "sitemapindex"} if sitemap else {"rss", "feed", "RDF"}
    if page.root.tag not in known:
        raise BoardChanged(f"a document that is no {spec.kind.value}")
    listing = _completed(spec.listing, SITEMAP if sitemap else FEED)

    def whole(node: Node, advert_id: str) -> RawAdvert:
        return _whole(node, board, advert_id, url, spec)

    nodes = READER.nodes(page, listing.entries or ())
    entries = read_entries(READER, nodes, listing, whole if listing.whole else None, skip=sitemap)
    parts = tuple(each.strip() for each in page.xpath("//sitemap/loc/text()").getall()) if sitemap else ()
    return ListingPage(entries, first(READER, page, listing.next), parts)


def _completed(own: Listing, usual: Listing) -> Listing:
    """The board's own listing, with the format's ways for what it does not say."""
    missing: dict[str, object] = {
        name: getattr(usual, name) for name in ("entries", "id", "link", "changed") if not getattr(own, name)
    }
    if own.id:
        missing["id"] = tuple(each for one in own.id for each in _in_address(one))
    return own.model_copy(update=missing)


def _in_address(selector: Selector) -> Selectors:
    """A regular expression alone is meant for the entry's address, not for all that the entry says."""
    if any((selector.css, selector.xpath, selector.label, selector.jmespath)):
        return (selector,)
    return tuple(Selector(xpath=path, regex=selector.regex) for path in ADDRESSES)


def _whole(node: Node, board: str, advert_id: str, url: str, spec: BoardSpec) -> RawAdvert:
    fields = {field: selectors for field, selectors in WHOLE.items() if field not in spec.advert.fields}
    found = find_fields(READER, node, spec.advert) | {
        field: _flat(field, each)
        for field, each in find_fields(READER, node, spec.advert.model_copy(update={"fields": fields})).items()
    }
    address = urljoin(url, first(READER, node, _paths(*ADDRESSES)) or "")
    return raw_advert(board, advert_id, address, spec, found, find_price_rows(READER, node, spec.advert.prices))


def _flat(field: AdvertField, found: Found) -> Found:
    """Text without the markup that feeds carry in it."""
    if field not in MARKUP:
        return found
    flat = (READER.whole(html.parse(value.encode())) if "<" in value else value for value in found.values)
    return Found(tuple(flat), found.by)


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(GZIP):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, LARGEST)
    except zlib.error as fault:
        raise BoardChanged("a packed document that is damaged") from fault
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise BoardChanged("a packed document that is cut off or too large")
    return plain
