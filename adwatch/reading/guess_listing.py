"""What a listing page seems to be: its entries, what stands in each, and how it goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin

from parsel import Selector as Node

from adwatch.reading.guess import MOST_SHARE, Guess, ListingGuess, place_named, text_of
from adwatch.reading.guess_block import (
    Block,
    cards_selector,
    entries_selector,
    find_block,
    find_cards,
    id_regex,
    link_selector,
)
from adwatch.reading.guess_words import CLICK_WORDS, ID_NAME, MORE_WORDS, NEXT_WORDS, PASSING, POSITION_NAME
from adwatch.reading.selecting import selector_of
from adwatch.specs.hosts import host_of

LONGEST_ID = 40
"""Characters up to which an attribute may be an id (assumed)."""
SCRIPTS = frozenset({"", "text/javascript", "application/javascript", "module"})
SAID = "//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript or ancestor::template)]"
SHELL_TEXT = 400
"""Characters on a page below which it may be empty until its script has run (assumed)."""
FEW = 5
"""Entries in which something is looked for before it is held against all."""


def guess_listing(page: Node, url: str) -> ListingGuess:
    """The repeating block of a listing, and what stands in it."""
    root = page.root
    guess = ListingGuess(next=_next_page(root, url), more=_button(root, MORE_WORDS), click=_button(root, CLICK_WORDS))
    block = find_block(root, url)
    if block is None:
        return _guess_cards(guess, root)
    expression = entries_selector(block, root)
    guess.entries = (
        Guess(expression, f"{len(block.entries)} alike, each with a link of its own") if expression else None
    )
    anchor = link_selector(block)
    guess.link = Guess(f"{anchor}::attr(href)", f"the link in each of {len(block.entries)}")
    guess.first_link, guess.said = urljoin(url, block.links[0].get("href").strip()), text_of(block.links[0])
    guess.id, guess.id_regex = _guess_id(block, anchor)
    guess.changed = _changed(block.entries, anchor)
    guess.place, guess.places = _place(block.entries, block.links)
    return guess


def needs_browser(page: Node, url: str) -> bool:
    """Whether a page is empty until its script has run: scripts, hardly a word, and nothing that repeats."""
    root = page.root
    scripts = [each for each in root.iter("script") if each.get("type", "text/javascript") in SCRIPTS]
    said = sum(len(" ".join(text.split())) for text in root.xpath(SAID))
    return bool(scripts) and said < SHELL_TEXT and find_block(root, url) is None and not find_cards(root)


def _guess_cards(guess: ListingGuess, root: Any) -> ListingGuess:  # noqa: ANN401 - lxml's element
    """Entries without a page of their own: each is the advert, whole."""
    cards = find_cards(root)
    expression = cards_selector(cards, root) if cards else None
    if expression is None:
        return guess
    guess.entries = Guess(expression, f"{len(cards)} alike that say much, without a page of their own")
    guess.whole = cards[0]
    names = list(_differing_attributes(cards))
    name = next((name for name in names if ID_NAME.search(name)), next(iter(names), None))
    guess.id = Guess(f"::attr({name})", "another in every entry") if name else None
    guess.place, guess.places = _place(cards, ())
    return guess


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


def _differing_attributes(cards: Sequence[Any]) -> Iterator[str]:
    """The attributes that differ from entry to entry; a mere position in the list is none."""
    names = dict.fromkeys(name for card in cards for name in card.attrib if name.startswith("data-") or name == "id")
    for name in names:
        values = {card.get(name) or "" for card in cards}
        short = all(0 < len(value) < LONGEST_ID for value in values)
        if short and len(values) == len(cards) and not POSITION_NAME.search(name):
            yield name


def _changed(entries: Sequence[Any], anchor: str) -> Guess | None:
    with_time = [entry for entry in entries if any(each.get("datetime") for each in entry.iter("time"))]
    if len(with_time) >= MOST_SHARE * len(entries):
        return Guess(f"time::attr(datetime), {anchor}::text", "a time in every entry, and its title")
    if any(PASSING.search(text_of(entry)) for entry in entries):
        return Guess(f"{anchor}::text", "the title alone: something else in the entries changes as time passes")
    return None


def _place(entries: Sequence[Any], links: Sequence[Any]) -> tuple[Guess | None, tuple[str, ...]]:
    """What in nearly every entry names a municipality or a place within one; the link's own words are none."""
    tried: set[str] = set()
    for entry in entries[:FEW]:
        for leaf in entry.iter("*"):
            within_link = any(leaf is link or leaf in link.iterdescendants() for link in links)
            if len(leaf) or within_link or not place_named(text_of(leaf)):
                continue
            expression = selector_of(leaf, entry)
            if expression in tried:
                continue
            tried.add(expression)
            found = [next(iter(Node(root=one, type="html").css(expression)), None) for one in entries]
            named = [name for one in found if one is not None and (name := place_named(text_of(one.root)))]
            if len(named) >= MOST_SHARE * len(entries):
                return Guess(expression, "a known place in the entries"), tuple(dict.fromkeys(named))
    return None, ()


def _next_page(root: Any, url: str) -> Guess | None:  # noqa: ANN401 - lxml's element
    for expression in ("a[rel=next]", "link[rel=next]", "a.next", ".next a", ".volgende a"):
        found = Node(root=root, type="html").css(f"{expression}::attr(href)").get()
        if found and host_of(urljoin(url, found)) == host_of(url):
            return Guess(f"{expression}::attr(href)", "a link that is marked as the next page's")
    for link in root.iter("a"):
        said = text_of(link)
        plain = said.casefold().strip(" »›>→") or said
        if link.get("href") and plain in NEXT_WORDS and '"' not in said:
            # By its words, since on a later page the link back may stand in its place.
            return Guess(f'//a[normalize-space(.)="{said}"]/@href', "a link that says so", "xpath")
    return None


def _button(root: Any, words: frozenset[str]) -> Guess | None:  # noqa: ANN401 - lxml's element
    for each in root.iter("button", "a"):
        if text_of(each).casefold().strip(" .!…") in words and not (each.get("href") or "#").strip("#"):
            return Guess(selector_of(each, root), "a button that says so")
    return None
