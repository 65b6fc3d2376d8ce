"""From bytes to text: what a page claims to be written in counts only where it is true."""

from __future__ import annotations

import codecs
import re

from w3lib.encoding import resolve_encoding

FALLBACK = "windows-1252"
"""What browsers take an undeclared western page for (WHATWG Encoding)."""
HEAD = 4096
"""Bytes at the beginning in which a page may declare its encoding; WHATWG looks at 1,024, older pages begin later."""
_DECLARED = re.compile(
    rb"<(?:meta\b[^>]{0,200}?charset|\?xml\b[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(body: bytes, declared: str | None = None) -> str:
    """The text of `body`, which the server `declared` to be written so; null characters are dropped.

    A byte order mark wins; then UTF-8, if it is that, since no other text is valid UTF-8 by chance; then what the
    header or the page itself declares, if it fits; else windows-1252.
    """
    for mark, marked in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(marked, "replace").replace("\x00", "")
    encodings: tuple[str | None, ...] = ("utf-8", resolve_encoding(declared or ""), _in_head(body))
    for encoding in encodings:
        if encoding and (text := _strictly(body, encoding)) is not None:
            return text.replace("\x00", "")
    return body.decode(FALLBACK, "replace").replace("\x00", "")


def _in_head(body: bytes) -> str | None:
    found = _DECLARED.search(body[:HEAD])
    return resolve_encoding(found[1].decode("ascii", "replace")) if found else None


def _strictly(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
