"""What Scrapy would log of pages and adverts: nothing."""

from __future__ import annotations

from typing import Any

from scrapy.logformatter import LogFormatter


class SilentFormatter(LogFormatter):
    """Drops every line that names an address or prints an item: an advert's content is nobody's log."""

    def crawled(self, *_: Any, **__: Any) -> None:  # type: ignore[override]  # noqa: ANN401 - None is no line, says Scrapy
        """Log no address."""

    def scraped(self, *_: Any, **__: Any) -> None:  # type: ignore[override]  # noqa: ANN401 - see above
        """Log no advert."""

    def dropped(self, *_: Any, **__: Any) -> None:  # type: ignore[override]  # noqa: ANN401 - see above
        """Log no advert."""

    def item_error(self, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - see above
        """Log that there was a fault, and nothing of the advert."""
        return {"level": 40, "msg": "a pipeline failed", "args": {}}

    def spider_error(self, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - see above
        """Log that there was a fault, and no address."""
        return {"level": 40, "msg": "a spider failed", "args": {}}

    def download_error(self, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - see above
        """Log no address."""
        return {"level": 10, "msg": "a download failed", "args": {}}
