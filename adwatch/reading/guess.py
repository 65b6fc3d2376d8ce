"""A first specification from a listing and one advert of a board that nobody has described yet.

Everything here is a guess, and says what it rests on; nothing that a person wrote on the pages is repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from parsel import Selector as Node

from adwatch.reading.guess_block import ASIDE, Block, entries_selector, find_block, id_regex, link_selector
from adwatch.reading.labels import labelled
from adwatch.reading.selecting import selector_of, selector_of_all
from adwatch.specs.hosts import host_of
from adwatch.specs.selectors import AdvertField

ID_NAME = re.compile(
    r"(?:^|-)(?:\w*id|nummer|nr|number|ad|advert|advertentie|listing|item|key|code|ref)$", re.IGNORECASE
)
POSITION_NAME = re.compile(r"(?:^|-)(?:index|idx|position|pos|rank|order|row|page|slide|time|date)", re.IGNORECASE)
MOST_SHARE = 0.8
"""Share of the entries in which something must stand to be taken for a part of an entry (assumed)."""
NEXT_WORDS = frozenset(
    {
        "volgende",
        "volgende pagina",
        "verder",
        "meer",
        "next",
        "next page",
        "older",
        "weiter",
        "nächste",
        "»",
        "›",
        ">",
        "→",
    }
)
LABELS: dict[AdvertField, tuple[str, ...]] = {
    AdvertField.ALIAS: ("naam", "name", "roepnaam", "werknaam", "ik ben", "alias"),
    AdvertField.AGE: ("leeftijd", "age", "alter", "jaren jong"),
    AdvertField.ORIGIN: (
        "herkomst",
        "afkomst",
        "nationaliteit",
        "nationality",
        "origin",
        "herkunft",
        "kom uit",
        "land",
    ),
    AdvertField.LANGUAGES: ("talen", "taal", "languages", "sprachen", "spreek", "spreektalen"),
    AdvertField.PLACE: ("plaats", "woonplaats", "stad", "locatie", "regio", "city", "location", "ort", "te vinden in"),
    AdvertField.POSTCODE: ("postcode", "postal code", "zip", "plz"),
    AdvertField.ADDRESS: ("adres", "address", "adresse"),
    AdvertField.PHONES: ("telefoon", "telefoonnummer", "tel", "mobiel", "phone", "telefon", "06-nummer", "whatsapp"),
    AdvertField.EMAILS: ("e-mail", "email", "mail", "e-mailadres"),
    AdvertField.POSTED_ON: ("geplaatst", "geplaatst op", "datum", "posted", "date", "online sinds"),
}
WORD = re.compile(r"[^\W\d_]{3,}")
STRUCTURAL = frozenset(
    [
        "titel",
        "title",
        "tekst",
        "text",
        "naam",
        "name",
        "kop",
        "head",
        "header",
        "body",
        "content",
        "advert",
        "advertentie",
        "advertisement",
        "profiel",
        "profile",
        "prijs",
        "prijzen",
        "price",
        "prices",
        "contact",
        "foto",
        "fotos",
        "photo",
        "photos",
        "info",
        "detail",
        "details",
        "main",
        "item",
        "kaart",
        "card",
        "lijst",
        "list",
        "massage",
        "escort",
        "date",
        "datum",
        "plaats",
        "place",
        "stad",
        "city",
        "blok",
        "block",
        "rij",
        "row",
    ]
)
"""Words of which boards make their class names, whether an advert says them or not."""
LONGEST_ID = 40
"""Characters up to which an attribute may be an id (assumed)."""
DURATION = re.compile(
    r"\b(?:\d{1,3}\s*(?:min|m)|\d(?:[.,]5)?\s*(?:uur|u|h|hour|std)|half uur|uur|hour|stunde)", re.IGNORECASE
)
PRICE = re.compile(r"(?:€|eur)\s*\d{2,4}|\d{2,4}\s*(?:€|eur|,-)|^\s*\d{2,4}\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Guess:
    """One guessed value of the specification, and what it rests on."""

    value: str
    because: str


@dataclass(slots=True)
class ListingGuess:
    """What a listing page seems to be; `first_link` is the first advert's address."""

    entries: Guess | None = None
    id: Guess | None = None
    id_regex: str | None = None
    link: Guess | None = None
    changed: Guess | None = None
    next: Guess | None = None
    first_link: str | None = None


@dataclass(slots=True)
class AdvertGuess:
    """What an advert's page seems to be: a CSS expression or a label per field."""

    fields: dict[AdvertField, Guess] = field(default_factory=dict)
    labels: dict[AdvertField, Guess] = field(default_factory=dict)
    prices: tuple[Guess, str, str] | None = None
    structured: str | None = None
    within: Guess | None = None


def guess_listing(page: Node, url: str) -> ListingGuess:
    """The repeating block of a listing, and what stands in it."""
    guess = ListingGuess(next=_next_page(page.root, url))
    block = find_block(page.root, url)
    if block is None:
        return guess
    expression = entries_selector(block, page.root)
    guess.entries = (
        Guess(expression, f"{len(block.entries)} alike, each with a link of its own") if expression else None
    )
    anchor = link_selector(block)
    guess.link = Guess(f"{anchor}::attr(href)", f"the link in each of {len(block.entries)}")
    guess.first_link = urljoin(url, block.links[0].get("href").strip())
    guess.id, guess.id_regex = _guess_id(block, anchor)
    guess.changed = _changed(block.entries, anchor)
    return guess


def guess_advert(page: Node) -> AdvertGuess:
    """Where an advert's page seems to state what; of what stands outside the advert itself, nothing."""
    root = _without_own_names(page.root)
    guess = AdvertGuess(structured=_structured(root))
    title, text = _title(root), _longest_text(root)
    scope = _holding(title[0], text[0]) if title and text else None
    if scope is None:
        scope = root
    else:
        guess.within = Guess(selector_of(scope, root), "it holds both title and text")
    for name, found in ((AdvertField.TITLE, title), (AdvertField.TEXT, text)):
        if found is not None:
            guess.fields[name] = Guess(selector_of(found[0], scope), found[1])
    for wanted, labels in LABELS.items():
        label = next((each for each in labels if labelled(scope, each)), None)
        if label:
            guess.labels[wanted] = Guess(label, "a label of this name")
    for wanted, scheme in ((AdvertField.PHONES, "tel:"), (AdvertField.EMAILS, "mailto:")):
        count = len(scope.xpath(".//a[starts-with(@href, $scheme)]", scheme=scheme))
        if count:
            guess.fields[wanted] = Guess(f"a[href^='{scheme}']::attr(href)", f"{scheme} links, here {count}")
    moments = [each for each in scope.iter("time") if each.get("datetime")]
    if moments:
        guess.fields[AdvertField.POSTED_ON] = Guess(
            f"{selector_of(moments[0], scope)}::attr(datetime)", "a time element"
        )
    guess.prices = _prices(scope)
    return guess


def _without_own_names(root: Any) -> Any:  # noqa: ANN401 - lxml's elements
    """A copy of the page without classes and ids that are made of the advert's own words: `<article id="anna">`."""
    copied = deepcopy(root)
    said = [_text_of(each) for each in copied.iter("title", "h1", "h2")]
    said += [_text_of(each) for label in LABELS[AdvertField.ALIAS] for each in labelled(copied, label) if _is_tag(each)]
    own = {word for text in said for word in WORD.findall(text.casefold())} - STRUCTURAL
    for element in copied.iter("*"):
        for name in ("id", "class"):
            kept = [each for each in (element.get(name) or "").split() if not own & set(WORD.findall(each.casefold()))]
            if element.get(name):
                element.set(name, " ".join(kept))
    return copied


def _is_tag(found: Any) -> bool:  # noqa: ANN401 - lxml's elements and strings
    return hasattr(found, "tag")


def _guess_id(block: Block, anchor: str) -> tuple[Guess | None, str | None]:
    """The board's own id: an attribute made for it, else what differs in the links, else another attribute."""
    hrefs = [link.get("href").strip() for link in block.links]
    attributes = list(_own_attributes(block, hrefs))
    named = [name for name in attributes if ID_NAME.search(name)]
    found = id_regex(hrefs)
    if named or (attributes and not found):
        return Guess(f"::attr({(named or attributes)[0]})", "another in every entry"), None
    return (Guess(f"{anchor}::attr(href)", found[1]), found[0]) if found else (None, None)


def _own_attributes(block: Block, hrefs: list[str]) -> Iterator[str]:
    """The data attributes that differ as the links do; a mere position in the list is none."""
    for name in dict.fromkeys(name for entry in block.entries for name in entry.attrib if name.startswith("data-")):
        values = [entry.get(name) or "" for entry in block.entries]
        pairs = len(set(zip(values, hrefs, strict=True)))
        as_the_links = pairs == len(set(values)) == len(set(hrefs))
        if as_the_links and all(0 < len(value) < LONGEST_ID for value in values) and not POSITION_NAME.search(name):
            yield name


def _changed(entries: Sequence[Any], anchor: str) -> Guess | None:
    with_time = [entry for entry in entries if any(each.get("datetime") for each in entry.iter("time"))]
    if len(with_time) >= MOST_SHARE * len(entries):
        return Guess(f"time::attr(datetime), {anchor}::text", "a time in every entry, and its title")
    return None


def _next_page(root: Any, url: str) -> Guess | None:  # noqa: ANN401 - lxml's element
    for expression in ("a[rel=next]", "link[rel=next]", "a.next", ".next a", ".volgende a"):
        found = Node(root=root, type="html").css(f"{expression}::attr(href)").get()
        if found and host_of(urljoin(url, found)) == host_of(url):
            return Guess(f"{expression}::attr(href)", "a link that is marked as the next page's")
    for link in root.iter("a"):
        said = " ".join("".join(link.itertext()).split()).casefold().strip(" »›>→") or "".join(link.itertext()).strip()
        if link.get("href") and said in NEXT_WORDS:
            return Guess(f"{selector_of(link, root)}::attr(href)", "a link that says so")
    return None


def _title(root: Any) -> tuple[Any, str] | None:  # noqa: ANN401 - lxml's elements
    for tag in ("h1", "h2"):
        found = [each for each in root.iter(tag) if "".join(each.itertext()).strip()]
        if found:
            return found[0], f"the first {tag}"
    return None


def _holding(title: Any, text: Any) -> Any:  # noqa: ANN401 - lxml's elements
    """The smallest part that holds title and text, None where that is the whole page."""
    for above in title.iterancestors():
        if above.tag in {"body", "html"}:
            return None
        if above is text or any(each is text for each in above.iter()):
            return above
    return None


def _longest_text(root: Any) -> tuple[Any, str] | None:  # noqa: ANN401 - lxml's elements
    """The element with most running text of its own and of its paragraphs."""
    sizes = {
        element: sum(len(text.strip()) for text in _running(element))
        for element in root.iter("div", "p", "section", "article", "td", "main", "blockquote")
        if not any(above.tag in ASIDE for above in element.iterancestors())
    }
    longest = max(sizes.values(), default=0)
    if longest < 20:
        return None
    # Of those that hold nearly all of it, the innermost.
    holding = [element for element, size in sizes.items() if size >= MOST_SHARE * longest]
    innermost = holding[-1]
    above = innermost.getparent()
    # One paragraph today may be three tomorrow.
    whole = above if innermost.tag == "p" and above is not None and above.tag != "body" else innermost
    return whole, "the longest text"


def _running(element: Any) -> Iterator[str]:  # noqa: ANN401 - lxml's element
    """Text of an element's own, and of the paragraphs and lines right below it."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            if child.tag in {"p", "br", "b", "i", "em", "strong", "span"}:
                yield "".join(child.itertext())
            yield child.tail or ""


def _prices(root: Any) -> tuple[Guess, str, str] | None:  # noqa: ANN401 - lxml's elements
    """Rows of which one part is a duration and another a price."""
    for row_tag, parts in (("tr", ("th", "td")), ("li", ("span", "b", "strong", "em")), ("div", ("span", "div"))):
        rows = [row for row in root.iter(row_tag) if 2 <= len(row) <= 4 and _is_price_row(row, parts)]
        if rows:
            expression = selector_of_all(rows, root) or selector_of(rows[0], root)
            cells = list(rows[0])
            at = next(index for index, cell in enumerate(cells) if DURATION.search(_text_of(cell)))
            other = next(index for index, cell in enumerate(cells) if index != at and PRICE.search(_text_of(cell)))
            because = Guess(expression, f"{len(rows)} rows with a duration and a price")
            return because, _cell(cells[at], at), _cell(cells[other], other)
    return None


def _cell(cell: Any, at: int) -> str:  # noqa: ANN401 - lxml's element
    return f"{cell.tag}:nth-child({at + 1})"


def _is_price_row(row: Any, parts: Iterable[str]) -> bool:  # noqa: ANN401 - lxml's element
    cells = [cell for cell in row if cell.tag in parts]
    durations = [cell for cell in cells if DURATION.search(_text_of(cell))]
    return any(PRICE.search(_text_of(cell)) for cell in cells if cell not in durations[:1]) and bool(durations)


def _text_of(element: Any) -> str:  # noqa: ANN401 - lxml's element
    return " ".join("".join(element.itertext()).split())


def _structured(root: Any) -> str | None:  # noqa: ANN401 - lxml's element
    tests = {
        "JSON-LD": "//script[@type='application/ld+json']",
        "microdata": "//*[@itemscope]",
        "OpenGraph": "//meta[starts-with(@property, 'og:')]",
    }
    return ", ".join(name for name, test in tests.items() if root.xpath(test)) or None
