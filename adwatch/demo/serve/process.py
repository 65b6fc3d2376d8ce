"""The demo boards in a process of their own, for as long as somebody reads them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing, suppress
from datetime import date
from http.client import HTTPConnection
from types import TracebackType
from typing import IO, Any, Self, cast
from urllib.parse import urlsplit

from adwatch.errors import AdwatchError

MODULE = "adwatch.demo.serve"
PATIENCE = 30  # seconds for the control page to answer
FAREWELL = 5  # seconds for the process to end by itself


class ServedBoards:
    """The demo boards, served from entering the context to leaving it; they end with this process, however it ends.

    `factory` and `boards` are importable names (`module:attribute`): of what makes the `Showing` from `kwargs`, and of
    the sequence of `DemoBoard`. `names` are the municipalities by CBS code, `night` is the first that is shown. Within
    the context `urls` holds the boards' addresses by name and `control_url` that of the control page.

    Raises:
        AdwatchError: the boards could not be started; the process has said why on standard error.
    """

    def __init__(
        self,
        names: Mapping[str, str],
        night: date,
        factory: str = "adwatch.demo.province:DemoProvince",
        kwargs: Mapping[str, Any] | None = None,
        boards: str = "adwatch.demo.boards:BOARDS",
    ) -> None:
        self.order = {
            "factory": factory,
            "kwargs": dict(kwargs or {}),
            "boards": boards,
            "names": dict(names),
            "night": night.isoformat(),
        }
        self.urls: dict[str, str] = {}
        self.control_url = ""

    def __enter__(self) -> Self:
        """Start the process, and wait until it accepts connections."""
        # A session of its own: an interrupt reaches this process alone, which then ends the other.
        self.process = subprocess.Popen(  # noqa: S603 - our own module, by this very interpreter
            [sys.executable, "-m", MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,
        )
        try:
            self._read_addresses()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        self._stop()

    def show(self, night: date) -> None:
        """Turn all boards to a night."""
        self._ask("PUT", "/night", json.dumps({"night": night.isoformat()}))

    def served(self) -> dict[str, dict[str, int]]:
        """The requests that reached each board since the last reset: listing, detail, robots, other."""
        counts: dict[str, dict[str, int]] = self._ask("GET", "/status")["served"]
        return counts

    def reset_counts(self) -> None:
        """Count from zero."""
        self._ask("POST", "/reset-counts")

    def _read_addresses(self) -> None:
        stdin, stdout = cast("IO[str]", self.process.stdin), cast("IO[str]", self.process.stdout)
        with suppress(BrokenPipeError):  # it ended at once, as the lack of an answer will tell
            stdin.write(json.dumps(self.order) + "\n")
            stdin.flush()
        answer = stdout.readline()
        if not answer:
            raise AdwatchError(f"the demo boards did not start: exit code {self.process.wait()}")
        found = json.loads(answer)
        self.control_url, self.urls = found["control"], found["boards"]

    def _stop(self) -> None:
        """End the process by ending its standard input; by force where that does not help."""
        try:
            self.process.communicate(timeout=FAREWELL)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()

    def _ask(self, method: str, path: str, body: str | None = None) -> Any:  # noqa: ANN401 - whatever the JSON says
        control = HTTPConnection(urlsplit(self.control_url).netloc, timeout=PATIENCE)
        with closing(control):
            control.request(method, path, body)
            answer = control.getresponse()
            found = answer.read()
        if answer.status != 200:
            raise AdwatchError(f"{self.control_url}{path}: {answer.status} {found.decode('utf-8', 'replace')}")
        return json.loads(found)
