"""What one demo board shows on the night that was chosen."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adwatch.demo.boards import DemoBoard
from adwatch.demo.shown import Showing, ShownAdvert

NO_LETTER = re.compile(r"[^a-z0-9]+")


def slug_of(name: str) -> str:
    """The name as it stands in an address: lower case, without accents, hyphens between words; at times empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return NO_LETTER.sub("-", plain).strip("-")


@dataclass(frozen=True, slots=True)
class Region:
    """A municipality as a board lists it: CBS code, name, and its word in addresses."""

    code: str
    name: str
    slug: str


class BoardTonight:
    """One board on one night: its adverts by region and by id, whether it is down, and how often it was asked.

    `names` gives the names of the municipalities that may be listed, by CBS code. `pages` counts requests by kind:
    listing, detail, robots, other. Of an advert that stands in two regions at once, the newest has the detail page.
    """

    def __init__(self, board: DemoBoard, showing: Showing, names: Mapping[str, str], night: date) -> None:
        self.board, self.showing = board, showing
        listed = [Region(code, name, slug_of(name)) for code, name in names.items() if _lists(board, code)]
        self.regions: Mapping[str, Region] = {region.slug: region for region in listed}
        self.region_of: Mapping[str, Region] = {region.code: region for region in listed}
        self.pages: Counter[str] = Counter()
        self.show(night)

    def show(self, night: date) -> None:
        """Turn to another night."""
        adverts = [one for one in self.showing.on(self.board.name, night) if one.municipality in self.region_of]
        by_code: dict[str, list[ShownAdvert]] = {code: [] for code in self.region_of}
        for advert in adverts:
            by_code[advert.municipality].append(advert)
        self.night = night
        self._by_code = by_code
        self._by_id = {advert.advert_id: advert for advert in reversed(adverts)}

    @property
    def down(self) -> bool:
        """The board does not answer on this night."""
        return self.night in self.board.down

    @property
    def other_layout(self) -> bool:
        """The board's detail pages look otherwise on this night."""
        return self.night in self.board.other_layout

    def adverts_in(self, region: Region) -> Sequence[ShownAdvert]:
        """The region's adverts, newest first."""
        return self._by_code[region.code]

    def advert(self, advert_id: str) -> ShownAdvert | None:
        """The advert under the board's own id, or None where it does not stand (any more)."""
        return self._by_id.get(advert_id)

    @property
    def disallowed(self) -> list[Region]:
        """The regions that robots.txt keeps from crawlers."""
        return [region for region in self.regions.values() if region.code in self.board.disallowed]


def _lists(board: DemoBoard, code: str) -> bool:
    return board.municipalities is None or code in board.municipalities
