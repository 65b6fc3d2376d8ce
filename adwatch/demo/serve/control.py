"""The page beside the boards that chooses the night they show, and tells how often each was asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from adwatch.demo.serve.answers import json_answer, json_body, page, shared_routes
from adwatch.demo.serve.app import DemoBoards

REFUSED = json_body({"fout": 'een nacht wordt gegeven als {"night": "2020-07-01"}'})


def read_night(text: object) -> date | None:
    """The night that a text gives as `2020-07-01`, or None."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def night_in_json(body: bytes) -> date | None:
    """The night in a body of the form `{"night": "2020-07-01"}`, or None."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return read_night(found.get("night")) if isinstance(found, dict) else None


class Control:
    """The control page over the boards; `urls` are their addresses by name."""

    def __init__(self, boards: DemoBoards, urls: Mapping[str, str]) -> None:
        self.boards, self.urls = boards, urls

    async def index(self, _request: Request) -> Response:
        """The boards, the night, and a form to choose another."""
        return self.show_index(200)

    def show_index(self, status: int) -> Response:
        """The index, with a word of warning where the night that was asked for is none."""
        night = self.boards.night
        return page(
            "control/index.html",
            status,
            night=night,
            before=night - timedelta(days=1) if night > date.min else night,
            after=night + timedelta(days=1) if night < date.max else night,
            boards=[(name, self.urls[name], board) for name, board in self.boards.tonight.items()],
            served=self.boards.served(),
            refused=status != 200,
        )

    async def put_night(self, request: Request) -> Response:
        """Show another night; the answer is the status."""
        night = night_in_json(await request.body())
        if night is None:
            return json_answer(REFUSED, 400)
        self.boards.show(night)
        return await self.status(request)

    async def post_night(self, request: Request) -> Response:
        """Show the night that the form gives, and go back to the index."""
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        night = read_night(form.get("night", [""])[0])
        if night is None:
            return self.show_index(400)
        self.boards.show(night)
        return RedirectResponse("/", 303)

    async def status(self, _request: Request) -> Response:
        """The night, the boards' addresses, and the requests counted."""
        found = {"night": self.boards.night.isoformat(), "boards": self.urls, "served": self.boards.served()}
        return json_answer(json_body(found))

    async def reset_counts(self, request: Request) -> Response:
        """Count from zero; the answer is the status."""
        self.boards.reset_counts()
        return await self.status(request)


def control_app(boards: DemoBoards, urls: Mapping[str, str]) -> ASGIApp:
    """The control page as an application."""
    control = Control(boards, urls)
    routes = [
        Route("/", control.index),
        Route("/night", control.put_night, methods=["PUT"]),
        Route("/night", control.post_night, methods=["POST"]),
        Route("/status", control.status),
        Route("/reset-counts", control.reset_counts, methods=["POST"]),
        *shared_routes(),
    ]
    return Starlette(routes=routes)
