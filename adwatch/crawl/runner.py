"""Running crawls: one per board, all boards of a night side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from scrapy.crawler import AsyncCrawlerRunner, Crawler

from adwatch.crawl.monitors import HISTORY, Past, Tonight, findings
from adwatch.crawl.run import CrawlRun
from adwatch.crawl.settings import SPIDERS, scrapy_settings
from adwatch.domain.sealed import Token
from adwatch.guard.sealing import id_of
from adwatch.specs.pages import PlacedBy
from adwatch.store import watch
from adwatch.store.boards import CrawlRecord, record_crawl
from adwatch.store.pages import write_page_states
from adwatch.store.session import Connection


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
        with run.store.begin() as connection:
            _record(connection, run, started)


def _record(connection: Connection, run: CrawlRun, started: datetime) -> None:
    run.findings = findings(_tonight(run), _past(connection, run), run.spec.bounds)
    record = CrawlRecord(
        board=run.board,
        night=run.night,
        started_at=started,
        ended_at=datetime.now(UTC),
        requests=run.requests,
        least_requests=run.least_requests,
        pages=run.pages,
        adverts=len(set[bytes]().union(*(tally.listed for tally in run.tallies))),
        outcome=run.outcome().value,
    )
    board_id = record_crawl(connection, record, run.coverage())
    watch.write_watch(connection, board_id, run.night, run.fills(), run.findings)
    sealed = {token: run.sealer.seal_page(token, state) for token, state in run.states.items()}
    forget = run.night - timedelta(days=2 * run.settings.reread_after_nights)
    write_page_states(connection, board_id, run.night, sealed, forget)


def _tonight(run: CrawlRun) -> Tonight:
    ended = {tally.place.code if tally.place else None for tally in run.tallies if tally.ended and not tally.faults}
    listed = {
        code: {id_of(Token("", token)) for token in tokens}
        for code, tokens in run.listed().items()
        if code is not None and (code in ended or None in ended)
    }
    readable = [tally for tally in run.tallies if not tally.disallowed]
    whole = bool(readable) and all(tally.ended and not tally.faults for tally in readable)
    return Tonight(run.night, listed, run.fills(), whole, run.spec.placed_by is PlacedBy.ADVERT)


def _past(connection: Connection, run: CrawlRun) -> Past:
    first, last = run.night - timedelta(days=HISTORY), run.night - timedelta(days=1)
    return Past(
        fills=watch.fills_between(connection, run.board, first, last),
        seen=watch.seen_between(connection, run.board, first, last),
        complete=watch.complete_between(connection, run.board, first, last),
    )


async def _crawl(runner: AsyncCrawlerRunner, crawler: Crawler, run: CrawlRun) -> None:
    task = runner.crawl(crawler, run=run)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await crawler.stop_async()
        await task
        raise
