"""The HTTP server: every board and the control page in one process, each on a loopback port of its own."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TextIO

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from adwatch.demo.serve.app import DemoBoards
from adwatch.demo.serve.control import control_app

LOOPBACK = "127.0.0.1"
FIRST_PORT = 8600
KEPT_ALIVE = 30  # seconds for which an idle connection stays open
GRACE = 1  # seconds for requests under way when the server stops


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the control page and the boards are served."""

    control: str
    boards: Mapping[str, str]


class ByPort:
    """Hands a request to the application whose port it came to."""

    def __init__(self, apps: Mapping[int, ASGIApp]) -> None:
        self.apps = apps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self.apps[scope["server"][1]](scope, receive, send)


def open_port(port: int) -> socket.socket:
    """A listening socket on loopback, on the port where it is free, else on any that is; 0 asks for any."""
    try:
        listening = socket.create_server((LOOPBACK, port), backlog=256)
    except OSError:
        listening = socket.create_server((LOOPBACK, 0), backlog=256)
    # Without it every answer waits 40 ms: asyncio sets it only on sockets that name their protocol, and these do not.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def serve(
    boards: DemoBoards, announce: Callable[[Addresses], None], first_port: int = 0, until_end_of: TextIO | None = None
) -> None:
    """Serve until the process is told to stop, or until the stream ends (whoever holds its other end is gone).

    `announce` is called once, when connections are accepted. The ports begin at `first_port`, the control page's.
    """
    apps = boards.apps()
    sockets = [open_port(first_port + at if first_port else 0) for at in range(len(apps) + 1)]
    ports = [one.getsockname()[1] for one in sockets]
    urls = {name: f"http://{LOOPBACK}:{port}" for name, port in zip(apps, ports[1:], strict=True)}
    by_port = ByPort(dict(zip(ports, [control_app(boards, urls), *apps.values()], strict=True)))
    server = uvicorn.Server(_configuration(by_port))
    if until_end_of is not None:
        threading.Thread(target=_stop_at_end, args=(server, until_end_of.fileno()), daemon=True).start()
    announce(Addresses(f"http://{LOOPBACK}:{ports[0]}", urls))
    server.run(sockets)


def serve_forever(boards: DemoBoards, announce: Callable[[Addresses], None], first_port: int = FIRST_PORT) -> None:
    """Serve until interrupted, on ports that one can remember where they are free."""
    with suppress(KeyboardInterrupt):
        serve(boards, announce, first_port)


def _configuration(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="asyncio",
        http="httptools",
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEPT_ALIVE,
        timeout_graceful_shutdown=GRACE,
    )


def _stop_at_end(server: uvicorn.Server, stream: int) -> None:
    # Read by descriptor: a thread that waits within a buffered stream would hold its lock when the process ends.
    while os.read(stream, 1024):
        pass
    server.should_exit = True
