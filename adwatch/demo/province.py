"""The demo province: what its boards show on a night."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from adwatch.demo.boards import BOARDS, DemoBoard
from adwatch.demo.noise import HABITS, Habits
from adwatch.demo.settled import Span
from adwatch.demo.shown import ShownAdvert
from adwatch.demo.staging import draw_versions
from adwatch.demo.tables import towns

FIRST, LAST = date(2020, 7, 1), date(2021, 9, 30)


class DemoProvince:
    """Invented people who advertise in Drenthe and the towns around it, and what the boards show of them.

    Everything follows from `seed`, the nights, the boards and the habits; another seed gives other people. `on` is a
    `Showing`. `versions` is the truth behind it and belongs to `truth.Truth` alone.
    """

    def __init__(
        self,
        seed: int = 1,
        first: date = FIRST,
        last: date = LAST,
        boards: Sequence[DemoBoard] = BOARDS,
        habits: Habits = HABITS,
    ) -> None:
        self.seed, self.first, self.last, self.boards = seed, first, last, tuple(boards)
        self.municipalities: tuple[str, ...] = tuple(towns())
        self.versions = draw_versions(seed, habits, Span(first.toordinal(), last.toordinal()), self.boards)
        standing: dict[tuple[str, int], list[ShownAdvert]] = defaultdict(list)
        for version in self.versions:
            for night in version.nights():
                standing[version.shown.board, night].append(version.shown)
        self._standing = {
            key: tuple(sorted(shown, key=lambda one: (-one.posted_on.toordinal(), one.advert_id)))
            for key, shown in standing.items()
        }

    def on(self, board: str, night: date) -> Sequence[ShownAdvert]:
        """Every advert that stands on `board` on `night`, newest first; none outside the simulated nights."""
        return self._standing.get((board, night.toordinal()), ())
