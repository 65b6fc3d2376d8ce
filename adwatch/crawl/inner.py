"""What a page loads by itself in the browser: scripts, data, frames. robots.txt, pace and budget hold for them, too.

Of a redirect that such a load meets the browser asks nobody; the address that the page asked for is what is judged.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from scrapy.crawler import Crawler

from adwatch.crawl.budget import take_one
from adwatch.crawl.hosts import run_of
from adwatch.crawl.patience import patient_downloader
from adwatch.crawl.robots import robots_allow

if TYPE_CHECKING:
    from playwright.async_api import Page
    from playwright.async_api import Request as BrowserRequest

KEPT_BACK = "robots.txt does not allow what a page loads by itself"
LOOKS = frozenset({"stylesheet", "manifest", "texttrack", "ping", "beacon", "cspviolationreport"})
"""What a page loads and says no less without."""
MOST_GAP_SECONDS = 5.0
"""The longest pause before a load: after a longer one a page takes it for lost (assumed)."""
LEAST_GAP_SECONDS = 0.2
"""The shortest between two that a page asks for at once, on a board that has a delay (assumed)."""


@dataclass(slots=True)
class PageLoad:
    """One page in the browser: whether it was asked for itself, and what was kept from it."""

    begun: bool = False
    kept_back: bool = False
    over_budget: bool = False
    waiting: int = 0
    free_at: float = field(default_factory=monotonic)
    closing: asyncio.Task[None] | None = None
    """Held, since a task that nobody holds may be thrown away before it is done."""


async def may_load(crawler: Crawler, load: PageLoad, request: BrowserRequest) -> bool:
    """Whether a page may load this now; the page itself was judged before it came to the browser.

    Waits for its turn. A page that needs more than the night's budget has left is closed.
    """
    page = _page_of(request)
    if load.over_budget:
        return False
    if not load.begun and page is not None:
        load.begun = True
        load.free_at = monotonic() + _gap(crawler, load)
        return True
    if not robots_allow(crawler, request.url):
        load.kept_back = load.kept_back or request.resource_type not in LOOKS
        return False
    if not take_one(run_of(crawler)):
        load.over_budget = True
        load.closing = asyncio.create_task(request.frame.page.close())
        return False
    await _turn(crawler, load)
    return True


def _page_of(request: BrowserRequest) -> Page | None:
    """The page that a request is for, None for what a page loads."""
    if not request.is_navigation_request() or request.frame.parent_frame is not None:
        return None
    return request.frame.page


async def _turn(crawler: Crawler, load: PageLoad) -> None:
    now = monotonic()
    at = max(now, load.free_at)
    load.free_at = at + _gap(crawler, load)
    load.waiting += 1
    try:
        await asyncio.sleep(at - now)
    finally:
        load.waiting -= 1


def _gap(crawler: Crawler, load: PageLoad) -> float:
    """The board's own pause; shorter the more loads a page has asked for at once, or it would give up."""
    pause = min(patient_downloader(crawler).pause, MOST_GAP_SECONDS)
    return max(LEAST_GAP_SECONDS, pause / (1 + load.waiting)) if pause else 0.0
