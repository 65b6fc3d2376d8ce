"""One page, asked for as a crawl asks: robots.txt, hosts and pace hold; nothing beyond it is asked for or kept."""

from time import monotonic

import pytest
import yaml
from routed_board import RoutedBoard
from sqlalchemy import func, select

from adwatch.crawl.fetch import fetch
from adwatch.crawl.loop import run_until_complete
from adwatch.errors import Incomplete
from adwatch.jobs.crawling import plan
from adwatch.store import tables

ENTRY = '<ul><li id="a1"><a href="/a/1">een</a></li></ul><a rel="next" href="/assen?2">2</a>'


@pytest.fixture
def routed():
    board = RoutedBoard()
    board.routes = {"/assen": ENTRY, "/a/1": "<h1>Rust</h1>"}
    yield board
    board.close()


@pytest.fixture
def ask(office, home, routed):
    def run(url=None, *, listing=True, delay=0):
        written = {
            "title": "Proef",
            "home": routed.home,
            "delay_seconds": delay,
            "municipalities": ["Assen", "Emmen"],
            "listing": {"url": "/{municipality.slug}", "entries": "li", "id": "::attr(id)", "link": "a::attr(href)"},
            "advert": {"fields": {"title": "h1"}},
        }
        (home / "config" / "boards" / "proef.yml").write_text(yaml.safe_dump(written))
        (planned,) = plan(office, boards=("proef",))
        return run_until_complete(fetch(planned, url, listing=listing))

    return run


def test_the_first_listing_page_alone_is_asked_for_and_nothing_is_stored(ask, routed, office):
    page = ask()
    assert (page.body.decode(), page.declared) == (ENTRY, "utf-8")
    assert routed.paths() == ["/assen"]
    with office.store.begin() as connection:
        assert connection.execute(select(func.count()).select_from(tables.Crawl)).scalar_one() == 0


def test_any_page_of_the_board_may_be_named(ask, routed):
    assert ask(f"{routed.home}a/1", listing=False).body == b"<h1>Rust</h1>"
    assert routed.paths() == ["/a/1"]


@pytest.mark.parametrize(
    ("url", "said"),
    [("{home}weg", "HTTP 404"), ("http://127.0.0.2:9/a", "leaves the board's hosts"), ("file:///etc/hosts", "http")],
)
def test_a_page_that_is_not_had_is_one_line(ask, routed, url, said):
    with pytest.raises(Incomplete, match=said):
        ask(url.format(home=routed.home))


def test_what_robots_txt_forbids_is_not_asked_for(ask, routed):
    routed.robots = "User-agent: *\nDisallow: /assen\n"
    with pytest.raises(Incomplete, match="robots"):
        ask()
    assert routed.paths() == []


def test_two_pages_keep_the_pace_of_one_crawl(ask):
    ask(delay=1)
    started = monotonic()
    ask(delay=1)
    assert monotonic() - started >= 1.9  # a pause before robots.txt, and one before the page
