"""Which hosts are this very machine."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Address, ip_address
from urllib.parse import urlsplit

_LOOPBACK_V4 = IPv4Network("127.0.0.0/8")
_LOOPBACK_V6 = IPv6Address("::1")


def is_loopback(host: str) -> bool:
    """Whether `host`, without a port, is 127.0.0.0/8, ::1 or `localhost`.

    No name is looked up: one that merely resolves to loopback today may point elsewhere tomorrow.
    """
    if host.casefold() == "localhost":
        return True
    try:
        address = ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return address == _LOOPBACK_V6 if isinstance(address, IPv6Address) else address in _LOOPBACK_V4


def host_of(url: str) -> str:
    """The host of `url` in lower case, without port and brackets; empty where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
