"""Sealed to stored."""

from __future__ import annotations

from scrapy.crawler import Crawler

from adwatch.crawl.items import AdvertItem, SameAgain
from adwatch.crawl.run import CrawlRun
from adwatch.domain.sealed import Sighting
from adwatch.store.adverts import ReadAdvert, SameAdvert, write_readings, write_sightings, write_unchanged
from adwatch.store.boards import board_ids

BATCH = 500  # adverts held before they are written: few transactions, little lost


class StorePipeline:
    """Writes adverts in batches, and the night's sightings once the current version of each advert is known."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._readings: list[ReadAdvert] = []
        self._unchanged: list[SameAdvert] = []
        self._current: dict[bytes, tuple[int, int]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        """Scrapy's way in."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Find the board's row, and the versions that stand already."""
        self._run: CrawlRun = self._crawler.spider.run  # type: ignore[union-attr]  # every spider here has one
        adverts = self._run.memory.adverts
        self._current = {token: (known.advert_id, known.version_id) for token, known in adverts.items()}
        with self._run.store.begin() as connection:
            self._boards = board_ids(connection, [self._run.board], imported=False)

    def process_item(self, item: AdvertItem | SameAgain) -> AdvertItem | SameAgain:
        """Hold what was read for the next batch."""
        if isinstance(item, SameAgain):
            until = self._run.sealer.expires_on(self._run.night)
            self._unchanged.append(SameAdvert(item.known, self._run.night, item.entry_token, until))
        elif isinstance(item, AdvertItem) and item.sealed is not None:
            sealed = item.sealed
            self._current[sealed.advert_token.digest] = (sealed.advert_id, sealed.version_id)
            self._readings.append(ReadAdvert(sealed, self._run.night, item.entry_token))
        if len(self._readings) + len(self._unchanged) >= BATCH:
            self._flush()
        return item

    def close_spider(self) -> None:
        """Write what is left, then every sighting. An advert listed but never read has no version to be seen in."""
        self._flush()
        sightings = [
            Sighting(advert_id, self._run.night, municipality, version_id)
            for municipality, tokens in self._run.listed().items()
            if municipality is not None
            for token in sorted(tokens)
            if token in self._current
            for advert_id, version_id in [self._current[token]]
        ]
        with self._run.store.begin() as connection:
            write_sightings(connection, sightings)

    def _flush(self) -> None:
        if self._readings or self._unchanged:
            with self._run.store.begin() as connection:
                write_readings(connection, self._boards, self._readings)
                write_unchanged(connection, self._unchanged)
            self._readings, self._unchanged = [], []
