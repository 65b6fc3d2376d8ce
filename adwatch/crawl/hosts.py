"""Where a crawl may go: the board's own hosts, and no address of an inner network, whatever a page or a name says."""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest, NotConfigured
from twisted.internet.interfaces import IAddress, IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from adwatch.specs.board import BoardSpec
from adwatch.specs.hosts import host_of, is_loopback

if TYPE_CHECKING:
    from adwatch.crawl.run import CrawlRun

LEAVES = "a link that leaves the board's hosts"
OTHER_SCHEME = "a link that is neither http nor https"
OTHER_PORT = "a link to another port than the board's"
USER_INFORMATION = "a link with a user name in it"
INWARD = "an address that is not on the public internet"
INWARD_NAME = "a host name that leads to an address that is not on the public internet"
DEFAULT_PORTS = {"http": 80, "https": 443}
_NUMBER = r"(?:0[xX][0-9a-fA-F]*|[0-9]+)"
_NUMERIC = re.compile(rf"{_NUMBER}(?:\.{_NUMBER}){{0,3}}")
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are the IPv4 address that is reached
_COMPATIBLE = IPv6Network("::/96")  # RFC 4291, 2.5.5.1


def run_of(crawler: Crawler) -> CrawlRun:
    """The run that a crawler is about.

    Raises:
        NotConfigured: its spider has none, so it is no crawl of a board.
    """
    run: CrawlRun | None = getattr(crawler.spider, "run", None)
    if run is None:
        raise NotConfigured("a spider without a run")
    return run


def literal_address(host: str) -> IPv4Address | IPv6Address | None:
    """The address that `host` itself is, or None for a name.

    Also in the notations that `inet_aton` takes, and with it most resolvers: 2130706433, 0x7f.1, 0177.0.0.1.
    """
    bare = host.removeprefix("[").removesuffix("]").removesuffix(".")
    try:
        return ip_address(bare)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(bare)) if _NUMERIC.fullmatch(bare) else None
    except OSError:
        return None


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether `address` is a host of the public internet by the IANA's registries of special addresses.

    An IPv6 address that carries an IPv4 one (mapped, compatible, NAT64, 6to4, Teredo) is what the carried one is.
    """
    if isinstance(address, IPv6Address):
        carried = _carried(address)
        if carried:
            return all(is_public(one) for one in carried)
        if address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _carried(address: IPv6Address) -> tuple[IPv4Address, ...]:
    if address.ipv4_mapped:
        return (address.ipv4_mapped,)
    if address.sixtofour:
        return (address.sixtofour,)
    if address.teredo:
        return address.teredo
    if address in _NAT64 or address in _COMPATIBLE:
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()


def may_connect(host: str, address: str) -> bool:
    """Whether a connection to `host` may be one to `address`.

    It follows from the name alone, so that one resolver serves all crawls of a process: `localhost` and the loopback
    addresses, which only a board on this machine may be called, lead to loopback and nowhere else; every other
    name leads to the public internet, also one that someone has pointed at 127.0.0.1.
    """
    found = literal_address(address)
    if found is None:
        return False
    return is_loopback(str(found)) if is_loopback(host) else is_public(found)


def refusal(url: str, spec: BoardSpec) -> str | None:
    """Why `url` must not be asked for in a crawl of the board `spec`, or None where it may."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return LEAVES
    host = parts.hostname or ""
    if parts.scheme not in DEFAULT_PORTS:
        return OTHER_SCHEME
    if "@" in parts.netloc:
        return USER_INFORMATION
    if host not in {_in_ascii(one) for one in spec.every_host}:
        return LEAVES
    literal = literal_address(host)
    if literal is not None and not (is_loopback(host) if spec.loopback else is_public(literal)):
        return INWARD
    default = DEFAULT_PORTS[parts.scheme]
    return None if (default if port is None else port) in _ports(spec, default) else OTHER_PORT


def _ports(spec: BoardSpec, default: int) -> set[int]:
    """The home's own port, and the scheme's; on this machine the home's alone, since the others are other services."""
    home = urlsplit(spec.home)
    own = home.port or DEFAULT_PORTS[home.scheme]
    return {own} if spec.loopback else {own, default}


def _in_ascii(host: str) -> str:
    """`host` as it stands in a request: a name with letters beyond ASCII in its IDNA form."""
    return host_of(Request(f"http://[{host}]/" if ":" in host else f"http://{host}/").url)


class BoardHostsMiddleware:
    """Refuses every request that leaves the board: pages, images, redirects, retries, robots.txt.

    It stands before all others, so that not even the robots.txt of a foreign host is asked for.
    """

    def __init__(self, spec: BoardSpec) -> None:
        self.spec = spec

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BoardHostsMiddleware:
        """For the crawler's board; from here on no connection of this process goes to an inner address."""
        spec = run_of(crawler).spec
        guard_reactor()
        return cls(spec)

    def process_request(self, request: Request) -> None:
        """Raise `IgnoreRequest`, with the reason, unless the request stays on the board."""
        reason = refusal(request.url, self.spec)
        if reason:
            raise IgnoreRequest(reason)


class InwardNamesMiddleware:
    """Says so where a name was refused for the addresses that it has, instead of asking for it again."""

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raise `IgnoreRequest` where the resolver refused the request's host."""
        resolver = guard_reactor()
        if isinstance(exception, CannotResolveHostError) and host_of(request.url) in resolver.refused:
            raise IgnoreRequest(INWARD_NAME) from exception


# Twisted's names and its interfaces, whose methods have no `self` and so no types that mypy could check.
# ruff: noqa: N802, N803


@implementer(IResolutionReceiver)
class _Sieve:
    """Hands addresses on once all of them are known and each may be connected to."""

    def __init__(self, receiver: Any, host: str, refused: set[str]) -> None:  # noqa: ANN401 - IResolutionReceiver
        self.receiver, self.host, self.refused = receiver, host, refused
        self.addresses: list[IAddress] = []

    def resolutionBegan(self, resolutionInProgress: Any) -> None:  # noqa: ANN401 - IHostResolution
        self.receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: IAddress) -> None:
        self.addresses.append(address)

    def resolutionComplete(self) -> None:
        if all(may_connect(self.host, getattr(one, "host", "")) for one in self.addresses):
            self.refused.discard(self.host)
            for one in self.addresses:
                self.receiver.addressResolved(one)
        else:
            self.refused.add(self.host)
        self.receiver.resolutionComplete()


@implementer(IHostnameResolver)
class PublicResolver:
    """Resolves names by another resolver and gives no address at all for one that has a forbidden address.

    Scrapy's `TWISTED_DNS_RESOLVER` is read by its CrawlerProcess alone, which adwatch does not use, so the
    middleware installs this one. It wraps the system's resolver and not Scrapy's cache, which keeps an answer
    for as long as the process lives, far longer than the board says that it holds.
    """

    def __init__(self, resolver: Any) -> None:  # noqa: ANN401 - IHostnameResolver
        self.resolver = resolver
        self.refused: set[str] = set()

    def resolveHostName(
        self,
        resolutionReceiver: Any,  # noqa: ANN401 - IResolutionReceiver
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:  # noqa: ANN401 - IHostResolution
        """Resolve `hostName`; Twisted's interface."""
        sieve = _Sieve(resolutionReceiver, hostName, self.refused)
        return self.resolver.resolveHostName(sieve, hostName, portNumber, addressTypes, transportSemantics)


def guard_reactor() -> PublicResolver:
    """The guarding resolver of the process's reactor, installed when it is first asked for."""
    from twisted.internet import reactor  # noqa: PLC0415 - importing it installs one, so only after ours stands

    resolver: Any = reactor.nameResolver
    if isinstance(resolver, PublicResolver):
        return resolver
    guard = PublicResolver(resolver)
    reactor.installNameResolver(guard)
    return guard
