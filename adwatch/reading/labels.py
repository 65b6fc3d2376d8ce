"""The value beside a label, however a page sets the two out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

HIDDEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e"
"""Characters without a shape of their own, which part a word for nobody who looks at it."""
MOST = 50  # places where one label is looked at
LONGEST = 300  # characters, indentation included, up to which a piece of text may be part of a label
HIGHEST = 4  # elements around a label's words that may still be the label
SPARE = 20  # characters beyond those of the label: spaces, hidden ones, a colon
PIECES = 20  # pieces of text that a label may consist of, empty ones included
SPACERS = frozenset({"br", "wbr", "hr", "i", "img", "svg", "input"})
"""Elements that may stand between label and value, where they say nothing."""
_SHOWN = dict.fromkeys(map(ord, HIDDEN))
_DASH = re.compile(r"[-–—]\s+(?=\S)")
_TEXTS = etree.XPath("descendant::text()")


def labelled(root: Any, label: str) -> list[Any]:  # noqa: ANN401 - lxml's elements and strings
    """What stands behind, beside or below every place where `label` stands alone: elements, or pieces of text.

    In a definition list it is each `dd` up to the next `dt`; in a table the next `td`, or the cell below in a row of
    headings alone; else the text that follows within the same parent, or failing that the next element.
    """
    found: list[Any] = []
    for element in _standing_alone(root, _name(label)):
        found.extend(_values(element))
        if len(found) >= MOST:
            break
    return found


def _standing_alone(root: Any, name: str) -> Iterator[Any]:  # noqa: ANN401 - lxml's elements
    """The innermost elements below `root` whose whole text is `name`."""
    seen = set()
    for holder in _holding(root, name):
        element = holder
        for _ in range(HIGHEST):
            if element is None or element in seen:
                break
            seen.add(element)
            if _short_name(element, len(name)) == name:
                yield element
                break
            element = element.getparent() if element is not root else None


def _holding(root: Any, name: str) -> Iterator[Any]:  # noqa: ANN401 - lxml's elements
    """The elements in whose own text the first word of `name` stands; long texts are no labels."""
    word = name.split(" ", 1)[0]
    for text in _TEXTS(root) if word else ():
        if len(text) < LONGEST and word in _shown(text).casefold():
            beside = text.getparent()
            yield beside.getparent() if text.is_tail else beside


def _short_name(element: Any, most: int) -> str | None:  # noqa: ANN401 - lxml's element
    """The element's text as a label, None once it is longer than `most`: a page's whole body is not gathered."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece.strip().strip(":"))
        if length > most + SPARE or len(pieces) > PIECES:
            return None
    return _name("".join(pieces))


def _values(element: Any) -> list[Any]:  # noqa: ANN401 - lxml's elements and text
    if element.tag == "dt":
        return _cells(element, "dd")
    if element.tag == "th":
        return _cells(element, "td")[:1] or _below(element)
    behind = _tail(element)
    beside = behind or _beside(element)
    if beside is not None:
        return [beside]
    parent = element.getparent()
    # A label wrapped in elements of its own: <p><b><i>Naam</i></b> Anna</p>, <li><span>Naam</span></li><li>Anna</li>.
    name = _name("".join(element.itertext()))
    alone = parent is not None and next(element.itersiblings("*"), None) is None
    return _values(parent) if alone and _short_name(parent, len(name)) == name else []


def _cells(heading: Any, tag: str) -> list[Any]:  # noqa: ANN401 - lxml's elements
    """The cells right behind a heading, up to the next heading."""
    cells: list[Any] = []
    for following in heading.itersiblings("*"):
        if following.tag != tag:
            break
        cells.append(following)
    return cells


def _below(heading: Any) -> list[Any]:  # noqa: ANN401 - lxml's elements
    """The cell under a heading in a row of headings alone."""
    row = heading.getparent()
    if row is None or len(row) < 2 or any(cell.tag != "th" for cell in row):
        return []
    below = row.xpath(
        "(following-sibling::tr | ../following-sibling::tbody/tr)[1]/*[$place]", place=row.index(heading) + 1
    )
    return [cell for cell in below if cell.tag == "td"]


def _beside(label: Any) -> Any:  # noqa: ANN401 - lxml's element or text, or None
    """The next element, or what stands behind a line's end; None where that is another label."""
    for following in label.itersiblings("*"):
        if following.tag in SPACERS and not "".join(following.itertext()).strip():
            if behind := _tail(following):
                return behind
            continue
        return None if _is_label_too(following, label) else following
    return None


def _is_label_too(following: Any, label: Any) -> bool:  # noqa: ANN401 - lxml's elements
    said = "".join(following.itertext()).strip()
    colon = said.endswith(":") or (following.tail or "").lstrip().startswith(":")
    return bool(colon and following.tag == label.tag)


def _tail(element: Any) -> str:  # noqa: ANN401 - lxml's element
    return _DASH.sub("", (element.tail or "").strip(" :\u00a0\n\t\r"), count=1)


def _name(text: str) -> str:
    return " ".join(_shown(text).split()).rstrip(":").strip().casefold()


def _shown(text: str) -> str:
    return text if text.isascii() else text.translate(_SHOWN)
