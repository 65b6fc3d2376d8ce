"""All the demo boards together: one application each, and one night for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from starlette.types import ASGIApp

from adwatch.demo.boards import DemoBoard
from adwatch.demo.serve.etalage import etalage_app
from adwatch.demo.serve.kaart import kaart_app
from adwatch.demo.serve.markt import markt_app
from adwatch.demo.serve.prikbord import prikbord_app
from adwatch.demo.serve.tonight import BoardTonight
from adwatch.demo.shown import Showing
from adwatch.errors import UnknownName

APPS: Mapping[str, Callable[[BoardTonight], ASGIApp]] = {
    "marktvoorbeeld": markt_app,
    "kaartvoorbeeld": kaart_app,
    "etalagevoorbeeld": etalage_app,
    "prikbordvoorbeeld": prikbord_app,
}


class DemoBoards:
    """The boards of one showing, all of them on one night; `names` are their municipalities by CBS code.

    Raises:
        UnknownName: a board has no application here.
    """

    def __init__(self, boards: Sequence[DemoBoard], showing: Showing, names: Mapping[str, str], night: date) -> None:
        for board in boards:
            if board.name not in APPS:
                raise UnknownName("demo board", board.name, APPS)
        self.night = night
        self.tonight = {board.name: BoardTonight(board, showing, names, night) for board in boards}

    def show(self, night: date) -> None:
        """Turn every board to another night."""
        self.night = night
        for board in self.tonight.values():
            board.show(night)

    def apps(self) -> dict[str, ASGIApp]:
        """The boards' applications by name."""
        return {name: APPS[name](tonight) for name, tonight in self.tonight.items()}

    def served(self) -> dict[str, dict[str, int]]:
        """Requests since the last reset, by board and by kind: listing, detail, robots, other."""
        kinds = ("listing", "detail", "robots", "other")
        return {name: {kind: board.pages[kind] for kind in kinds} for name, board in self.tonight.items()}

    def reset_counts(self) -> None:
        """Count from zero."""
        for board in self.tonight.values():
            board.pages.clear()
