"""Compressed pages: one that was cut off or swells beyond all bounds is a failure, not a short page."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import brotli  # type: ignore[import-untyped]
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CHUNK = 65_536
_GZIP, _ZLIB, _RAW = 31, 15, -15  # zlib's numbers for what surrounds a deflated stream
_MAGIC = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}


class PageCutOff(IgnoreRequest):
    """A page whose end is missing, or that was damaged on its way."""

    def __init__(self) -> None:
        super().__init__("a page that was cut off")


class PageTooLarge(IgnoreRequest):
    """A page that is small as it is sent and large once it is unpacked."""

    def __init__(self) -> None:
        super().__init__("a page larger than is read")


class WholePagesMiddleware(HttpCompressionMiddleware):
    """Scrapy's, which would hand on as much of a broken page as it could unpack, as if it were all there is."""

    def __init__(self, crawler: Crawler) -> None:
        """For `crawler`, whose spider asks again."""
        super().__init__(crawler=crawler)
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WholePagesMiddleware:
        """It cannot be switched off: no other place looks whether a page is whole."""
        return cls(crawler)

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002 - Scrapy's signature
    ) -> Request | Response:
        """Unpack a page; one that was cut off is asked for again as often as any other failure, then is one."""
        if not response.body and response.status != 200:
            return response
        try:
            return super().process_response(request, response)
        except PageCutOff as fault:
            again = self.crawler.spider and get_retry_request(request, spider=self.crawler.spider, reason=str(fault))
            if not again:
                raise
            return again

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        return unpack(body, encoding.decode("ascii"), max_size)


def unpack(body: bytes, encoding: str, most: int) -> bytes:
    """The whole of a body in one of the encodings of HTTP: gzip, deflate, br, zstd.

    Raises:
        PageCutOff: its end is missing, or it is damaged.
        PageTooLarge: it has more than `most` bytes; not many more are unpacked.
    """
    if not body:
        raise PageCutOff
    whole = bytearray()
    try:
        for chunk in _UNPACKERS[encoding](body):
            whole += chunk
            if len(whole) > most:
                raise PageTooLarge
    except (zlib.error, brotli.error, zstd.ZstdError) as fault:
        raise PageCutOff from fault
    return bytes(whole)


def _gzip(body: bytes) -> Iterator[bytes]:
    """All members (RFC 1952, 2.2); what follows them that is no member is padding."""
    while body:
        stream = zlib.decompressobj(_GZIP)
        yield from _inflate(stream, body)
        body = stream.unused_data if stream.unused_data.startswith(_MAGIC["gzip"]) else b""


def _deflate(body: bytes) -> Iterator[bytes]:
    """With zlib's header as RFC 9110, 8.4.1.2, says, or without as some servers send it."""
    try:
        zlib.decompressobj(_ZLIB).decompress(body, 1)
        window = _ZLIB
    except zlib.error:
        window = _RAW
    yield from _inflate(zlib.decompressobj(window), body)


def _inflate(stream: Any, body: bytes) -> Iterator[bytes]:  # noqa: ANN401 - zlib's class has no name
    chunk = stream.decompress(body, CHUNK)
    while chunk:
        yield chunk
        chunk = b"" if stream.eof else stream.decompress(stream.unconsumed_tail, CHUNK)
    if not stream.eof:
        raise PageCutOff


def _brotli(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    chunk = stream.process(body, output_buffer_limit=CHUNK)
    while chunk:
        yield chunk
        chunk = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=CHUNK)
    if not stream.is_finished():
        raise PageCutOff


def _zstd(body: bytes) -> Iterator[bytes]:
    """All frames (RFC 8878, 3)."""
    while body:
        stream = zstd.ZstdDecompressor()
        yield stream.decompress(body, CHUNK)
        while not stream.eof and not stream.needs_input:
            yield stream.decompress(b"", CHUNK)
        if not stream.eof:
            raise PageCutOff
        body = stream.unused_data if stream.unused_data.startswith(_MAGIC["zstd"]) else b""


_UNPACKERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
