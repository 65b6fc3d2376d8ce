"""kaartvoorbeeld: a JSON interface with cursors and ETags, behind a page that fills itself by it."""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from adwatch.demo.serve.answers import (
    conditional_answer,
    json_answer,
    json_body,
    page,
    robots_answer,
    shared_routes,
    whole_number,
)
from adwatch.demo.serve.door import Door
from adwatch.demo.serve.tonight import BoardTonight, Region
from adwatch.demo.serve.wording import changed_at, mailable, numeric_prices
from adwatch.demo.shown import ShownAdvert

KINDS = {"/api/v2/regions/": "listing", "/api/v2/adverts/": "detail"}
PER_PAGE, MOST_PER_PAGE = 50, 100
CACHED = 4096  # adverts as shown, some 2 kB each
FURTHEST = 10**6


def cursor_at(offset: int) -> str:
    """The cursor of the page that begins at an offset; opaque to whoever follows it."""
    return base64.urlsafe_b64encode(f"vanaf:{offset}".encode()).decode().rstrip("=")


def offset_at(cursor: str | None) -> int | None:
    """The offset that a cursor stands for, 0 without one, None where the cursor is not one of ours."""
    if cursor is None:
        return 0
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        kind, _, offset = base64.b64decode(padded, b"-_", validate=True).decode("ascii").partition(":")
    except (UnicodeError, binascii.Error):
        return None
    return whole_number(offset, 0, 0, FURTHEST) if kind == "vanaf" else None


def listing_entry(advert: ShownAdvert, region: Region) -> dict[str, Any]:
    """An advert as it stands in a region's listing."""
    return {
        "id": advert.advert_id,
        "title": advert.title,
        "updated_at": changed_at(advert).isoformat(),
        "place": advert.place or region.name,
        "href": f"/api/v2/adverts/{advert.advert_id}",
    }


@lru_cache(maxsize=CACHED)
def detail_body(advert: ShownAdvert, region: Region) -> bytes:
    """All of an advert, as JSON."""
    return json_body(
        {
            "id": advert.advert_id,
            "title": advert.title,
            "omschrijving": advert.text,
            "regio": {"code": region.code, "slug": region.slug, "naam": region.name},
            "adres": {"plaats": advert.place, "postcode": advert.postcode},
            "geplaatst_op": advert.posted_on.isoformat(),
            "updated_at": changed_at(advert).isoformat(),
            "persoon": {"naam": advert.alias, "leeftijd": advert.age, "herkomst": advert.origin},
            "talen": advert.languages,
            "contact": {
                "telefoon": [one for one in advert.contact if not mailable(one)],
                "email": [one for one in advert.contact if mailable(one)],
            },
            "prices": [price._asdict() for price in numeric_prices(advert)],
            "aanbieder": {"account": advert.account} if advert.account else None,
            "fotos": [f"/foto/{photo}.png" for photo in advert.photos],
        }
    )


class Kaart:
    """The answers of kaartvoorbeeld on the night that is shown."""

    def __init__(self, tonight: BoardTonight) -> None:
        self.tonight = tonight

    async def shell(self, _request: Request) -> Response:
        """The page that people see; its script asks the interface."""
        return page("kaart/kaart.html", regions=self.tonight.regions.values())

    async def regions(self, request: Request) -> Response:
        """The regions, each with its number of adverts."""
        regions = [
            {"code": one.code, "slug": one.slug, "naam": one.name, "aantal": len(self.tonight.adverts_in(one))}
            for one in self.tonight.regions.values()
        ]
        return conditional_answer(request, json_body({"regions": regions}))

    async def listing(self, request: Request) -> Response:
        """A page of a region's adverts, with the cursor of the next."""
        region = self.tonight.regions.get(request.path_params["slug"])
        offset = offset_at(request.query_params.get("cursor"))
        limit = whole_number(request.query_params.get("limit"), PER_PAGE, 1, MOST_PER_PAGE)
        if region is None:
            return _refuse(404, "onbekende regio")
        if offset is None or limit is None:
            return _refuse(400, "cursor of limit is ongeldig")
        adverts = self.tonight.adverts_in(region)
        following = cursor_at(offset + limit) if offset + limit < len(adverts) else None
        path = f"/api/v2/regions/{region.slug}/adverts?cursor={following}&limit={limit}"
        found = {
            "region": region.slug,
            "total": len(adverts),
            "items": [listing_entry(advert, region) for advert in adverts[offset : offset + limit]],
            "next_cursor": following,
            "next": path if following else None,
        }
        return conditional_answer(request, json_body(found))

    async def detail(self, request: Request) -> Response:
        """One advert."""
        advert = self.tonight.advert(request.path_params["advert_id"])
        if advert is None:
            return _refuse(404, "advertentie bestaat niet (meer)")
        return conditional_answer(request, detail_body(advert, self.tonight.region_of[advert.municipality]))

    async def robots(self, _request: Request) -> Response:
        """Everything is open but the regions that the board keeps to itself."""
        return robots_answer(f"/api/v2/regions/{region.slug}/" for region in self.tonight.disallowed)


def _refuse(status: int, reason: str) -> Response:
    return json_answer(json_body({"fout": reason}), status)


def kaart_app(tonight: BoardTonight) -> ASGIApp:
    """The board as an application."""
    kaart = Kaart(tonight)
    routes = [
        Route("/", kaart.shell),
        Route("/api/v2/regions", kaart.regions),
        Route("/api/v2/regions/{slug}/adverts", kaart.listing),
        Route("/api/v2/adverts/{advert_id}", kaart.detail),
        Route("/robots.txt", kaart.robots),
        *shared_routes(),
    ]
    return Door(Starlette(routes=routes), tonight, KINDS)
