"""Pages that need a browser: one Chromium for all crawls of a process, driven by scrapy-playwright.

It loads no images, fonts and media, and nothing that is not on the board's hosts or that robots.txt does not allow;
it keeps nothing: each crawl has a context of its own that is thrown away at its end.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Request as BrowserRequest
from playwright.async_api import TimeoutError as PlaywrightTimeout
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from adwatch.crawl.budget import USED_UP, CountedHandler
from adwatch.crawl.hosts import may_connect, refusal
from adwatch.crawl.inner import KEPT_BACK, PageLoad, may_load
from adwatch.specs.hosts import host_of
from adwatch.specs.pages import Rendering

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
BLOCKED = frozenset({"image", "font", "media"})
SWITCHES = (
    "--disable-gpu",
    "--no-proxy-server",  # as for all other pages: a proxy would look names up itself
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
)
POOLED_PAGES = 1
"""Pages of a board that are open at a time: one that is not in front is not drawn, and a click waits for that."""
LOOK_MS = 30
"""How often is looked whether more has come."""
MORE_WAIT_MS = 10_000
"""How long "load more" may take to show more (assumed)."""


SETTLE_MS = 15_000
"""How long a page may go on loading before it is taken as it stands, where nothing tells that it is ready (assumed)."""
LOOK_AGAIN_SECONDS, MOST_LOOKS = 0.5, 20
"""How often is looked whether a page that loads nothing still grows, and for how many looks it may (assumed)."""


class NoBrowser(IgnoreRequest):
    """There is no Chromium on this machine."""


def chromium() -> str | None:
    """The system's Chromium, or None where there is none: then Playwright's own is used, if it was installed."""
    return next((found for name in CHROMIUM if (found := shutil.which(name))), None)


class _Shared:
    """The one browser of this process and the loop that it lives on."""

    playwright: Playwright | None = None
    browser: Browser | None = None
    lock: asyncio.Lock | None = None


async def shared_browser() -> Browser:
    """The process's browser, started when it is first asked for, and again where it has died.

    Raises:
        NoBrowser: none can be started.
    """
    _Shared.lock = _Shared.lock or asyncio.Lock()
    async with _Shared.lock:
        if _Shared.browser is None or not _Shared.browser.is_connected():
            _Shared.playwright = _Shared.playwright or await async_playwright().start()
            _Shared.browser = await _launch(_Shared.playwright)
        return _Shared.browser


async def browser_fault() -> str | None:
    """Why no browser can be had, in one line, or None where one can."""
    try:
        await shared_browser()
    except NoBrowser as fault:
        return str(fault)
    return None


async def _launch(playwright: Playwright) -> Browser:
    sandbox = not _is_root()
    own = Path(playwright.chromium.executable_path)
    path = chromium() or (str(own) if own.exists() else None)
    if path is None:
        raise NoBrowser("no Chromium here: install Debian's chromium, or run `playwright install chromium`")
    try:
        return await playwright.chromium.launch(executable_path=path, args=list(SWITCHES), chromium_sandbox=sandbox)
    except PlaywrightError as fault:
        raise NoBrowser(f"Chromium does not start: {str(fault).splitlines()[0]}") from fault


def _is_root() -> bool:
    """Chromium's sandbox refuses to work for root; a crawl should not run as root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


class BrowserHandler(ScrapyPlaywrightDownloadHandler, CountedHandler):  # type: ignore[misc]  # ships no types
    """scrapy-playwright's, with the process's one browser instead of one for each crawl."""

    def __init__(self, crawler: Crawler) -> None:
        """Take the board's hosts from the spider's run."""
        super().__init__(crawler)
        self.crawler = crawler
        self.load = PageLoad()
        self.looked_up: dict[str, bool] = {}
        self.abort_request = self._refuses
        self.idle: list[Page] = []
        self.turn = asyncio.Semaphore(POOLED_PAGES)

    async def _launch(self) -> None:
        """Nothing to start: the browser is asked for with the first page."""

    async def _maybe_launch_browser(self) -> None:
        self.browser = await shared_browser()

    async def _download_request(self, request: Request) -> Response:
        """Load a page in one that is open already; it is given back, unless something went wrong in it."""
        async with self.turn:
            request.meta["playwright_include_page"] = True
            if self.idle:
                request.meta["playwright_page"] = self.idle.pop()
            self.load = PageLoad()
            try:
                response: Response = await super()._download_request(request)
            except BaseException as fault:
                self._tell(request)
                await _discard(request.meta.pop("playwright_page", None))
                if self.load.over_budget and isinstance(fault, Exception):
                    raise IgnoreRequest(USED_UP) from fault
                raise
            self._tell(request)
            page = request.meta.pop("playwright_page")
            if self.load.over_budget:
                await _discard(page)
                raise IgnoreRequest(USED_UP)
            self.idle.append(page)
            return response

    def _tell(self, request: Request) -> None:
        """Have the coverage say that robots.txt kept something from a page."""
        tally = request.cb_kwargs.get("tally")
        if self.load.kept_back and tally is not None:
            tally.faults[KEPT_BACK] += 1

    async def _refuses(self, request: BrowserRequest) -> bool:
        """Whether the browser must not load this."""
        return await _unwanted(self.crawler, self.looked_up, request) or not await may_load(
            self.crawler, self.load, request
        )

    async def _close(self) -> None:
        for held in list(self.context_wrappers.values()):
            await held.context.close()
        self.context_wrappers.clear()


async def _discard(page: Page | None) -> None:
    if page is not None and not page.is_closed():
        await page.close()


async def _unwanted(crawler: Crawler, looked_up: dict[str, bool], request: BrowserRequest) -> bool:
    """Whether the browser must not load this: what is not read anyway, and whatever leaves the board's hosts.

    A host's name is looked up once in a crawl, since the browser's own resolver cannot be asked what it found.
    """
    run = crawler.spider.run  # type: ignore[union-attr]  # every spider here has one
    if request.resource_type in BLOCKED or refusal(request.url, run.spec):
        return True
    host = host_of(request.url)
    if host not in looked_up:
        looked_up[host] = await _may_load(host)
    return not looked_up[host]


async def _may_load(host: str) -> bool:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None)
    except OSError:
        return False
    return all(may_connect(host, str(address[0])) for *_, address in found)


def rendered(request: Request, render: Rendering | None, *, more: bool) -> Request:
    """`request` as one for the browser: wait until the page is ready, click away what lies over it, load all."""
    if render is None:
        return request
    request.meta["playwright"] = True
    request.meta["playwright_page_methods"] = [PageMethod(_unfold, render, more=more)]
    return request


async def _unfold(page: Page, render: Rendering, *, more: bool) -> None:
    await page.wait_for_selector(render.wait_for, state="attached")
    if render.settle:
        await _settle(page)
    for button in render.click:
        found = page.locator(button).first
        if await found.is_visible():
            await found.click()
    if more and render.more:
        await _load_more(page, render.more, render.most_clicks)


async def _settle(page: Page) -> None:
    """Wait until the page loads nothing and grows no more, or has done so for too long."""
    with suppress(PlaywrightTimeout):
        await page.wait_for_load_state("networkidle", timeout=SETTLE_MS)
    before = -1
    for _ in range(MOST_LOOKS):
        size = await page.evaluate("document.getElementsByTagName('*').length")
        if size == before:
            return
        before = size
        await asyncio.sleep(LOOK_AGAIN_SECONDS)


async def _load_more(page: Page, button: str, most: int) -> None:
    """Click until the button is gone; what it loads shows by the page growing."""
    found = page.locator(button).first
    for _ in range(most):
        if not await found.is_visible():
            return
        size = await page.evaluate("document.getElementsByTagName('*').length")
        await found.click()
        await page.wait_for_function(
            "([size, button]) => document.getElementsByTagName('*').length > size"
            " || !document.querySelector(button)?.checkVisibility()",
            arg=[size, button],
            polling=LOOK_MS,
            timeout=MORE_WAIT_MS,
        )
    raise PlaywrightTimeout(f"more than {most} clicks on the button that loads more")


def browser_settings(timeout_seconds: float) -> Mapping[str, Any]:
    """Scrapy's settings for boards that need a browser."""
    return {
        "DOWNLOAD_HANDLERS": {
            "http": "adwatch.crawl.browser.BrowserHandler",
            "https": "adwatch.crawl.browser.BrowserHandler",
        },
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": POOLED_PAGES,
        # What a service worker loads passes no gate.
        "PLAYWRIGHT_CONTEXTS": {"default": {"service_workers": "block"}},
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": timeout_seconds * 1000,
    }
