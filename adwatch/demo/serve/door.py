"""The door of a demo board: counts who comes in, and stays shut on the nights on which the board is down."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from adwatch.demo.serve.tonight import BoardTonight

SHUT = PlainTextResponse("De dienst is tijdelijk niet beschikbaar.\n", 503)


class Door:
    """Lets requests through to a board's pages; `kinds` maps the beginning of a path to the kind that is counted."""

    def __init__(self, pages: ASGIApp, tonight: BoardTonight, kinds: Mapping[str, str]) -> None:
        self.pages, self.tonight = pages, tonight
        self.kinds = {"/robots.txt": "robots", **kinds}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope["path"]
        kind = next((kind for beginning, kind in self.kinds.items() if path.startswith(beginning)), "other")
        self.tonight.pages[kind] += 1
        await (SHUT if self.tonight.down else self.pages)(scope, receive, send)
