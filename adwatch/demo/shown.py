"""What a demo board shows on a night: the seam between the simulated people and the boards that carry their adverts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ShownAdvert:
    """One advert as it stands on one board on one night, every value as its writer typed it.

    `municipality` is the CBS code under which the board lists it. `revision` rises whenever anything on the detail page
    changed. `contact` holds what the writer put in the board's own contact field (a board may show it or not), which is
    often empty because the number stands disguised in the text. `prices` maps a label ("30 min") to a price ("80").
    `photos` are seeds from which an invented picture can be drawn; equal seeds are equal pictures.
    """

    board: str
    advert_id: str
    municipality: str
    revision: int
    title: str
    text: str
    posted_on: date
    changed_on: date
    alias: str | None = None
    account: str | None = None
    age: str | None = None
    contact: tuple[str, ...] = ()
    origin: str | None = None
    languages: tuple[str, ...] = ()
    prices: tuple[tuple[str, str], ...] = ()
    place: str | None = None
    postcode: str | None = None
    photos: tuple[int, ...] = field(default_factory=tuple)


class Showing(Protocol):
    """A province of people who advertise, as its boards see it."""

    def on(self, board: str, night: date) -> Sequence[ShownAdvert]:
        """Every advert that stands on `board` on `night`, newest first; the same for the same arguments."""
        ...
