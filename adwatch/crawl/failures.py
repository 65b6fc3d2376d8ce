"""Why a page could not be read, in the words of the coverage."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError

from adwatch.crawl.robots import RobotsUnreadable

BARRED = frozenset({401, 402, 403, 407, 451})  # a login, a payment, a refusal: adwatch stops there
GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Failed:
    """A reason, and what kind it is: gone, kept out by the board, or not allowed by robots.txt."""

    reason: str
    gone: bool = False
    barred: bool = False
    disallowed: bool = False


def failed(error: BaseException | None) -> Failed:
    """What an error of the download says. No address is in it."""
    if isinstance(error, HttpError):
        status = error.response.status
        return Failed(f"HTTP {status}", gone=status in GONE, barred=status in BARRED)
    if isinstance(error, IgnoreRequest):
        if "robots.txt" in str(error) and not isinstance(error, RobotsUnreadable):
            return Failed("robots.txt does not allow an advert's page", disallowed=True)
        return Failed(str(error) or "not followed")
    return Failed(_in_words(error))


def _in_words(error: BaseException | None) -> str:
    name = type(error).__name__
    # By name, since a crawl without such boards must not load the browser's library.
    if type(error).__module__.startswith("playwright") and name == "TimeoutError":
        return "the page was not ready in time"
    if isinstance(error, DownloadTimeoutError):
        return "no answer in time"
    if isinstance(error, DownloadCancelledError):
        return "a page larger than is read"
    return f"not reached: {name}"
