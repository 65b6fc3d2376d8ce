"""Where a crawl goes and where it never goes, over real HTTP."""

import pytest
from plain_crawl import board_spec, plain_crawl
from scripted_board import ScriptedBoard, answers
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer

from adwatch.crawl import hosts
from adwatch.crawl.hosts import is_public, literal_address, may_connect, refusal

FAR = "https://bord.example:8443/"
LEAVES = "IgnoreRequest: a link that leaves the board's hosts"


def far(**changes):
    return board_spec(FAR, delay_seconds=3, **changes)


@pytest.fixture
def other():
    served = ScriptedBoard()
    yield served
    served.close()


@pytest.mark.parametrize(
    "url",
    ["https://bord.example:8443/a", "https://bord.example/a", "http://bord.example/a", "https://API.bord.example/x"],
)
def test_the_boards_own_hosts_may_be_asked(url):
    assert refusal(url, far(hosts=["api.bord.example"])) is None


def test_a_host_with_letters_beyond_ascii_is_the_same_in_a_request():
    spec = board_spec("https://böard.example/", delay_seconds=3)
    assert refusal("https://xn--bard-5qa.example/a", spec) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://elders.example/", hosts.LEAVES),
        ("https://bord.example.elders.example/", hosts.LEAVES),
        ("https://www.bord.example/", hosts.LEAVES),
        ("https://bord.example./", hosts.LEAVES),
        ("https://127.0.0.1/", hosts.LEAVES),
        ("https://[::1/", hosts.LEAVES),
        ("https://bord.example:pad/", hosts.LEAVES),
        ("https:///pad", hosts.LEAVES),
        ("ftp://bord.example/", hosts.OTHER_SCHEME),
        ("file:///etc/passwd", hosts.OTHER_SCHEME),
        ("javascript:alert(1)", hosts.OTHER_SCHEME),
        ("data:text/html,x", hosts.OTHER_SCHEME),
        ("https://ik@bord.example/", hosts.USER_INFORMATION),
        ("https://bord.example@elders.example/", hosts.USER_INFORMATION),
        ("https://bord.example:22/", hosts.OTHER_PORT),
        ("http://bord.example:443/", hosts.OTHER_PORT),
        ("https://bord.example:0/", hosts.OTHER_PORT),
    ],
)
def test_whatever_leaves_the_board_is_refused(url, reason):
    assert refusal(url, far()) == reason


INNER = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "10.0.0.5",
    "172.16.1.1",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - an address to refuse
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[fe80::1]",
    "[fc00::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:a00:5]",
    "[::127.0.0.1]",
    "[64:ff9b::10.0.0.5]",
    "[2002:a00:5::]",
]


@pytest.mark.parametrize("host", INNER)
def test_an_inner_address_is_none_of_the_public_internet_however_it_is_written(host):
    assert not is_public(literal_address(host))
    spec = far().model_copy(update={"home": f"http://{host}/"})
    if not spec.loopback:
        assert refusal(f"http://{host}/", spec) in {hosts.INWARD, hosts.LEAVES}


@pytest.mark.parametrize("host", ["93.184.215.14", "[2606:2800:21f:cb07::1]", "1572395342", "[64:ff9b::5db8:d70e]"])
def test_a_public_address_is_one(host):
    assert is_public(literal_address(host))


@pytest.mark.parametrize("host", ["bord.example", "1a.example", "0x7g", "1.2.3.4.5", "999.1.1.1", ""])
def test_a_name_is_no_address(host):
    assert literal_address(host) is None


def test_a_board_on_loopback_keeps_to_its_own_port():
    spec = board_spec("http://127.0.0.1:8123/", hosts=["localhost"])
    assert refusal("http://localhost:8123/", spec) is None
    assert refusal("http://127.0.0.1/", spec) == hosts.OTHER_PORT
    assert refusal("http://127.0.0.2:8123/", spec) == hosts.LEAVES


@pytest.mark.parametrize(
    ("host", "address", "may"),
    [
        ("bord.example", "93.184.215.14", True),
        ("bord.example", "127.0.0.1", False),
        ("bord.example", "10.1.2.3", False),
        ("bord.example", "::ffff:127.0.0.1", False),
        ("bord.localhost", "127.0.0.1", False),
        ("2130706433", "127.0.0.1", False),
        ("localhost", "127.0.0.1", True),
        ("localhost", "::1", True),
        ("localhost", "93.184.215.14", False),
        ("127.0.0.1", "127.0.0.1", True),
        ("bord.example", "", False),
    ],
)
def test_what_a_name_may_lead_to_follows_from_the_name(host, address, may):
    assert may_connect(host, address) is may


def test_a_redirect_off_the_board_is_not_followed_and_its_robots_txt_not_asked_for(board, other):
    board.overrides["/weg"] = answers("", 302, Location=other.home + "a/een")
    board.overrides["/ver"] = answers("", 301, Location="http://elders.example/a")
    crawled = plain_crawl(board.home, "/weg", "/ver", "/a/een", other.home + "a/twee")
    assert crawled.found["/weg"] == "IgnoreRequest: a link to another port than the board's"
    assert crawled.found["/ver"] == LEAVES
    assert b"Advert een" in crawled.found["/a/een"]
    assert other.asked == []


def test_a_page_that_refreshes_to_another_host_is_not_followed(board, other):
    page = f'<html><head><meta http-equiv="refresh" content="0; url={other.home}"></head></html>'
    board.overrides["/weg"] = answers(page)
    assert plain_crawl(board.home, "/weg").found["/weg"].startswith("IgnoreRequest: a link to another port")
    assert other.asked == []


def test_a_page_that_refreshes_itself_later_is_read_as_it_stands(board):
    page = '<html><head><meta http-equiv="refresh" content="30; url=/weer"></head>lijst</html>'
    board.overrides["/weer"] = answers(page)
    assert b"lijst" in plain_crawl(board.home, "/weer").found["/weer"]
    assert board.asked == ["/robots.txt", "/weer"]


def test_a_robots_txt_that_moves_off_the_board_forbids_all(board, other):
    board.overrides["/robots.txt"] = answers("", 301, Location=other.home + "robots.txt")
    found = plain_crawl(board.home, "/a/een").found["/a/een"]
    assert found == "RobotsUnreadable: robots.txt could not be read: a link to another port than the board's"
    assert (board.asked, other.asked) == (["/robots.txt"], [])


@implementer(IHostnameResolver)
class Names:
    """Answers every look-up from a table."""

    def __init__(self, **table):
        self.table = table

    def resolveHostName(self, receiver, name, port=0, types=None, semantics="TCP"):  # noqa: N802 - Twisted's name
        receiver.resolutionBegan(self)
        for address in self.table[name.replace(".", "_")]:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, port))
        receiver.resolutionComplete()
        return self


@pytest.fixture
def names(board):
    """Let names resolve as a test says, by a resolver that nobody guards before the crawl does."""
    plain_crawl(board.home, "/a/een")
    board.asked.clear()
    from twisted.internet import reactor  # noqa: PLC0415 - importing it installs one, so only after ours stands

    before = reactor.nameResolver
    yield lambda **table: reactor.installNameResolver(Names(**table))
    reactor.installNameResolver(before)


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["::ffff:127.0.0.1"], ["::1"]])
def test_a_name_that_leads_to_this_machine_is_never_connected_to(names, board, addresses):
    names(bord_example=addresses)
    port = board.server.server_address[1]
    spec = board_spec(f"http://bord.example:{port}/", delay_seconds=1)
    found = plain_crawl(spec.home, "/a/een", spec=spec).found["/a/een"]
    assert found == "RobotsUnreadable: robots.txt could not be read: " + hosts.INWARD_NAME
    assert board.asked == []


def test_a_board_on_this_machine_is_read_beside_one_that_is_refused(names, board):
    names(bord_example=["127.0.0.1"], **{"127_0_0_1": ["127.0.0.1"], "localhost": ["127.0.0.1"]})
    port = board.server.server_address[1]
    spec = board_spec(f"http://bord.example:{port}/", delay_seconds=1)
    assert "RobotsUnreadable" in plain_crawl(spec.home, "/a/een", spec=spec).found["/a/een"]
    assert b"Advert een" in plain_crawl(board.home, "/a/een").found["/a/een"]
    assert "RobotsUnreadable" in plain_crawl(spec.home, "/a/een", spec=spec).found["/a/een"]


def test_localhost_that_leads_elsewhere_is_not_connected_to(names):
    names(localhost=["93.184.215.14"])
    spec = board_spec("http://localhost:8123/")
    assert hosts.INWARD_NAME in plain_crawl(spec.home, "/a/een", spec=spec).found["/a/een"]


def test_a_proxy_of_the_environment_is_not_used(monkeypatch, board, other):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, other.home)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert b"Advert een" in plain_crawl(board.home, "/a/een").found["/a/een"]
    assert other.asked == []
