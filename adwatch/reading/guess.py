"""A first specification from a listing and one advert of a board that nobody has described yet.

Everything here is a guess, and says what it rests on; nothing that a person wrote on the pages is repeated.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from parsel import Selector as Node

from adwatch.reading.labels import labelled
from adwatch.reading.selecting import classes_of, selector_of, selector_of_all
from adwatch.specs.hosts import host_of
from adwatch.specs.selectors import AdvertField

FEWEST_ENTRIES = 2
MOST_SHARE = 0.8
"""Share of the entries in which something must stand to be taken for a part of an entry (assumed)."""
OWN_SHARE = 0.5
"""Share of entries with a link of their own; a board may show some adverts twice (assumed)."""
ASIDE = frozenset({"nav", "header", "footer", "aside", "menu"})
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
DURATION = re.compile(
    r"\b(?:\d{1,3}\s*(?:min|m)|\d(?:[.,]5)?\s*(?:uur|u|h|hour|std)|half uur|uur|hour|stunde)", re.IGNORECASE
)
PRICE = re.compile(r"(?:€|eur)\s*\d{2,4}|\d{2,4}\s*(?:€|eur|,-)|^\s*\d{2,4}\s*$", re.IGNORECASE)
NUMBER = re.compile(r"\d+")


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
    block = _repeating_block(page.root, url)
    if not block:
        return guess
    entries, links = block
    expression = selector_of_all(entries, page.root)
    guess.entries = Guess(expression, f"{len(entries)} alike") if expression else None
    anchor = _link_selector(entries, links)
    guess.link = Guess(f"{anchor}::attr(href)", f"a link of its own in {len(links)} of {len(entries)}")
    guess.first_link = urljoin(url, links[0].get("href"))
    guess.id, guess.id_regex = _guess_id(entries, links, anchor)
    guess.changed = _changed(entries, anchor)
    return guess


def guess_advert(page: Node) -> AdvertGuess:
    """Where an advert's page seems to state what."""
    root = page.root
    guess = AdvertGuess(structured=_structured(root))
    title, text = _title(root), _longest_text(root)
    for name, found in ((AdvertField.TITLE, title), (AdvertField.TEXT, text)):
        if found is not None:
            guess.fields[name] = Guess(selector_of(found[0], root), found[1])
    if title and text:
        guess.within = _within(title[0], text[0], root)
    for wanted, labels in LABELS.items():
        label = next((each for each in labels if labelled(root, each)), None)
        if label:
            guess.labels[wanted] = Guess(label, "a label of this name")
    for wanted, scheme in ((AdvertField.PHONES, "tel:"), (AdvertField.EMAILS, "mailto:")):
        count = len(root.xpath("//a[starts-with(@href, $scheme)]", scheme=scheme))
        if count:
            guess.fields[wanted] = Guess(f"a[href^='{scheme}']::attr(href)", f"{count} {scheme} links")
    moments = [each for each in root.iter("time") if each.get("datetime")]
    if moments:
        guess.fields[AdvertField.POSTED_ON] = Guess(
            f"{selector_of(moments[0], root)}::attr(datetime)", "a time element"
        )
    guess.prices = _prices(root)
    return guess


def _repeating_block(root: Any, url: str) -> tuple[list[Any], list[Any]] | None:  # noqa: ANN401 - lxml's elements
    """The group of like elements with most links of one pattern, and the link of each."""
    groups: dict[Any, list[Any]] = defaultdict(list)
    for element in root.iter("*"):
        if element.getparent() is not None and element.tag not in {"a", "option", "script", "br", "td", "span"}:
            groups[element.getparent(), element.tag, classes_of(element)[:1]].append(element)
    merged: dict[Any, list[Any]] = defaultdict(list)
    for (parent, tag, classes), elements in groups.items():
        merged[(tag, classes) if classes else (parent, tag)].extend(elements)
    best: tuple[float, list[Any], list[Any]] | None = None
    for elements in merged.values():
        scored = _scored(elements, url)
        if scored and (best is None or scored[0] > best[0]):
            best = scored
    return (best[1], best[2]) if best else None


def _scored(elements: list[Any], url: str) -> tuple[float, list[Any], list[Any]] | None:
    if len(elements) < FEWEST_ENTRIES or any(above.tag in ASIDE for above in elements[0].iterancestors()):
        return None
    by_pattern: dict[str, dict[Any, Any]] = defaultdict(dict)
    for element in elements:
        for link in element.iter("a"):
            target = urljoin(url, link.get("href") or "")
            if link.get("href") and host_of(target) == host_of(url):
                by_pattern[_pattern(target)].setdefault(element, link)
    candidates = [held for held in by_pattern.values() if _distinct(held.values()) >= OWN_SHARE * len(held)]
    if not candidates:
        return None
    links = max(candidates, key=len)
    if len(links) < max(FEWEST_ENTRIES, MOST_SHARE * len(elements)):
        return None
    text = sum(len("".join(each.itertext()).strip()) for each in links) / len(links)
    weight = len(links) * min(text, 200.0) ** 0.5
    kept = [each for each in elements if each in links]
    return weight, kept, [links[each] for each in kept]


def _distinct(links: Iterable[Any]) -> int:
    return len({link.get("href") for link in links})


def _pattern(address: str) -> str:
    """An address with everything that tells one advert from another taken out."""
    parts = urlsplit(address)
    segments = [segment for segment in parts.path.split("/") if segment]
    if not segments:
        return address
    kept = ["#" if NUMBER.search(each) else each for each in segments[:-1]]
    return "/".join([*kept, "*"]) + (f"?{re.sub(NUMBER, '#', parts.query)}" if parts.query else "")


def _link_selector(entries: list[Any], links: list[Any]) -> str:
    """A CSS expression for the link within each entry, the same for all."""
    names = Counter(f"a.{name}" for link in links for name in classes_of(link))
    common = [name for name, count in names.most_common() if count >= MOST_SHARE * len(links)]
    for step in (*common, *(f"{tag} a" for tag in ("h1", "h2", "h3", "h4")), "a"):
        found = [next(iter(Node(root=entry, type="html").css(step)), None) for entry in entries]
        if all(each is not None and each.root is link for each, link in zip(found, links, strict=True)):
            return step
    return selector_of(links[0], entries[0])


def _guess_id(entries: list[Any], links: list[Any], anchor: str) -> tuple[Guess | None, str | None]:
    names = Counter(name for entry in entries for name in entry.attrib if name.startswith("data-"))
    for name, count in names.most_common():
        values = {entry.get(name) for entry in entries}
        if count == len(entries) == len(values) and all(value and len(value) < 40 for value in values):
            return Guess(f"::attr({name})", "another in every entry"), None
    paths = sorted({link.get("href").split("#")[0] for link in links})
    found = _differing_number(paths)
    if found:
        return Guess(f"{anchor}::attr(href)", "a number of its own in every link"), found
    return Guess(f"{anchor}::attr(href)", "the last part of every link"), r"([^/?#]+)/?(?:[?#]|$)"


def _differing_number(paths: list[str]) -> str | None:
    for regex in (
        r"[?&](?:\w*_)?id=(\w+)",
        r"/(\d+)(?:[/?-]|$)",
        r"[-_](\d+)(?:\.html?)?/?$",
        r"/([0-9a-z]*\d[0-9a-z]*)-[^/]*$",
        r"(\d{3,})",
    ):
        found = [match.group(1) for path in paths if (match := re.search(regex, path))]
        if len(found) == len(paths) == len(set(found)):
            return regex
    return None


def _changed(entries: list[Any], anchor: str) -> Guess | None:
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


def _within(title: Any, text: Any, root: Any) -> Guess | None:  # noqa: ANN401 - lxml's elements
    """The smallest part that holds title and text, unless that is the whole page."""
    for above in title.iterancestors():
        if above.tag in {"body", "html"}:
            return None
        if above is text or any(each is text for each in above.iter()):
            return Guess(selector_of(above, root), "it holds both title and text")
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
