"""prikbordvoorbeeld: an old pinboard in windows-1252, nested tables without a class, one listing for all towns.

A listing is a query with an offset; an entry is two rows of a table. Dates are relative, the place is a line of the
advert's own, prices and contact stand in its text. A column beside every page names other people's adverts.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from adwatch.demo.serve.answers import robots_answer, shared_routes, western_page, whole_number
from adwatch.demo.serve.door import Door
from adwatch.demo.serve.tonight import BoardTonight
from adwatch.demo.serve.wording import time_ago
from adwatch.demo.shown import ShownAdvert

KINDS = {"/oproepen": "listing", "/lees": "detail"}
AREA = "noord"
PER_PAGE = 10
NEWEST = 4  # adverts named beside every page
FURTHEST = 10**6


class Prikbord:
    """The pages of prikbordvoorbeeld on the night that is shown."""

    def __init__(self, tonight: BoardTonight) -> None:
        self.tonight = tonight

    def adverts(self) -> Sequence[ShownAdvert]:
        """All adverts of all towns, newest first."""
        found = [one for region in self.tonight.regions.values() for one in self.tonight.adverts_in(region)]
        return sorted(found, key=lambda one: (-one.posted_on.toordinal(), one.advert_id))

    def place_of(self, advert: ShownAdvert) -> str:
        """The line that says where: a village or district where the writer names one, else the town."""
        return advert.place or self.tonight.region_of[advert.municipality].name

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """A page with the column beside it."""
        return western_page(
            template,
            status,
            area=AREA,
            newest=self.adverts()[:NEWEST],
            place_of=self.place_of,
            ago=lambda day: time_ago(day, self.tonight.night),
            **values,
        )

    async def home(self, _request: Request) -> Response:
        """A word of welcome, and the way to the one listing."""
        return self.page("prikbord/start.html")

    async def listing(self, request: Request) -> Response:
        """A stretch of the listing; one beyond the end is empty."""
        begin = whole_number(request.query_params.get("begin"), 0, 0, FURTHEST)
        if request.query_params.get("gebied") != AREA or begin is None:
            return self.page("prikbord/bericht.html", 404, message="Dit gebied kennen wij niet.")
        adverts = self.adverts()
        return self.page(
            "prikbord/oproepen.html",
            adverts=adverts[begin : begin + PER_PAGE],
            begin=begin,
            per_page=PER_PAGE,
            total=len(adverts),
        )

    async def detail(self, request: Request) -> Response:
        """An advert's page."""
        advert = self.tonight.advert(request.query_params.get("nr", ""))
        if advert is None:
            return self.page("prikbord/bericht.html", 404, message="Deze oproep is verlopen.")
        return self.page("prikbord/lees.html", advert=advert)

    async def robots(self, _request: Request) -> Response:
        """Everything is open but what belongs to the board's keeper."""
        return robots_answer(["/beheer/"])


def prikbord_app(tonight: BoardTonight) -> ASGIApp:
    """The board as an application."""
    prikbord = Prikbord(tonight)
    routes = [
        Route("/", prikbord.home),
        Route("/oproepen.php", prikbord.listing),
        Route("/lees.php", prikbord.detail),
        Route("/robots.txt", prikbord.robots),
        *shared_routes(),
    ]
    return Door(Starlette(routes=routes), tonight, KINDS)
