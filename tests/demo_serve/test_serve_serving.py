from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

from serve_fake import BOARDS, FIRST, NAMES, FakeShowing, fetch

from adwatch.demo.serve.app import DemoBoards
from adwatch.demo.serve.serving import open_port, serve

FOREVER = """
from serve_fake import BOARDS, FIRST, NAMES, FakeShowing
from adwatch.demo.serve.app import DemoBoards
from adwatch.demo.serve.serving import serve_forever
boards = DemoBoards(BOARDS, FakeShowing(3), NAMES, FIRST)
serve_forever(boards, lambda addresses: print(addresses.control, flush=True))
print("ended")
"""


def test_a_port_that_is_taken_gives_another():
    with open_port(0) as taken, open_port(taken.getsockname()[1]) as other:
        assert other.getsockname()[0] == "127.0.0.1"
        assert other.getsockname()[1] != taken.getsockname()[1]


def test_it_serves_in_this_process_until_the_stream_ends():
    reader, writer = os.pipe()
    announced = []
    ready = threading.Event()

    def announce(addresses):
        announced.append(addresses)
        ready.set()

    boards = DemoBoards(BOARDS, FakeShowing(3), NAMES, FIRST)
    with os.fdopen(reader) as stream:
        thread = threading.Thread(target=serve, args=(boards, announce, 0, stream))
        thread.start()
        assert ready.wait(10)
        assert fetch(announced[0].control).status == 200
        assert fetch(announced[0].boards["marktvoorbeeld"]).status == 200
        os.close(writer)
        thread.join(10)
    assert not thread.is_alive()


def test_an_interrupt_ends_it_quietly():
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", FOREVER]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert fetch(process.stdout.readline().strip()).status == 200
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=10) == ("ended\n", "")
    assert process.returncode == 0
