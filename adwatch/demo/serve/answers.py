"""Answers that the demo boards share: pages from templates, JSON with an ETag, robots.txt, pictures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from adwatch.demo.serve.photos import draw_photo
from adwatch.demo.serve.wording import dutch_date, mailable, paragraphs, price_sentence, teaser

PACKAGE = "adwatch.demo.serve"
A_DAY = {"cache-control": "max-age=86400"}

TEMPLATES = Environment(
    loader=PackageLoader(PACKAGE), autoescape=True, undefined=StrictUndefined, auto_reload=False, trim_blocks=True
)
TEMPLATES.filters.update(dutch_date=dutch_date, paragraphs=paragraphs, teaser=teaser, price_sentence=price_sentence)
TEMPLATES.tests["mailable"] = mailable


def page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """The page that a template makes of the values; whatever is in them is escaped."""
    return HTMLResponse(TEMPLATES.get_template(template).render(values), status)


def western_page(template: str, status: int = 200, **values: object) -> Response:
    """The same in windows-1252, as old software sends it: no encoding in the header, other letters as `&#128139;`."""
    body = TEMPLATES.get_template(template).render(values).encode("windows-1252", "xmlcharrefreplace")
    return Response(body, status, {"content-type": "text/html"})


def json_body(value: Any) -> bytes:  # noqa: ANN401 - whatever JSON can say
    """The value as JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def json_answer(body: bytes, status: int = 200) -> Response:
    """A JSON answer that may not be kept."""
    return Response(body, status, {"cache-control": "no-cache"}, "application/json; charset=utf-8")


def conditional_answer(request: Request, body: bytes) -> Response:
    """The JSON body under its ETag, or 304 where the asker already has it (RFC 9110, If-None-Match)."""
    tag = f'"{hashlib.blake2s(body, digest_size=8).hexdigest()}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if known & {tag, "*"}:
        return Response(None, 304, headers)
    return Response(body, 200, headers, "application/json; charset=utf-8")


def whole_number(text: str | None, default: int, least: int, most: int) -> int | None:
    """The number that a query gives, `default` where it gives none, None where it is no number within the bounds."""
    if text is None:
        return default
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
    return value if least <= value <= most else None


def robots_answer(disallowed: Iterable[str]) -> PlainTextResponse:
    """robots.txt: everything but these paths is open to everybody."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in disallowed)]
    return PlainTextResponse("\n".join(lines) + "\n")


def shared_routes() -> list[BaseRoute]:
    """Pictures, style sheets and scripts."""
    return [
        Route("/foto/{seed:int}.png", _photo),
        Mount("/static", StaticFiles(packages=[(PACKAGE, "static")])),
    ]


async def _photo(request: Request) -> Response:
    """The picture of a seed."""
    return Response(draw_photo(request.path_params["seed"]), 200, A_DAY, "image/png")
