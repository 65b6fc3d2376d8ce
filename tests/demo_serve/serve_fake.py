"""A small invented showing, its boards, and a way to ask for their pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from adwatch.demo.boards import DemoBoard
from adwatch.demo.shown import ShownAdvert

FIRST, SECOND, DOWN, REDESIGNED = date(2020, 7, 1), date(2020, 7, 2), date(2020, 7, 3), date(2020, 7, 4)
NAMES = {"GM0106": "Assen", "GM1680": "Aa en Hunze", "GM1699": "Noordenveld"}
BOARDS = (
    DemoBoard("marktvoorbeeld", 0.7, down=frozenset({DOWN}), other_layout=frozenset({REDESIGNED})),
    DemoBoard("kaartvoorbeeld", 0.5, disallowed=frozenset({"GM1699"})),
    DemoBoard("etalagevoorbeeld", 0.2, municipalities=frozenset({"GM0106", "GM1680"})),
    DemoBoard("prikbordvoorbeeld", 0.2, down=frozenset({DOWN})),
)
NOWHERE = (DemoBoard("nergensvoorbeeld", 0.1),)
HOSTILE, CHANGING, VANISHING, FULL = "a1", "a2", "a3", "a4"
SCRIPT = "<script>alert('x')</script> & \"more\""


def make_advert(advert_id: str, **changes: Any) -> ShownAdvert:
    """An advert in Assen; `changes` name what is to be otherwise."""
    plain = ShownAdvert(
        board="marktvoorbeeld",
        advert_id=advert_id,
        municipality="GM0106",
        revision=1,
        title=f"Massage {advert_id}",
        text="Welkom.\n\nBel gerust,\nook 's avonds.",
        posted_on=date(2020, 6, 20),
        changed_on=date(2020, 6, 21),
    )
    return replace(plain, **changes)


def full_advert(advert_id: str, **changes: Any) -> ShownAdvert:
    """An advert in which every field is filled in."""
    filled = make_advert(
        advert_id,
        title="Lotus in Assen 🌸",
        alias="Lotus",
        account="lotus12",
        age="28 jaar",
        contact=("06 1234 0001", "lotus@webpost.example"),
        origin="Thais",
        languages=("Nederlands", "Engels"),
        prices=(("half uur", "€ 80"), ("1 u", "150,00")),
        place="Assen centrum",
        postcode="9401 AB",
        photos=(7, 8),
    )
    return replace(filled, **changes)


class FakeShowing:
    """Sixty adverts in Assen, two in Noordenveld, none in Aa en Hunze; one changes and one vanishes after a night."""

    def __init__(self, assen: int = 60) -> None:
        self.assen = assen

    def on(self, board: str, night: date) -> Sequence[ShownAdvert]:
        later = night > FIRST
        changed = make_advert(CHANGING, revision=2, changed_on=SECOND, text="Nu ook op zondag.")
        adverts = [
            make_advert(HOSTILE, title=SCRIPT, text=SCRIPT, alias=SCRIPT, contact=(SCRIPT,), place=SCRIPT),
            changed if later else make_advert(CHANGING),
            *([] if later else [make_advert(VANISHING)]),
            full_advert(FULL),
            make_advert("n1", municipality="GM1699"),
            make_advert("n2", municipality="GM1699"),
        ]
        adverts += [make_advert(f"b{at}") for at in range(self.assen - 4)]
        return [replace(advert, board=board) for advert in adverts]


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


def fetch(url: str, method: str = "GET", body: str | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    """One request over real HTTP; redirects are not followed."""
    parts = urlsplit(url)
    with closing(HTTPConnection(parts.netloc, timeout=20)) as connection:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target or "/", body, dict(headers or {}))
        answer = connection.getresponse()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
