"""Fingerprints of an advert's images, where specification and mandate both allow them; no image is ever kept."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from scrapy import Request

from adwatch.domain.adverts import RawAdvert
from adwatch.specs.hosts import host_of

if TYPE_CHECKING:
    from adwatch.crawl.spider import BoardSpider

MOST_IMAGES = 12
"""Images of one advert that are looked at (assumed)."""
MOST_PIXELS = 40_000_000
"""A larger image is left alone: decoding it would take the memory of the machine (assumed)."""


async def with_fingerprints(spider: BoardSpider, raw: RawAdvert, page: str) -> RawAdvert:
    """`raw` with the fingerprints of its images, each read in memory and dropped; what can't be read is left out."""
    hashes = [await _fingerprint_at(spider, urljoin(page, photo)) for photo in dict.fromkeys(raw.photos[:MOST_IMAGES])]
    return replace(raw, photo_hashes=tuple(sorted({*raw.photo_hashes, *filter(None, hashes)})))


def fingerprint(image: bytes) -> str | None:
    """The 64-bit difference hash of an image as 16 hexadecimal digits, or None where it is no image that can be read.

    dhash compares each of 8 × 8 points with its right neighbour (Krawetz 2013); it tells copies of one picture, and
    nothing about who or what is on it.
    """
    from imagehash import dhash  # noqa: PLC0415 - heavy, and for boards with fingerprints alone
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - see above

    try:
        with Image.open(BytesIO(image)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            return str(dhash(picture.convert("L")))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None


async def _fingerprint_at(spider: BoardSpider, url: str) -> str | None:
    engine = spider.crawler.engine
    if engine is None or host_of(url) not in spider.run.spec.every_host:
        return None
    try:
        response = await engine.download_async(Request(url, dont_filter=True))
    except Exception:  # noqa: BLE001 - whatever a download can fail with: an advert is worth more than its image
        return None
    return fingerprint(response.body) if response.status == 200 else None
