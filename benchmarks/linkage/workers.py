"""Cases that do not depend on one another, a few at a time; what is timed never runs here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress

STDERR = Console(stderr=True)
Case = TypeVar("Case")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Workers:
    """Runs cases in `count` processes, each case in a new one, so that none leaves its memory behind."""

    count: int

    def map(self, work: Callable[[Case], Result], cases: Iterable[Case]) -> list[Result]:
        """The results in the order of the cases."""
        waiting = list(cases)
        results: list[Result] = []
        with ProcessPoolExecutor(self.count, max_tasks_per_child=1) as pool, Progress(console=STDERR) as progress:
            task = progress.add_task("cases", total=len(waiting))
            for result in pool.map(work, waiting):
                results.append(result)
                progress.advance(task)
        return results
