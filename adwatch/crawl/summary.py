"""How a crawl went, for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from adwatch.crawl.run import CrawlRun


def summary(run: CrawlRun) -> dict[str, Any]:
    """One crawl of one board as JSON values: nothing of any advert is in it."""
    names = {place.code: place.name for place in run.municipalities}
    return {
        "board": run.board,
        "night": run.night.isoformat(),
        "outcome": run.outcome().value,
        "requests": run.requests,
        "least_requests": run.least_requests,
        "pages": run.pages,
        "adverts_read": run.read,
        "coverage": [
            {
                "municipality": row.municipality,
                "name": names[row.municipality],
                "status": row.status.value,
                "pages": row.pages,
                "adverts": row.adverts,
                "reason": row.reason,
            }
            for row in run.coverage()
        ],
        "filled": {field: {**asdict(fill), "rate": round(fill.rate, 4)} for field, fill in run.fills().items()},
        "findings": [{**asdict(each), "kind": each.kind.value} for each in run.findings],
    }
