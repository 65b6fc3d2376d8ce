"""Running crawls: one per board, all boards of a night side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from scrapy.crawler import AsyncCrawlerRunner, Crawler

from adwatch.crawl.run import CrawlRun
from adwatch.crawl.settings import SPIDERS, scrapy_settings
from adwatch.store.boards import CrawlRecord, record_crawl


async def crawl_boards(runs: Sequence[CrawlRun]) -> None:
    """Crawl all `runs` at once, each board at its own pace, and write how each went.

    A crawl that is cancelled is closed in order: what was read is kept, what was not is missing in its coverage.
    """
    await asyncio.gather(*(crawl_board(run) for run in runs))


async def crawl_board(run: CrawlRun) -> None:
    """Crawl one board and write its coverage, whatever happened."""
    started = datetime.now(UTC)
    runner = AsyncCrawlerRunner(scrapy_settings(run.spec, run.settings, run.user_agent))
    crawler = runner.create_crawler(SPIDERS[run.spec.kind])
    try:
        await _crawl(runner, crawler, run)
    finally:
        run.requests = (
            int(crawler.stats.get_value("downloader/request_count", 0)) if crawler.crawling or crawler.spider else 0
        )
        record = CrawlRecord(
            board=run.board,
            night=run.night,
            started_at=started,
            ended_at=datetime.now(UTC),
            requests=run.requests,
            least_requests=run.least_requests,
            pages=run.pages,
            adverts=len(set().union(*(tally.listed for tally in run.tallies.values()))),
            outcome=run.outcome().value,
        )
        with run.store.begin() as connection:
            record_crawl(connection, record, run.coverage())


async def _crawl(runner: AsyncCrawlerRunner, crawler: Crawler, run: CrawlRun) -> None:
    task = runner.crawl(crawler, run=run)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await crawler.stop_async()
        await task
        raise
