"""What is remembered of a page from one night to the next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageState:
    """A page as it was last read.

    etag, modified: what the server called this state of it. next: the link or cursor of the page after it.
    entries: each advert listed, as the tokens of its id and of what its entry looked like.
    """

    etag: str | None = None
    modified: str | None = None
    next: str | None = None
    entries: tuple[tuple[bytes, bytes], ...] = ()
