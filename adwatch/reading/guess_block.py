"""The block that repeats on a listing page: one element per advert, recognised by the advert's own link in it.

An entry is the largest element that leads to a single advert. So it matters little how a page is built: lists, tables,
cards that are links themselves, nested elements without a class.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2, sqrt
from typing import Any, TypeAlias
from urllib.parse import unquote, urljoin, urlsplit

from lxml.cssselect import CSSSelector

from adwatch.clean.places import resolve_municipality
from adwatch.reading.selecting import classes_of, selector_of, selector_of_all, steps_of
from adwatch.specs.hosts import host_of

Element: TypeAlias = Any  # lxml's

FEWEST = 2
"""Entries that make a block."""
MOST_COUNTED = 40
"""Entries beyond which a block is not the likelier for having more (assumed)."""
LONG_TEXT = 200
"""Characters in an entry beyond which it is not the likelier for saying more (assumed)."""
RARE = 0.1
"""How much less likely a block is whose links lead to municipalities, or that stands beside the content (assumed)."""
CLOSER = 1.2
"""How much likelier one pattern of addresses makes a block than one place on the page does (assumed)."""
CARD_TEXT, CARD_PARTS = 40, 4
"""Characters and elements that an entry without a page of its own has at least: it is the advert, whole (assumed)."""
ASIDE = frozenset({"nav", "header", "footer", "aside", "menu"})
DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Block:
    """The entries of a listing, in order, and in each its link to the advert's page."""

    entries: tuple[Element, ...]
    links: tuple[Element, ...]


def find_block(root: Element, url: str) -> Block | None:
    """The block of the page at `url` that is most likely the list of adverts, or None where nothing repeats."""
    targets = dict(_targets(root, url))
    groups = [(CLOSER, group) for group in _grouped(targets, _address_pattern)]
    groups += [(1.0, group) for group in _grouped(targets, _page_pattern)]
    blocks = [(weight, block) for weight, group in groups if (block := _block(group))]
    ranked = [(weight * _likelihood(block, targets), block) for weight, block in blocks]
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else None


def entries_selector(block: Block, root: Element) -> str | None:
    """A CSS expression that finds just the entries of `block`, the most lasting first; None where there is none."""
    wanted = set(block.entries)
    candidates = [*_own_steps(block), *_steps_below(block, root)]
    narrowed = [f"{one}:has({path})" for one in candidates for path in _ways_to_link(block)]
    return next((one for one in (*candidates, *narrowed) if _found(one, root) == wanted), None)


def link_selector(block: Block) -> str:
    """A CSS expression that finds, within each entry, its link and no other link before it."""
    names = Counter(f"a.{name}" for link in block.links for name in classes_of(link))
    shared = [name for name, count in names.most_common() if count == len(block.links)]
    by_address = [f"a{one}" for one in _address_conditions(block)]
    for step in (*shared, *(f"h{level} a" for level in range(1, 5)), *by_address, "a"):
        if all(_first(step, entry) is link for entry, link in zip(block.entries, block.links, strict=True)):
            return step
    return selector_of(block.links[0], block.entries[0])


def _targets(root: Element, url: str) -> Iterator[tuple[Element, str]]:
    """Every link of the page that leads to another page of the same host, and where it leads."""
    here = urlsplit(url)
    for link in root.iter("a"):
        href = (link.get("href") or "").strip()
        if not href or href.startswith("#"):
            continue
        target = urljoin(url, href).split("#")[0]
        same_page = urlsplit(target).path == here.path and _says(link).isdigit()
        if host_of(target) == host_of(url) and target != url and not same_page:
            yield link, target


def _grouped(targets: Mapping[Element, str], pattern: Any) -> list[dict[Element, str]]:  # noqa: ANN401 - either pattern
    groups: dict[object, dict[Element, str]] = defaultdict(dict)
    for link, target in targets.items():
        groups[pattern(link, target)][link] = target
    return [group for group in groups.values() if len(set(group.values())) >= FEWEST]


def _address_pattern(_link: Element, target: str) -> object:
    """An address without what tells one advert from another: its last part, and all numbers."""
    segments, names = _parts(target)
    return (*("#" if DIGIT.search(one) else one for one in segments[:-1]), len(segments), names)


def _page_pattern(link: Element, target: str) -> object:
    """Where on the page a link stands, and how long its address is."""
    segments, names = _parts(target)
    return (tuple((above.tag, classes_of(above)) for above in link.iterancestors()), len(segments), names)


def _parts(target: str) -> tuple[list[str], tuple[str, ...]]:
    parts = urlsplit(target)
    names = tuple(sorted(pair.split("=")[0] for pair in parts.query.split("&") if pair))
    return [segment for segment in parts.path.split("/") if segment], names


def _block(group: Mapping[Element, str]) -> Block | None:
    """The largest elements that each lead to one address of `group` alone, all of one tag."""
    leads_to: dict[Element, set[str]] = defaultdict(set)
    for link, target in group.items():
        for element in (link, *link.iterancestors()):
            leads_to[element].add(target)
    paths = {link: _single(link, leads_to) for link in group}
    tags = Counter(path[-1].tag for path in paths.values())
    tag = tags.most_common(1)[0][0]
    found: dict[Element, Element] = {}
    for link, path in paths.items():
        # What stands alone in a part of its own (a paid place on top) reaches too high: down to its kind again.
        entry = next((one for one in reversed(path) if one.tag == tag), None)
        if entry is not None and (entry not in found or (not _says(found[entry]) and _says(link))):
            found[entry] = link
    if len({group[link] for link in found.values()}) < FEWEST:
        return None
    return Block(tuple(found), tuple(found.values()))


def _single(link: Element, leads_to: Mapping[Element, set[str]]) -> list[Element]:
    """`link` and all above it that lead to nothing else."""
    path = [link]
    for above in link.iterancestors():
        if len(leads_to[above]) > 1 or above.tag in {"body", "html"}:
            break
        path.append(above)
    return path


def _likelihood(block: Block, targets: Mapping[Element, str]) -> float:
    """How likely a block is the list of adverts: many entries that say and hold much, and are no menu."""
    several = min(len(block.entries), MOST_COUNTED)
    text = sum(min(len(_says(one)), LONG_TEXT) for one in block.entries) / len(block.entries)
    parts = sum(1 for entry in block.entries for _ in entry.iter("*")) / len(block.entries)
    weight = sqrt(several) * sqrt(text) * log2(2 + parts)
    menu = sum(_leads_to_municipality(targets[link]) for link in block.links) * 2 > len(block.links)
    beside = any(above.tag in ASIDE for above in block.entries[0].iterancestors())
    return weight * (RARE if menu else 1) * (RARE if beside else 1)


def _leads_to_municipality(target: str) -> bool:
    segments, _ = _parts(target)
    return bool(segments) and municipality_in(segments[-1]) is not None


def municipality_in(part: str) -> str | None:
    """The name of the municipality that a part of an address is."""
    name = unquote(part).replace("-", " ").replace("+", " ")
    found = resolve_municipality(name) if name and not DIGIT.search(name) else None
    return found.name if found else None


def find_cards(root: Element) -> tuple[Element, ...]:
    """The elements of one kind that stand beside one another and each say much, without a link of their own."""
    groups: dict[object, list[Element]] = defaultdict(list)
    for element in root.iter("article", "li", "div", "section", "tr"):
        groups[element.getparent(), element.tag, classes_of(element)].append(element)
    alike = [group for group in groups.values() if len(group) >= FEWEST and all(map(_is_card, group))]
    return tuple(max(alike, key=lambda group: sum(min(len(_says(one)), LONG_TEXT) for one in group), default=()))


def cards_selector(cards: Sequence[Element], root: Element) -> str | None:
    """A CSS expression that finds just these elements, and after tomorrow's page those alike."""
    return selector_of_all(list(cards), root)


def _is_card(element: Element) -> bool:
    aside = any(above.tag in ASIDE for above in element.iterancestors())
    return not aside and len(_says(element)) >= CARD_TEXT and sum(1 for _ in element.iter("*")) >= CARD_PARTS


def _own_steps(block: Block) -> list[str]:
    """Ways to name an entry by itself that all entries share, its classes first."""
    shared = set.intersection(*({one for one in steps_of(entry) if "#" not in one} for entry in block.entries))
    return sorted(shared, key=lambda step: ("." not in step, -len(step), step))


def _steps_below(block: Block, root: Element) -> list[str]:
    """The same below the one element that holds them all."""
    parents = {entry.getparent() for entry in block.entries}
    own = _own_steps(block)
    if len(parents) != 1:
        shared = set.intersection(*(set(steps_of(parent)) for parent in parents if parent is not None))
        return [f"{outer} > {step}" for outer in sorted(shared, key=lambda one: "." not in one) for step in own]
    parent = parents.pop()
    if parent is None or parent.tag in {"body", "html"}:
        return [f"body > {step}" for step in own]
    outers = dict.fromkeys((*(one for one in steps_of(parent) if one != parent.tag), selector_of(parent, root)))
    return [f"{outer} > {step}" for outer in outers for step in own]


def _ways_to_link(block: Block) -> Iterator[str]:
    """What stands in an entry and in no other element of its kind: its link, by address or by its place."""
    chains = {_chain(entry, link) for entry, link in zip(block.entries, block.links, strict=True)}
    addresses = [f"a{one}" for one in _address_conditions(block)]
    yield from addresses
    if len(chains) == 1:
        (chain,) = chains
        if chain:
            yield from (f"> {' > '.join((*chain[:-1], one))}" for one in (*addresses, "a"))


def _chain(entry: Element, link: Element) -> tuple[str, ...]:
    chain: list[str] = []
    while link is not entry and link is not None:
        chain.append(link.tag)
        link = link.getparent()
    return tuple(reversed(chain))


def _address_conditions(block: Block) -> Iterator[str]:
    """How the addresses of all links begin or end, where that is the board's doing: no number and no municipality."""
    hrefs = [(link.get("href") or "").strip() for link in block.links]
    begins = re.sub(r"[^/?=&]*$", "", _shared_beginning(hrefs))
    ends = re.sub(r"^[^/?=&]*", "", _shared_beginning([one[::-1] for one in hrefs])[::-1])
    for operator, said in (("^", begins), ("$", ends)):
        if len(said) > 1 and _lasting(said):
            yield f'[href{operator}="{said}"]'


def _shared_beginning(texts: Sequence[str]) -> str:
    first, last = min(texts), max(texts)
    return first[: next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), None)]


def _lasting(said: str) -> bool:
    parts = re.split(r"[/?=&.]", said.rpartition("://")[2])
    return '"' not in said and "\\" not in said and not any(DIGIT.search(one) or municipality_in(one) for one in parts)


def _found(expression: str, scope: Element) -> set[Element]:
    return set(CSSSelector(expression, translator="html")(scope))


def _first(expression: str, scope: Element) -> Element | None:
    return next(iter(CSSSelector(expression, translator="html")(scope)), None)


def _says(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def same_for_all(regex: str, hrefs: Iterable[str]) -> bool:
    """Whether `regex` finds in each address a part of its own."""
    addresses = sorted(set(hrefs))
    found = [match.group(1) for one in addresses if (match := re.search(regex, one))]
    return len(found) == len(addresses) == len(set(found))


def id_regex(hrefs: Sequence[str]) -> tuple[str, str] | None:
    """What in the addresses of adverts is the advert's own id, as a regular expression, and what it rests on."""
    for regex in (
        r"[?&](?:\w*_)?id=([^&#]+)",
        r"/(\d+)(?:[/?#-]|$)",
        r"[-_](\d+)(?:\.html?|\.php)?/?(?:[?#]|$)",
        r"/([0-9a-z]*\d[0-9a-z]*)-[^/]*$",
        r"(\d{3,})",
    ):
        if same_for_all(regex, hrefs):
            return regex, "a number of its own in every link"
    for regex in (r"[?&]\w+=([^&#]+)", r"([^/?#]+)/?(?:[?#]|$)", *_by_position(hrefs)):
        if same_for_all(regex, hrefs):
            return regex, "a word of its own in every link"
    return None


def _by_position(hrefs: Sequence[str]) -> Iterator[str]:
    """The part that stands before the same end in all addresses: /assen/…/profiel."""
    paths = [urlsplit(one).path.rstrip("/") for one in hrefs]
    for count in range(1, 1 + min(path.count("/") for path in paths)):
        tails = {tuple(path.split("/")[-count:]) for path in paths}
        if len(tails) == 1:
            yield "([^/?#]+)" + "".join(f"/{re.escape(one)}" for one in tails.pop()) + r"/?(?:[?#]|$)"
