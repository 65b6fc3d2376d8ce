"""Postcodes, as a field of a board or an address writes them."""

from __future__ import annotations

import re

from adwatch.clean.text import fold

_POSTCODE = re.compile(r"(?<!\d)([1-9]\d{3})(?! ?s[ads](?![a-z]))(?: ?([a-z]{2}))?(?![a-z\d])")


def parse_postcode(value: str) -> str | None:
    """Return `9401AB`, or `9401` where the letters are not given, or None; SA, SD and SS are in no postcode."""
    match = _POSTCODE.search(fold(value))
    return f"{match[1]}{(match[2] or '').upper()}" if match else None
