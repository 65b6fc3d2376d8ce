"""The process that `ServedBoards` starts: reads its order from standard input, says where it serves, and serves."""

from __future__ import annotations

import importlib
import json
import sys
from dataclasses import asdict
from datetime import date
from typing import Any

from adwatch.demo.serve.app import DemoBoards
from adwatch.demo.serve.serving import Addresses, serve


def load(name: str) -> Any:  # noqa: ANN401 - whatever stands under the name
    """What stands under an importable name, `module:attribute`."""
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


def announce(addresses: Addresses) -> None:
    """Tell whoever started this process where the boards are."""
    sys.stdout.write(json.dumps(asdict(addresses)) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Serve as ordered until standard input ends."""
    order = json.loads(sys.stdin.readline())
    showing = load(order["factory"])(**order["kwargs"])
    boards = DemoBoards(load(order["boards"]), showing, order["names"], date.fromisoformat(order["night"]))
    serve(boards, announce, until_end_of=sys.stdin)


if __name__ == "__main__":
    main()
