"""Parts of one piece of work on as many threads as there are cores.

numpy lets go of the interpreter's lock while it computes, so that threads share arrays without a copy.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")


def in_threads(work: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
    """What `work` makes of each part, in the order of the parts; no more parts are at work at once than cores."""
    count = os.cpu_count() or 1
    waiting = iter(parts)
    with ThreadPoolExecutor(count) as pool:
        running = [pool.submit(work, part) for part in islice(waiting, count)]
        while running:
            yield running.pop(0).result()
            running.extend(pool.submit(work, part) for part in islice(waiting, 1))


def run_in_threads(work: Callable[[Part], None], parts: Iterable[Part]) -> None:
    """Do `work` for each part, which leaves what it finds in a place of its own."""
    for _ in in_threads(work, parts):
        pass
