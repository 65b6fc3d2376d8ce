from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from serve_fake import FIRST, NAMES, SECOND, fetch

from adwatch.demo.serve.process import ServedBoards
from adwatch.errors import AdwatchError

SHOWING, BOARDS = "serve_fake:FakeShowing", "serve_fake:BOARDS"
ORPHAN = """
import time
from serve_fake import FIRST, NAMES
from adwatch.demo.serve.process import ServedBoards
with ServedBoards(NAMES, FIRST, "serve_fake:FakeShowing", {}, "serve_fake:BOARDS") as boards:
    print(boards.control_url, flush=True)
    time.sleep(60)
"""


def gone(url: str, within: float = 5) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            fetch(url)
        except ConnectionError:
            return True
        time.sleep(0.05)
    return False


def test_the_boards_end_with_the_context():
    with ServedBoards(NAMES, FIRST, SHOWING, {"assen": 5}, BOARDS) as boards:
        assert fetch(boards.control_url).status == 200
        assert {urlsplit(url).hostname for url in boards.urls.values()} == {"127.0.0.1"}
    assert boards.process.returncode == 0
    assert gone(boards.control_url)


def test_the_boards_end_when_whoever_started_them_is_killed():
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", ORPHAN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as parent:
        url = parent.stdout.readline().strip()
        assert fetch(url).status == 200
        parent.send_signal(signal.SIGKILL)
    assert gone(url)


@pytest.mark.parametrize(
    ("factory", "boards", "reason"),
    [
        ("serve_fake:NoShowing", BOARDS, "NoShowing"),
        ("no_such_module:Showing", BOARDS, "no_such_module"),
        (SHOWING, "serve_fake:NOWHERE", "unknown demo board 'nergensvoorbeeld'"),
    ],
)
def test_boards_that_do_not_start_are_reported(capfd, factory, boards, reason):
    with (
        pytest.raises(AdwatchError, match="did not start: exit code 1"),
        ServedBoards(NAMES, FIRST, factory, {}, boards),
    ):
        pass
    assert reason in capfd.readouterr().err


def test_another_night_is_shown_on_all_boards(served):
    served.show(SECOND)
    assert "59 advertenties" in fetch(f"{served.urls['marktvoorbeeld']}/regio/assen").text
    assert '"total":59' in fetch(f"{served.urls['kaartvoorbeeld']}/api/v2/regions/assen/adverts").text


def test_a_refused_question_is_an_error(served):
    with pytest.raises(AdwatchError, match="/night: 400"):
        served._ask("PUT", "/night", "{}")


def test_a_connection_is_kept_and_answers_at_once(served):
    connection = HTTPConnection(urlsplit(served.urls["kaartvoorbeeld"]).netloc, timeout=20)
    connection.connect()
    own = connection.sock
    began = time.perf_counter()
    for _ in range(50):
        connection.request("GET", "/api/v2/regions/assen/adverts")
        assert connection.getresponse().read()
    took = time.perf_counter() - began
    assert connection.sock is own
    connection.close()
    # With Nagle's algorithm in the way each answer would take 40 ms, together 2 s.
    assert took < 1


def test_nights_are_dates(served):
    served.show(date(2021, 9, 30))
    assert "De nacht van 30 september 2021" in fetch(served.control_url).text
