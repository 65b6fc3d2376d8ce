"""From bytes to text: what a page claims to be written in counts only where it is true."""

from __future__ import annotations

import codecs
import re

from w3lib.encoding import resolve_encoding

FALLBACK = "windows-1252"
"""What browsers take an undeclared western page for (WHATWG Encoding)."""
HEAD = 4096
"""Bytes at the beginning in which a page may declare its encoding; WHATWG looks at 1,024, older pages begin later."""
WHOLE_FOR_ONE_BROKEN = 4
"""Whole UTF-8 characters for each broken one, from which on a text is UTF-8 that was damaged (assumed). In a text of
another encoding they are rare: a letter with an accent would have to be followed by a sign such as © or ±."""
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

    A byte order mark wins; then UTF-8, if it is that but for a cut or a few broken characters, since no other text is
    valid UTF-8 by chance; then what the header or the page itself declares, if it fits; else windows-1252.
    """
    return _decoded(body, declared).replace("\x00", "")


def _decoded(body: bytes, declared: str | None) -> str:
    for mark, marked in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(marked, "replace")
    text = _as_utf8(body)
    if text is not None:
        return text
    for encoding in (resolve_encoding(declared or ""), _in_head(body)):
        if encoding and (text := _strictly(body, encoding)) is not None:
            return text
    return body.decode(FALLBACK, "replace")


def _as_utf8(body: bytes) -> str | None:
    """The text where it is UTF-8: whole, cut off within its last character, or with a few characters cut in two."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(not char.isascii() for char in text) - broken
    cut = text.endswith("\ufffd") and broken == 1 and whole > 0
    if cut:
        return text[:-1]
    return text if whole >= WHOLE_FOR_ONE_BROKEN * broken else None


def _in_head(body: bytes) -> str | None:
    found = _DECLARED.search(body[:HEAD])
    return resolve_encoding(found[1].decode("ascii", "replace")) if found else None


def _strictly(body: bytes, encoding: str) -> str | None:
    # Any text of even length is UTF-16 by form; real UTF-16 has a null in every `<` and every space.
    if encoding.startswith("utf-16") and b"\x00" not in body:
        return None
    try:
        return body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
