from __future__ import annotations

import pytest

from adwatch.specs.hosts import host_of, is_loopback


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "127.0.0.1", "127.255.0.3", "::1", "[::1]", "0:0:0:0:0:0:0:1"]
)
def test_this_machine(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["", "board.example", "localhost.example", "localhost.", "127.0.0.1.example", "128.0.0.1", "0.0.0.1", "::", "127.1",
     "::ffff:127.0.0.1", "10.0.0.1", "127.0.0.1:80", "[", "2130706433"],
)  # fmt: skip
def test_any_other_host(host):
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://LocalHost:8000/a", "localhost"),
        ("http://[::1]:8000/", "::1"),
        ("https://user:pass@board.example/", "board.example"),
        ("http://127.0.0.1@board.example/", "board.example"),
        ("http://[::1", ""),
        ("no url", ""),
    ],
)
def test_the_host_of_an_address(url, host):
    assert host_of(url) == host
