"""Where an advert's page seems to state what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from parsel import Selector as Node

from adwatch.reading.guess import MOST_SHARE, AdvertGuess, Guess, is_tag, place_named, text_of
from adwatch.reading.guess_block import ASIDE
from adwatch.reading.guess_words import DURATION, LABELS, LINKS, PRICE, SIGN, STRUCTURAL
from adwatch.reading.labels import labelled
from adwatch.reading.selecting import selector_of, selector_of_all
from adwatch.specs.selectors import AdvertField

WORD = re.compile(r"[^\W\d_]{3,}")
WIDTH = re.compile(r"\D.*$")
A_DURATION = r"\b(\d+ ?(m|min|u|h|uur|hour)|half uur|uur|hour)"
"""The same for XPath: labels of the same kind that are no durations stand between those that are."""
PLAIN_ADDRESS = re.compile(r"[\w:/.-]+")
SMALL = 60
"""Pixels below which an image is a sign (assumed)."""


def guess_advert(page: Node, said: str = "", *, whole: bool = False) -> AdvertGuess:
    """Where an advert's page seems to state what; of what stands outside the advert itself, nothing.

    `said` is what the listing calls the advert. With `whole` the page is an entry that is the advert.
    """
    root = _without_own_names(page.root)
    guess = AdvertGuess(structured=None if whole else _structured(root))
    title, text = _title(root, said), _longest_text(root)
    scope = _holding(title[0], text[0]) if title and text and not whole else None
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
            guess.labels[wanted] = Guess(label, "a label", "label")
            if wanted is AdvertField.PLACE:
                where = labelled(scope, label)[0]
                guess.place = place_named(text_of(where) if is_tag(where) else where)
    guess.fields.update(_linked(scope))
    moments = [each for each in scope.iter("time") if each.get("datetime")]
    if moments:
        guess.fields[AdvertField.POSTED_ON] = Guess(
            f"{selector_of(moments[0], scope)}::attr(datetime)", "a time element"
        )
    if photos := _photos(scope):
        guess.fields[AdvertField.PHOTOS] = photos
    guess.prices = _prices(scope)
    return guess


def _without_own_names(root: Any) -> Any:  # noqa: ANN401 - lxml's elements
    """A copy of the page without classes and ids that are made of the advert's own words: `<article id="anna">`."""
    copied = deepcopy(root)
    said = [text_of(each) for each in copied.iter("title", "h1", "h2")]
    said += [text_of(each) for label in LABELS[AdvertField.ALIAS] for each in labelled(copied, label) if is_tag(each)]
    own = {word for text in said for word in WORD.findall(text.casefold())} - STRUCTURAL
    for element in copied.iter("*"):
        for name in ("id", "class"):
            kept = [each for each in (element.get(name) or "").split() if not own & set(WORD.findall(each.casefold()))]
            if element.get(name):
                element.set(name, " ".join(kept))
    return copied


def _linked(scope: Any) -> Iterator[tuple[AdvertField, Guess]]:  # noqa: ANN401 - lxml's element
    """Fields that stand in the address of a link: to call, to mail, to a messenger, to the writer's account."""
    for wanted, ways in LINKS.items():
        for condition in ways:
            count = len(Node(root=scope, type="html").css(f"a[{condition}]"))
            if count:
                taken = "" if wanted is AdvertField.ACCOUNT else "::attr(href)"
                yield wanted, Guess(f"a[{condition}]{taken}", f"links of this kind, here {count}")
                break


def _photos(scope: Any) -> Guess | None:  # noqa: ANN401 - lxml's element
    """The images that are no sign, flag or logo of the board's."""
    images = [each for each in scope.iter("img") if not SIGN.search(each.get("src") or each.get("data-src") or "")]
    images = [each for each in images if int(WIDTH.sub("", each.get("width") or "") or SMALL) >= SMALL]
    if not images:
        return None
    name = "data-src" if images[0].get("data-src") else "src"
    folders = {(each.get(name) or "").rpartition("/")[0] for each in images}
    folder = folders.pop() if len(folders) == 1 else ""
    by_address = f"img[{name}^='{folder}/']" if PLAIN_ADDRESS.fullmatch(folder) else f"img[{name}]"
    expression = selector_of_all(images, scope) or by_address
    return Guess(f"{expression}::attr({name})", f"images, here {len(images)}")


def _title(root: Any, said: str) -> tuple[Any, str] | None:  # noqa: ANN401 - lxml's elements
    """What the listing calls the advert where the page says it, too; else its first heading."""
    for tag in ("h1", "h2", "h3"):
        found = [each for each in root.iter(tag) if text_of(each)]
        alike = [each for each in found if said and text_of(each) == said]
        if alike or (found and tag != "h3"):
            return (alike or found)[0], f"the first {tag}"
    for each in root.iter("b", "strong", "font", "span", "div", "p", "td") if said else ():
        linked = any(above.tag == "a" for above in each.iterancestors()) or each.find(".//a") is not None
        if not (linked or len(each)) and text_of(each) == said:
            return each, "what the listing calls it"
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
    whole = (
        above if innermost.tag == "p" and above is not None and above is not root and above.tag != "body" else innermost
    )
    return whole, "the longest text"


def _running(element: Any) -> Iterator[str]:  # noqa: ANN401 - lxml's element
    """Text of an element's own, and of the paragraphs and lines right below it."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            if child.tag in {"p", "br", "b", "i", "em", "strong", "span"}:
                yield "".join(child.itertext())
            yield child.tail or ""


def _prices(root: Any) -> tuple[Guess, Guess, Guess] | None:  # noqa: ANN401 - lxml's elements
    """Rows of which one part is a duration and another a price."""
    for row_tag, parts in (("tr", ("th", "td")), ("li", ("span", "b", "strong", "em")), ("div", ("span", "div"))):
        rows = [row for row in root.iter(row_tag) if 2 <= len(row) <= 4 and _is_price_row(row, parts)]
        if rows:
            expression = selector_of_all(rows, root) or selector_of(rows[0], root)
            cells = list(rows[0])
            at = next(index for index, cell in enumerate(cells) if DURATION.search(text_of(cell)))
            other = next(index for index, cell in enumerate(cells) if index != at and PRICE.search(text_of(cell)))
            because = f"{len(rows)} rows with a duration and a price"
            return Guess(expression, because), _cell(cells[at], at, because), _cell(cells[other], other, because)
    return _labelled_prices(root)


def _labelled_prices(root: Any) -> tuple[Guess, Guess, Guess] | None:  # noqa: ANN401 - lxml's elements
    """Labels that are durations, each with its price behind it: `<dt>30 min</dt><dd>80</dd>`, `<b>1 uur:</b> 150`."""
    for tag in ("dt", "b", "strong", "span"):
        found = [each for each in root.iter(tag) if DURATION.search(text_of(each)) and PRICE.search(_behind(each))]
        if found:
            because = f"{len(found)} durations as labels, each with a price behind it"
            price = "following-sibling::dd[1]" if tag == "dt" else "following-sibling::text()[1]"
            rows = Guess(f".//{tag}[re:test(., '{A_DURATION}', 'i')]", because, "xpath")
            return rows, Guess(".", because, "xpath"), Guess(price, because, "xpath")
    return None


def _behind(label: Any) -> str:  # noqa: ANN401 - lxml's element
    following = label.getnext()
    if label.tag != "dt":
        return (label.tail or "").strip(" :\n\t")
    return text_of(following) if following is not None and following.tag == "dd" else ""


def _cell(cell: Any, at: int, because: str) -> Guess:  # noqa: ANN401 - lxml's element
    return Guess(f"{cell.tag}:nth-child({at + 1})", because)


def _is_price_row(row: Any, parts: Iterable[str]) -> bool:  # noqa: ANN401 - lxml's element
    cells = [cell for cell in row if cell.tag in parts]
    durations = [cell for cell in cells if DURATION.search(text_of(cell))]
    return any(PRICE.search(text_of(cell)) for cell in cells if cell not in durations[:1]) and bool(durations)


def _structured(root: Any) -> str | None:  # noqa: ANN401 - lxml's element
    tests = {
        "JSON-LD": "//script[@type='application/ld+json']",
        "microdata": "//*[@itemscope]",
        "OpenGraph": "//meta[starts-with(@property, 'og:')]",
    }
    return ", ".join(name for name, test in tests.items() if root.xpath(test)) or None
