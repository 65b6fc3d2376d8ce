"""The demo boards by name: what the simulation and the servers both must know of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DemoBoard:
    """One demo board: its name, how much of the supply it carries, and what befalls it.

    `share` is the chance that an advertiser uses the board at all. `municipalities` are the CBS codes it lists, or
    None for all of the demo's. `down` are nights on which it does not answer, `other_layout` nights on which its detail
    pages look otherwise (a redesign that was taken back), `disallowed` the municipalities that its robots.txt keeps
    from crawlers.
    """

    name: str
    share: float
    municipalities: frozenset[str] | None = None
    down: frozenset[date] = frozenset()
    other_layout: frozenset[date] = frozenset()
    disallowed: frozenset[str] = frozenset()


BOARDS = (
    DemoBoard(
        "marktvoorbeeld",
        share=0.75,
        down=frozenset({date(2020, 11, 3), date(2020, 11, 4), date(2021, 5, 17)}),
        other_layout=frozenset({date(2021, 3, 9), date(2021, 3, 10), date(2021, 3, 11)}),
    ),
    DemoBoard(
        "kaartvoorbeeld",
        share=0.55,
        down=frozenset({date(2020, 9, 12), date(2021, 2, 8), date(2021, 2, 9)}),
        disallowed=frozenset({"GM1699"}),
    ),
    DemoBoard(
        "etalagevoorbeeld",
        share=0.3,
        municipalities=frozenset({"GM0106", "GM0114", "GM0118"}),
        down=frozenset({date(2021, 6, 21)}),
    ),
    DemoBoard(
        "prikbordvoorbeeld",
        share=0.15,
        down=frozenset({date(2021, 1, 12)}),
    ),
)
