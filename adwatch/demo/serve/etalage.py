"""etalagevoorbeeld: a page that is empty until its script has run, with whole adverts on cards and "load more".

A cookie banner lies over the page until it is clicked away. There are no pages of single adverts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from adwatch.demo.serve.answers import json_answer, json_body, page, robots_answer, shared_routes, whole_number
from adwatch.demo.serve.door import Door
from adwatch.demo.serve.tonight import BoardTonight, Region
from adwatch.demo.serve.wording import dutch_date
from adwatch.demo.shown import ShownAdvert

KINDS = {"/stad/": "listing"}
PER_LOAD, MOST_PER_LOAD = 12, 48
CACHED = 1024  # adverts as shown, some 2 kB each
FURTHEST = 10**6


@lru_cache(maxsize=CACHED)
def card(advert: ShownAdvert, region: Region) -> dict[str, Any]:
    """All that a card says."""
    return {
        "nummer": advert.advert_id,
        "titel": advert.title,
        "tekst": advert.text,
        "naam": advert.alias,
        "leeftijd": advert.age,
        "herkomst": advert.origin,
        "talen": advert.languages,
        "plek": " ".join(filter(None, (advert.postcode, advert.place or region.name))),
        "tarieven": advert.prices,
        "contact": advert.contact,
        "plaatser": advert.account,
        "sinds": dutch_date(advert.posted_on),
        "bijgewerkt": dutch_date(advert.changed_on),
        "beelden": [f"/foto/{photo}.png" for photo in advert.photos],
    }


class Etalage:
    """The answers of etalagevoorbeeld on the night that is shown."""

    def __init__(self, tonight: BoardTonight) -> None:
        self.tonight = tonight

    async def home(self, _request: Request) -> Response:
        """The towns."""
        return page("etalage/start.html", regions=self.tonight.regions.values())

    async def town(self, request: Request) -> Response:
        """A town's page, without a single advert in it."""
        region = self.tonight.regions.get(request.path_params["slug"])
        if region is None:
            return page("etalage/weg.html", 404)
        return page("etalage/stad.html", region=region, per_load=PER_LOAD)

    async def load(self, request: Request) -> Response:
        """Some of a town's cards, for the page's script."""
        region = self.tonight.regions.get(request.path_params["slug"])
        offset = whole_number(request.query_params.get("vanaf"), 0, 0, FURTHEST)
        limit = whole_number(request.query_params.get("aantal"), PER_LOAD, 1, MOST_PER_LOAD)
        if region is None or offset is None or limit is None:
            return json_answer(json_body({"fout": "bestaat niet"}), 404 if region is None else 400)
        adverts = self.tonight.adverts_in(region)
        cards = [card(advert, region) for advert in adverts[offset : offset + limit]]
        return json_answer(json_body({"totaal": len(adverts), "vanaf": offset, "kaartjes": cards}))

    async def robots(self, _request: Request) -> Response:
        """Everything is open but what the board keeps to itself."""
        return robots_answer(f"/stad/{region.slug}" for region in self.tonight.disallowed)


def etalage_app(tonight: BoardTonight) -> ASGIApp:
    """The board as an application."""
    etalage = Etalage(tonight)
    routes = [
        Route("/", etalage.home),
        Route("/stad/{slug}", etalage.town),
        Route("/data/{slug}", etalage.load),
        Route("/robots.txt", etalage.robots),
        *shared_routes(),
    ]
    return Door(Starlette(routes=routes), tonight, KINDS)
