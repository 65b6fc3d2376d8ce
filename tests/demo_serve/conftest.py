from __future__ import annotations

from collections.abc import Iterator

import pytest
from serve_fake import FIRST, NAMES

from adwatch.demo.serve.process import ServedBoards


@pytest.fixture(scope="session")
def served_once() -> Iterator[ServedBoards]:
    with ServedBoards(NAMES, FIRST, "serve_fake:FakeShowing", {"assen": 60}, "serve_fake:BOARDS") as boards:
        yield boards


@pytest.fixture
def served(served_once: ServedBoards) -> ServedBoards:
    served_once.show(FIRST)
    served_once.reset_counts()
    return served_once
