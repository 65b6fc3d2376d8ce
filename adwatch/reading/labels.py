"""The value beside a label, however a page sets the two out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

SPACE = re.compile(r"\s+")
SPARE = 12
"""Characters beyond the label's own, for spaces and a colon, up to which an element may be the label."""
VALUE_CELLS = {"dt": "dd", "th": "td"}


def labelled(root: Any, label: str) -> list[Any]:  # noqa: ANN401 - lxml's elements and strings
    """What stands behind, beside or below every place where `label` stands alone: elements, or pieces of text.

    In a definition list and a table it is the next `dd` or `td`; else the next element, or failing that the text that
    follows within the same parent.
    """
    wanted, most = _name(label), len(label) + SPARE
    values = (_value(element) for element in _innermost(root, most) if _name("".join(element.itertext())) == wanted)
    return [value for value in values if value is not None]


def _innermost(root: Any, most: int) -> Iterator[Any]:  # noqa: ANN401 - lxml's elements
    """Elements that say little and hold no others but those without text: `<dt>Naam</dt>`, `<b><svg/>Naam</b>`."""
    for element in root.iter("*"):
        own = element.text or ""
        if len(own) <= most and not any(len(child) or (child.text and child.text.strip()) for child in element):
            yield element


def _value(element: Any) -> Any:  # noqa: ANN401 - lxml's element or text
    behind = (element.tail or "").strip(" :\u00a0\n\t\r")
    cell = VALUE_CELLS.get(element.tag)
    for following in element.itersiblings():
        if not isinstance(following.tag, str) or (cell and following.tag != cell):
            continue
        return behind or following
    if behind:
        return behind
    parent = element.getparent()
    # A label wrapped in elements of its own: <p><b><i>Naam</i></b> Anna</p>, <li><span>Naam</span></li><li>Anna</li>.
    alone = parent is not None and _name("".join(parent.itertext())) == _name("".join(element.itertext()))
    return _value(parent) if alone else None


def _name(text: str) -> str:
    return SPACE.sub(" ", text).strip().rstrip(":").strip().casefold()
