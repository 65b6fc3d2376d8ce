"""Sealed to stored."""

from __future__ import annotations

from scrapy.crawler import Crawler

from adwatch.crawl.items import AdvertItem, ListedAdverts
from adwatch.crawl.run import CrawlRun
from adwatch.domain.sealed import Sighting
from adwatch.store.adverts import ReadAdvert, write_readings, write_sightings
from adwatch.store.boards import board_ids

BATCH = 500  # adverts held before they are written: few transactions, little lost


class StorePipeline:
    """Writes adverts in batches, and the night's sightings once the current version of each advert is known."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._readings: list[ReadAdvert] = []
        self._current: dict[bytes, tuple[int, int]] = {}
        self._listed: set[tuple[str, bytes]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        """Scrapy's way in."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Find the board's row, and the versions that stand already."""
        self._run: CrawlRun = self._crawler.spider.run  # type: ignore[union-attr]  # every spider here has one
        self._current = {token: (known.advert_id, known.version_id) for token, known in self._run.known.items()}
        with self._run.store.begin() as connection:
            self._boards = board_ids(connection, [self._run.board], imported=False)

    def process_item(self, item: AdvertItem | ListedAdverts) -> AdvertItem | ListedAdverts:
        """Hold an advert for the next batch, or note what is listed."""
        if isinstance(item, ListedAdverts):
            self._listed.update((item.municipality, token) for token in item.tokens)
        elif item.sealed is not None:
            sealed = item.sealed
            self._current[sealed.advert_token.digest] = (sealed.advert_id, sealed.version_id)
            self._readings.append(ReadAdvert(sealed, self._run.night, item.entry_token))
            if len(self._readings) >= BATCH:
                self._flush()
        return item

    def close_spider(self) -> None:
        """Write what is left, then every sighting. An advert listed but never read has no version to be seen in."""
        self._flush()
        sightings = [
            Sighting(advert_id, self._run.night, municipality, version_id)
            for municipality, token in sorted(self._listed)
            if token in self._current
            for advert_id, version_id in [self._current[token]]
        ]
        with self._run.store.begin() as connection:
            write_sightings(connection, sightings)

    def _flush(self) -> None:
        if self._readings:
            with self._run.store.begin() as connection:
                write_readings(connection, self._boards, self._readings)
            self._readings = []
