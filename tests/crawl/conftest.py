"""What the crawl's tests share."""

import pytest
from scripted_board import ScriptedBoard

from adwatch.crawl.browser import browser_fault
from adwatch.crawl.loop import run_until_complete


@pytest.fixture
def board():
    served = ScriptedBoard()
    yield served
    served.close()


@pytest.fixture(scope="session")
def browser():
    """Skip where no Chromium can be had, and say why."""
    fault = run_until_complete(browser_fault())
    if fault:
        pytest.skip(fault)
