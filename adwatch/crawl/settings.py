"""Scrapy's settings for one crawl, from the deployment's and the board's own."""

from __future__ import annotations

from typing import Any

from adwatch.specs.board import BoardKind, BoardSpec
from adwatch.specs.bundled import PACKAGE
from adwatch.specs.settings import CrawlSettings

SPIDERS = {BoardKind.HTML: "html", BoardKind.JSON: "json"}
SPIDER_MODULE = "adwatch._spiders" if (PACKAGE / "_spiders").is_dir() else "spiders"
LOOPBACK_CONCURRENCY = 8  # only a board on this very machine, without a delay, is asked for several pages at once
PIPELINES = {
    "adwatch.crawl.pipelines.clean.CleanPipeline": 100,
    "adwatch.crawl.pipelines.seal.SealPipeline": 200,
    "adwatch.crawl.pipelines.store.StorePipeline": 300,
}


def scrapy_settings(spec: BoardSpec, crawl: CrawlSettings, user_agent: str) -> dict[str, Any]:
    """Honest, slow and small: robots.txt obeyed, no cookies, no cache, one page at a time, nothing logged of pages."""
    delay = crawl.delay_seconds if spec.delay_seconds is None else spec.delay_seconds
    hurried = delay == 0
    return {
        "SPIDER_MODULES": [SPIDER_MODULE],
        "USER_AGENT": user_agent,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": user_agent.split("/", 1)[0],
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "adwatch.crawl.robots.StrictRobotsTxtMiddleware": 100,
        },
        "DOWNLOAD_DELAY": delay,
        "CONCURRENT_REQUESTS": LOOPBACK_CONCURRENCY if hurried else 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": LOOPBACK_CONCURRENCY if hurried else 1,
        "AUTOTHROTTLE_ENABLED": not hurried,
        "AUTOTHROTTLE_START_DELAY": delay,
        "AUTOTHROTTLE_MAX_DELAY": max(60.0, delay),
        "DOWNLOAD_TIMEOUT": crawl.timeout_seconds,
        "DOWNLOAD_MAXSIZE": crawl.max_page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "RETRY_ENABLED": True,
        "RETRY_TIMES": 0 if hurried and crawl.retries == 0 else crawl.retries,
        "RETRY_HTTP_CODES": [429, 500, 502, 503, 504, 522, 524, 408],
        "REDIRECT_MAX_TIMES": 3,
        "COOKIES_ENABLED": False,
        "HTTPCACHE_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REFERRER_POLICY": "no-referrer",
        "ITEM_PIPELINES": PIPELINES,
        "LOG_ENABLED": False,  # Scrapy's own lines name addresses of adverts; adwatch reports by coverage instead
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    }
