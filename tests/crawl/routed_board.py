"""A board whose every address is written out by its test, over real HTTP."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HTML, JSON, XML = "text/html; charset=utf-8", "application/json", "application/xml"


class RoutedBoard:
    """`routes` maps a path with its query to a body, or to (body, kind, headers); `forms` the same for forms sent.

    `asked` is every request but robots.txt as (path, headers); `sent` every form. A body that carries an ETag is
    answered with 304 to whoever has it.
    """

    def __init__(self):
        self.routes, self.forms, self.asked, self.sent = {}, {}, [], []
        self.robots = "User-agent: *\nDisallow:\n"
        board = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                if self.path == "/robots.txt":
                    reply(self, 200, board.robots, "text/plain", {})
                    return
                board.asked.append((self.path, dict(self.headers)))
                answer(self, board.routes.get(self.path))

            def do_POST(self):
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                board.sent.append((self.path, form))
                answer(self, board.forms.get((self.path, form)))

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.home = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def paths(self):
        return [path for path, _ in self.asked]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def answer(handler, route):
    if route is None:
        reply(handler, 404, "weg", HTML, {})
        return
    if isinstance(route, int):
        reply(handler, route, "nee", HTML, {})
        return
    body, kind, headers = route if isinstance(route, tuple) else (route, HTML, {})
    if headers.get("ETag") and handler.headers.get("If-None-Match") == headers["ETag"]:
        reply(handler, 304, "", kind, headers)
    else:
        reply(handler, 200, body, kind, headers)


def reply(handler, status, body, kind, headers):
    raw = body if isinstance(body, bytes) else body.encode()
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(raw)))
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(raw)
