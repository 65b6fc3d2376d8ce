"""Scrapy's settings for one crawl, from the deployment's and the board's own."""

from __future__ import annotations

from typing import Any

from adwatch.specs.board import BoardKind, BoardSpec
from adwatch.specs.bundled import PACKAGE
from adwatch.specs.settings import CrawlSettings

SPIDERS = {kind: kind.value for kind in BoardKind} | {BoardKind.SITEMAP: BoardKind.FEED.value}
SPIDER_MODULE = "adwatch._spiders" if (PACKAGE / "_spiders").is_dir() else "spiders"
LOOPBACK_CONCURRENCY = 8  # only a board on this very machine, without a delay, is asked for several pages at once
MIDDLEWARES: dict[str, int | None] = {
    "adwatch.crawl.hosts.BoardHostsMiddleware": 10,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "adwatch.crawl.robots.StrictRobotsTxtMiddleware": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "adwatch.crawl.patience.PatientRetryMiddleware": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "adwatch.crawl.compression.WholePagesMiddleware": 590,
    "adwatch.crawl.hosts.InwardNamesMiddleware": 800,
    "adwatch.crawl.budget.BudgetMiddleware": 870,
}
HANDLERS: dict[str, str | None] = {
    "http": "adwatch.crawl.budget.CountedHandler",
    "https": "adwatch.crawl.budget.CountedHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
METAREFRESH_SECONDS = 5  # a page that reloads itself later is read as it stands, not asked for again (assumed)
PIPELINES = {
    "adwatch.crawl.pipelines.clean.CleanPipeline": 100,
    "adwatch.crawl.pipelines.seal.SealPipeline": 200,
    "adwatch.crawl.pipelines.store.StorePipeline": 300,
}


def scrapy_settings(spec: BoardSpec, crawl: CrawlSettings, user_agent: str) -> dict[str, Any]:
    """Honest, slow and small: robots.txt obeyed, no cookies, no cache, one page at a time, nothing logged of pages."""
    delay = crawl.delay_seconds if spec.delay_seconds is None else spec.delay_seconds
    hurried = delay == 0
    settings = {
        "SPIDER_MODULES": [SPIDER_MODULE],
        "USER_AGENT": user_agent,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": user_agent.split("/", 1)[0],
        "ROBOTSTXT_PARSER": "adwatch.crawl.robots.PoliteRobotParser",
        "DOWNLOADER": "adwatch.crawl.patience.PatientDownloader",
        "DOWNLOADER_MIDDLEWARES": MIDDLEWARES,
        "DOWNLOAD_HANDLERS": HANDLERS,
        "DOWNLOAD_DELAY": delay,
        "DOWNLOAD_DELAY_JITTER": 0,  # Scrapy's would go down to half of the delay
        "CONCURRENT_REQUESTS": LOOPBACK_CONCURRENCY if hurried else 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": LOOPBACK_CONCURRENCY if hurried else 1,
        "CONCURRENT_ITEMS": 1,  # our pipelines wait for nothing; Scrapy starts a task for each of these on every page
        "AUTOTHROTTLE_ENABLED": not hurried,
        "AUTOTHROTTLE_START_DELAY": delay,
        "AUTOTHROTTLE_MAX_DELAY": max(60.0, delay),
        "DOWNLOAD_TIMEOUT": crawl.timeout_seconds,
        "DOWNLOAD_MAXSIZE": crawl.max_page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "RETRY_ENABLED": True,
        "RETRY_TIMES": 0 if hurried and crawl.retries == 0 else crawl.retries,
        "RETRY_HTTP_CODES": [429, 500, 502, 503, 504, 522, 524, 408],
        "REDIRECT_MAX_TIMES": 5,  # what RFC 9309, 2.3.1.2, asks for a robots.txt that has moved
        "METAREFRESH_MAXDELAY": METAREFRESH_SECONDS,
        # A proxy looks names up itself, so that no inner address could be kept out, and boards would see a stranger:
        # a variable of the environment must not decide that.
        "HTTPPROXY_ENABLED": False,
        "COOKIES_ENABLED": False,
        "HTTPCACHE_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REFERRER_POLICY": "no-referrer",
        "ITEM_PIPELINES": PIPELINES,
        "LOG_FORMATTER": "adwatch.crawl.logs.SilentFormatter",
        "LOG_ENABLED": False,  # Scrapy's own lines name addresses of adverts; adwatch reports by coverage instead
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    }
    return settings | _of_browser(crawl) if spec.kind is BoardKind.RENDERED else settings


def _of_browser(crawl: CrawlSettings) -> dict[str, Any]:
    from adwatch.crawl.browser import browser_settings  # noqa: PLC0415 - loads Playwright, for such boards alone

    settings = dict(browser_settings(crawl.timeout_seconds))
    return settings | {"DOWNLOAD_HANDLERS": HANDLERS | settings["DOWNLOAD_HANDLERS"]}
