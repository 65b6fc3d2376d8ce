"""The pace of what a page loads by itself."""

from types import SimpleNamespace

import pytest

from adwatch.crawl import inner
from adwatch.crawl.inner import LEAST_GAP_SECONDS, MOST_GAP_SECONDS, PageLoad


@pytest.mark.parametrize(
    ("pause", "waiting", "expected"),
    [
        (0.0, 0, 0.0),
        (3.0, 0, 3.0),
        (3.0, 2, 1.0),
        (3.0, 99, LEAST_GAP_SECONDS),
        (60.0, 0, MOST_GAP_SECONDS),
    ],
)
def test_loads_are_spread_as_far_as_a_page_allows(monkeypatch, pause, waiting, expected):
    monkeypatch.setattr(inner, "patient_downloader", lambda _: SimpleNamespace(pause=pause))
    assert inner._gap(None, PageLoad(waiting=waiting)) == expected
