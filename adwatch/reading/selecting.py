"""Short, stable CSS expressions for elements of a page."""

from __future__ import annotations

import re
from typing import Any

from lxml.cssselect import CSSSelector

GENERATED = re.compile(r"(?:^|[-_])(?=[a-z0-9]*\d)[a-z0-9]{5,}$|^(?:css|sc|jsx|emotion)-|\d{3,}", re.IGNORECASE)
"""Class names and ids that a build step made: `css-1x2y3z`, `card_a8f3k`. They change with the next build (assumed)."""
STATES = frozenset({"active", "selected", "first", "last", "odd", "even", "open", "hidden", "visible", "clearfix"})
PLAIN = re.compile(r"[A-Za-z_][\w-]*")
CLIMB = 4
"""Ancestors that are looked at before a position among siblings has to do."""


def classes_of(element: Any) -> tuple[str, ...]:  # noqa: ANN401 - lxml's element
    """The classes of an element that will still be there tomorrow."""
    names = (element.get("class") or "").split()
    return tuple(name for name in names if PLAIN.fullmatch(name) and not GENERATED.search(name) and name not in STATES)


def steps_of(element: Any) -> list[str]:  # noqa: ANN401 - lxml's element
    """Ways to name an element by itself, the most telling first."""
    name = element.get("id") or ""
    own = [f"#{name}"] if PLAIN.fullmatch(name) and not GENERATED.search(name) else []
    return [*own, *(f"{element.tag}.{each}" for each in classes_of(element)), element.tag]


def selector_of(element: Any, scope: Any) -> str:  # noqa: ANN401 - lxml's elements
    """A CSS expression that finds `element` alone within `scope`."""
    for step in steps_of(element):
        if _finds(step, scope) == [element]:
            return step
    above = element.getparent()
    for _ in range(CLIMB):
        if above is None or above is scope or not isinstance(above.tag, str):
            break
        for outer in steps_of(above):
            for step in steps_of(element):
                if _finds(f"{outer} {step}", scope) == [element]:
                    return f"{outer} {step}"
        above = above.getparent()
    return _by_position(element, scope)


def selector_of_all(elements: list[Any], scope: Any) -> str | None:  # noqa: ANN401 - lxml's elements
    """A CSS expression that finds just these elements within `scope`, or None where there is no short one."""
    wanted = set(elements)
    shared = set.intersection(*(set(steps_of(each)) for each in elements))
    ranked = [step for step in steps_of(elements[0]) if step in shared]
    parents = {each.getparent() for each in elements}
    outer = steps_of(parents.pop()) if len(parents) == 1 else []
    with_links = [f"{step}:has(a)" for step in ranked]
    for step in (*ranked, *(f"{above} > {step}" for above in outer for step in ranked), *with_links):
        if set(_finds(step, scope)) == wanted:
            return step
    return None


def _by_position(element: Any, scope: Any) -> str:  # noqa: ANN401 - lxml's elements
    path: list[str] = []
    while element is not None and element is not scope and element.getparent() is not None:
        same = [each for each in element.getparent() if each.tag == element.tag]
        path.append(element.tag if len(same) == 1 else f"{element.tag}:nth-of-type({same.index(element) + 1})")
        element = element.getparent()
    return " > ".join(reversed(path))


def _finds(expression: str, scope: Any) -> list[Any]:  # noqa: ANN401 - lxml's elements
    found: list[Any] = CSSSelector(expression, translator="html")(scope)
    return found
