"""A board of a few lines over real HTTP, whose every answer a test can change."""

import itertools
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SPEC = """
title: Proefbord
home: {home}
kind: html
municipalities: [Assen, Emmen]
delay_seconds: 0
listing:
  url: /regio/{{municipality.slug}}?pagina={{page}}
  present: "#lijst"
  entries: "#lijst li"
  id: {{css: "a::attr(href)", regex: "/a/(\\\\w+)"}}
  link: a::attr(href)
  next: a[rel=next]::attr(href)
advert:
  within: article
  require: [title, text]
  fields:
    title: h1::text
    text: p::text
"""


class QuietServer(ThreadingHTTPServer):
    """Says nothing when a client hangs up on it."""

    def handle_error(self, request, client_address):
        pass


class ScriptedBoard:
    """Serves `listings` (municipality to ids) and `adverts` (id to title and text); `overrides` answer instead.

    An override is a function of the handler that sends its own answer, by path. `asked` is every path requested,
    `moments` when.
    """

    def __init__(self):
        self.listings = {"assen": ["een", "twee"], "emmen": ["drie"]}
        self.adverts = {
            name: (f"Advert {name}", f"Rustige tekst van {name} over thee en muziek")
            for name in ("een", "twee", "drie")
        }
        self.edited = {}
        self.overrides = {}
        self.robots = "User-agent: *\nDisallow: /geheim/\n"
        self.asked = []
        self.moments = []
        self.agents = set()
        board = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                board.answer(self)

            def log_message(self, *args):
                pass

        self.server = QuietServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.home = f"http://127.0.0.1:{self.server.server_address[1]}/"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler):
        path = handler.path.split("?")[0]
        self.asked.append(handler.path)
        self.moments.append(time.monotonic())
        self.agents.add(handler.headers.get("User-Agent"))
        override = self.overrides.get(handler.path) or self.overrides.get(path)
        if override:
            override(handler)
        elif path == "/robots.txt":
            send(handler, self.robots, kind="text/plain")
        elif path.startswith("/regio/"):
            self.listing(handler, path.removeprefix("/regio/"))
        elif path.startswith("/a/") and path.removeprefix("/a/") in self.adverts:
            title, text = self.adverts[path.removeprefix("/a/")]
            send(handler, f"<article><h1>{title}</h1><p>{text}</p></article>")
        else:
            send(handler, "weg", status=404)

    def listing(self, handler, slug):
        items = "".join(
            f'<li><a href="/a/{name}">{name}</a> {self.edited.get(name, "")}</li>'
            for name in self.listings.get(slug, [])
        )
        send(handler, f'<ul id="lijst">{items}</ul>')

    def pauses(self):
        return [later - earlier for earlier, later in itertools.pairwise(self.moments)]

    def details(self):
        return [path for path in self.asked if path.startswith("/a/")]


def send(handler, body, status=200, kind="text/html; charset=utf-8", **headers):
    raw = body if isinstance(body, bytes) else body.encode()
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(raw)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(raw)


def answers(body="", status=200, **headers):
    return lambda handler: send(handler, body, status, **headers)


def hangs(seconds):
    def answer(handler):
        time.sleep(seconds)
        send(handler, "laat")

    return answer
