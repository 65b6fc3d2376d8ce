"""Conditional requests (RFC 9110, 13.1): a page that is as it was is not sent again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response

from adwatch.domain.pages import PageState
from adwatch.reading.pages import ListingPage

if TYPE_CHECKING:
    from adwatch.crawl.run import CrawlRun

NOT_MODIFIED = 304


def with_validators(run: CrawlRun, request: Request, key: str, *, usable: bool) -> Request:
    """`request` with the validators of the last state of the page `key`, where that state can be used.

    The page's token is noted in the request, under which its new state is kept.
    """
    token = run.sealer.page_token(key)
    request.meta["page_token"] = token
    state = run.memory.pages.get(token) if usable and not request.meta.get("playwright") else None
    if state and (state.etag or state.modified):
        request.meta["handle_httpstatus_list"] = [NOT_MODIFIED]
        if state.etag:
            request.headers["If-None-Match"] = state.etag
        if state.modified:
            request.headers["If-Modified-Since"] = state.modified
    return request


def all_fresh(run: CrawlRun, key: str) -> bool:
    """Whether the entries of the page `key`, were they as they were, would ask for nothing."""
    state = run.memory.pages.get(run.sealer.page_token(key))
    return state is not None and not any(run.needs_reading(*entry) for entry in state.entries)


def state_of(
    response: Response, page: ListingPage | None = None, entries: Sequence[tuple[bytes, bytes]] = ()
) -> PageState:
    """What to remember of a page; one that consists of others has no validators, since its state does not name them."""
    if page and page.parts:
        return PageState(next=page.next, entries=tuple(entries))
    etag, modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    return PageState(_text(etag), _text(modified), page.next if page else None, tuple(entries))


def _text(header: bytes | None) -> str | None:
    return header.decode("latin-1") if header else None
