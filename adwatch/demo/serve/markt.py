"""marktvoorbeeld: pages made on the server; a listing per region, a page per advert.

What real boards add to make reading hard is there too: paid adverts repeated on top of every listing page, a block of
other people's adverts on each advert's page, a counter that never stands still, and a redesign on some nights.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import count

from markupsafe import Markup
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from adwatch.demo.serve.answers import TEMPLATES, page, robots_answer, shared_routes, whole_number
from adwatch.demo.serve.door import Door
from adwatch.demo.serve.tonight import BoardTonight, Region, slug_of
from adwatch.demo.serve.wording import draw
from adwatch.demo.shown import ShownAdvert

KINDS = {"/regio/": "listing", "/advertentie/": "detail"}
PER_PAGE = 25
PROMOTED, PAYS_ONE_IN = 3, 8  # paid places on a listing page, and how many adverts there are for each that pays
SIMILAR = 4
CACHED = 4096  # adverts as shown, some 4 kB each
MOST_PAGES = 9999


def advert_path(advert: ShownAdvert) -> str:
    """The address of an advert's page: the board's id, then words of the title that nobody reads."""
    return f"/advertentie/{advert.advert_id}-{slug_of(advert.title)[:60].strip('-') or 'advertentie'}"


def number_behind_link(advert: ShownAdvert) -> bool:
    """The number is not written out but stands behind a link to call it; so for half of the adverts."""
    return draw("number behind link", advert.advert_id) % 2 == 0


def promoted(region_adverts: list[ShownAdvert]) -> list[ShownAdvert]:
    """The adverts that paid to stand on top of each page."""
    return [one for one in region_adverts if draw("promoted", one.advert_id) % PAYS_ONE_IN == 0][:PROMOTED]


def similar_to(advert: ShownAdvert, region_adverts: list[ShownAdvert]) -> list[ShownAdvert]:
    """Other people's adverts in the same region, those that follow this one in the listing first."""
    at = region_adverts.index(advert)
    return [*region_adverts[at + 1 :], *region_adverts[:at]][:SIMILAR]


@lru_cache(maxsize=CACHED)
def render_article(advert: ShownAdvert, region: Region, other_layout: bool) -> Markup:
    """The part of an advert's page that is the advert itself."""
    template = "markt/artikel_anders.html" if other_layout else "markt/artikel.html"
    behind_link = number_behind_link(advert)
    return Markup(TEMPLATES.get_template(template).render(advert=advert, region=region, behind_link=behind_link))  # noqa: S704 - the template escapes


class Markt:
    """The pages of marktvoorbeeld on the night that is shown."""

    def __init__(self, tonight: BoardTonight) -> None:
        self.tonight = tonight
        self.views = count(draw("views", tonight.board.name))

    async def home(self, _request: Request) -> Response:
        """The regions, each with its number of adverts."""
        counts = [(region, len(self.tonight.adverts_in(region))) for region in self.tonight.regions.values()]
        return page("markt/start.html", counts=counts)

    async def listing(self, request: Request) -> Response:
        """A page of a region's adverts; a page beyond the last is empty."""
        region = self.tonight.regions.get(request.path_params["slug"])
        number = whole_number(request.query_params.get("pagina"), 1, 1, MOST_PAGES)
        if region is None or number is None:
            return self.missing()
        adverts = list(self.tonight.adverts_in(region))
        shown = adverts[(number - 1) * PER_PAGE : number * PER_PAGE]
        return page(
            "markt/regio.html",
            region=region,
            adverts=shown,
            promoted=promoted(adverts) if shown else [],
            number=number,
            total=len(adverts),
            has_next=number * PER_PAGE < len(adverts),
            path_of=advert_path,
        )

    async def detail(self, request: Request) -> Response:
        """An advert's page; the words behind the id do not matter."""
        advert = self.tonight.advert(request.path_params["name"].partition("-")[0])
        if advert is None:
            return self.missing()
        region = self.tonight.region_of[advert.municipality]
        return page(
            "markt/advertentie.html",
            title=advert.title,
            region=region,
            article=render_article(advert, region, self.tonight.other_layout),
            similar=similar_to(advert, list(self.tonight.adverts_in(region))),
            views=next(self.views),
            path_of=advert_path,
        )

    async def robots(self, _request: Request) -> Response:
        """Everything is open but accounts, searches and what the board keeps to itself."""
        kept = (f"/regio/{region.slug}" for region in self.tonight.disallowed)
        return robots_answer(["/account/", "/zoeken", *kept])

    async def members_only(self, _request: Request) -> Response:
        """What only somebody with an account may see."""
        return page("markt/bericht.html", 401, heading="Inloggen", message="Log in om dit te bekijken.")

    @staticmethod
    def missing() -> Response:
        """What does not stand here (any more)."""
        return page("markt/bericht.html", 404, heading="Niet gevonden", message="Deze pagina bestaat niet (meer).")


def markt_app(tonight: BoardTonight) -> ASGIApp:
    """The board as an application."""
    markt = Markt(tonight)
    routes = [
        Route("/", markt.home),
        Route("/regio/{slug}", markt.listing),
        Route("/advertentie/{name}", markt.detail),
        Route("/robots.txt", markt.robots),
        Route("/account/{name}", markt.members_only),
        Route("/zoeken", markt.members_only),
        *shared_routes(),
    ]
    return Door(Starlette(routes=routes), tonight, KINDS)
