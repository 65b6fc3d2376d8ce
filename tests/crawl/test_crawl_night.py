"""A night over real HTTP: what is read, what is not asked again, and what the coverage says of every fault."""

import io
import logging
import os
import signal
import time
from collections import Counter
from datetime import date, timedelta

import pytest
from scripted_board import SPEC, answers, hangs, send
from sqlalchemy import func, select

from adwatch.domain.coverage import CoverageStatus
from adwatch.errors import BadInput, ConfigFault, Refused, UnknownName
from adwatch.jobs.crawling import crawl
from adwatch.specs.deployment import load_deployment
from adwatch.store import tables
from adwatch.store.boards import crawled_coverage

NIGHT = date(2021, 3, 14)
FAST = "[crawl]\ntimeout_seconds = 1.0\nretries = 1\nmax_page_bytes = 100_000\n"


@pytest.fixture
def night(office, home, board):
    """Crawl one night of the scripted board; give back status and reason by municipality."""
    (home / "config" / "boards" / "proefbord.yml").write_text(SPEC.format(home=board.home))
    settings = home / "config" / "adwatch.toml"
    settings.write_text(settings.read_text().replace("[crawl]\n", FAST, 1))
    office.deployment = load_deployment(home)

    def run(offset=0, **options):
        board.asked.clear()
        runs = crawl(office, night=NIGHT + timedelta(days=offset), **options)
        return {row.municipality: (row.status.value, row.reason) for run in runs for row in run.coverage()}

    return run


def count(office, table):
    with office.store.begin() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


COMPLETE = {"GM0106": ("complete", None), "GM0114": ("complete", None)}


def test_every_advert_listed_is_seen_and_read_once(night, office, board):
    assert night() == COMPLETE
    assert Counter(board.asked) == Counter(
        ["/robots.txt", "/regio/assen?pagina=1", "/regio/emmen?pagina=1", "/a/een", "/a/twee", "/a/drie"]
    )
    assert (count(office, tables.Sighting), count(office, tables.AdvertVersion)) == (3, 3)


def test_it_says_who_it_is(night, board):
    night()
    assert {agent.split("/")[0] for agent in board.agents} == {"adwatch"}


def test_an_unchanged_advert_is_not_asked_for_again_until_it_is_old(night, office, board):
    night()
    night(1)
    assert board.details() == []
    night(14)
    assert board.details() == []
    night(15)
    assert sorted(board.details()) == ["/a/drie", "/a/een", "/a/twee"]
    assert count(office, tables.AdvertVersion) == 3
    assert count(office, tables.Sighting) == 12


def test_a_changed_entry_is_read_again_and_makes_a_new_version(night, office, board):
    night()
    board.edited["twee"] = "gewijzigd"
    board.adverts["twee"] = ("Advert twee", "Een heel andere tekst over wandelen en koffie")
    night(1)
    assert board.details() == ["/a/twee"]
    assert count(office, tables.AdvertVersion) == 4


def test_the_same_night_twice_changes_nothing(night, office):
    night()
    before = [count(office, table) for table in (tables.Sighting, tables.AdvertVersion, tables.Advert, tables.Coverage)]
    assert night() == COMPLETE
    assert [
        count(office, table) for table in (tables.Sighting, tables.AdvertVersion, tables.Advert, tables.Coverage)
    ] == before


def test_an_advert_that_has_gone_since_it_was_listed_is_no_fault(night, board):
    del board.adverts["twee"]
    assert night() == COMPLETE


@pytest.mark.parametrize(
    ("answer", "status", "reason"),
    [
        (answers("kapot", 503), "failed", "HTTP 503"),
        (answers("rustig aan", 429), "failed", "HTTP 429"),
        (answers("weg", 404), "failed", "HTTP 404"),
        (answers("<h1>onderhoud</h1>"), "failed", "a page that is no listing"),
        (answers(b"\x00\xff\xfe garbage"), "failed", "a page that is no listing"),
        (answers("inloggen", 401), "barred", "HTTP 401"),
        (answers("verboden", 403), "barred", "HTTP 403"),
        (hangs(2.5), "failed", "no answer in time"),
        (answers(b"x" * 200_000), "failed", "a page larger than is read"),
        (answers("", 302, Location="http://127.0.0.9:1/elders"), "failed", None),
    ],
)
def test_a_listing_that_cannot_be_read_is_told_and_the_rest_goes_on(night, office, board, answer, status, reason):
    night()
    seen = count(office, tables.Sighting)
    board.overrides["/regio/assen"] = answer
    result = night(1)
    assert result["GM0114"] == ("complete", None)
    assert result["GM0106"][0] == status
    if reason:
        assert reason in result["GM0106"][1]
    assert count(office, tables.Sighting) == seen + 1


def test_an_advert_that_cannot_be_read_makes_the_night_partial_and_is_tried_again(night, board):
    board.overrides["/a/twee"] = answers("<section>nieuw ontwerp</section>")
    assert night()["GM0106"] == ("partial", "advert page without the part that is the advert")
    board.overrides.clear()
    assert night(1) == COMPLETE
    assert board.details() == ["/a/twee"]


def test_a_listing_that_links_to_itself_ends(night, board):
    page = '<ul id="lijst"><li><a href="/a/een">een</a></li></ul><a rel="next" href="/regio/assen?pagina=1">verder</a>'
    board.overrides["/regio/assen"] = answers(page)
    assert night()["GM0106"] == ("partial", "the listing goes round in a circle")
    assert sum(path.startswith("/regio/assen") for path in board.asked) == 1


def test_a_listing_of_ever_new_pages_with_the_same_adverts_ends(night, board):
    def endless(handler):
        number = int(handler.path.rsplit("=", 1)[1])
        send(
            handler,
            f'<ul id="lijst"><li><a href="/a/een">een</a></li></ul><a rel="next" href="?pagina={number + 1}">v</a>',
        )

    board.overrides["/regio/assen"] = endless
    assert night()["GM0106"] == ("partial", "the listing goes round in a circle")
    assert sum(path.startswith("/regio/assen") for path in board.asked) == 2


def test_all_pages_of_a_listing_are_walked(night, office, board):
    second = '<ul id="lijst"><li><a href="/a/twee">twee</a></li></ul>'
    first = '<ul id="lijst"><li><a href="/a/een">een</a></li></ul><a rel="next" href="/regio/assen?pagina=2">v</a>'
    board.overrides |= {"/regio/assen?pagina=1": answers(first), "/regio/assen?pagina=2": answers(second)}
    assert night() == COMPLETE
    assert count(office, tables.Sighting) == 3


def test_a_link_that_leaves_the_board_is_not_followed(night, board):
    board.overrides["/regio/assen"] = answers(
        '<ul id="lijst"><li><a href="http://elders.example/a/vals">x</a></li></ul>'
    )
    assert night()["GM0106"] == ("partial", "an entry without a link on the board's own host")


def test_robots_txt_is_obeyed(night, board):
    board.robots = "User-agent: *\nDisallow: /regio/assen\n"
    assert night() == {"GM0106": ("disallowed", "robots.txt does not allow it"), "GM0114": ("complete", None)}
    assert not any(path.startswith("/regio/assen") for path in board.asked)


def test_every_request_waits_for_robots_txt_even_while_it_is_fetched(night, board):
    def slow(handler):
        time.sleep(0.3)
        send(handler, "User-agent: *\nDisallow: /\n", kind="text/plain")

    board.overrides["/robots.txt"] = slow
    assert {status for status, _ in night().values()} == {"disallowed"}
    assert set(board.asked) == {"/robots.txt"}


@pytest.mark.parametrize("answer", [answers("kapot", 503), hangs(2.5)])
def test_a_robots_txt_that_cannot_be_read_allows_nothing(night, board, answer):
    board.overrides["/robots.txt"] = answer
    assert set(night().values()) == {("failed", "robots.txt could not be read")}
    assert set(board.asked) == {"/robots.txt"}


def test_a_board_without_robots_txt_may_be_read(night, board):
    board.overrides["/robots.txt"] = answers("", 404)
    assert night() == COMPLETE


def test_a_board_that_is_down_leaves_no_advert_gone(night, office, board):
    night()
    board.close()
    assert {status for status, _ in night(1).values()} == {"failed"}
    with office.store.begin() as connection:
        rows = [row for row in crawled_coverage(connection) if row.night > NIGHT]
    assert {row.status for row in rows} == {CoverageStatus.FAILED}
    assert count(office, tables.Sighting) == 3


def test_the_budget_of_requests_is_kept_and_told(night, home, board):
    file = home / "config" / "boards" / "proefbord.yml"
    file.write_text(file.read_text() + "max_requests_per_night: 4\n")
    statuses = [status for status, _ in night().values()]
    assert "partial" in statuses
    assert len(board.asked) == 4  # robots.txt among them


def test_nothing_of_a_page_or_an_address_is_logged(night, board, capfd):
    board.overrides |= {"/a/een": answers("kapot", 503), "/a/twee": hangs(2.5), "/a/drie": answers(b"x" * 200_000)}
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    logging.getLogger().addHandler(handler)
    try:
        night()
    finally:
        logging.getLogger().removeHandler(handler)
    assert capfd.readouterr() == ("", "")
    assert said.getvalue() == ""


def test_an_interrupted_night_keeps_what_was_read_and_says_the_rest_is_missing(night, office, board):
    def interrupt(handler):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.5)
        send(handler, "laat")

    board.overrides["/a/drie"] = interrupt
    with pytest.raises(KeyboardInterrupt):
        night()
    with office.store.begin() as connection:
        rows = crawled_coverage(connection)
    assert len(rows) == 2
    assert CoverageStatus.COMPLETE not in {row.status for row in rows if row.municipality == "GM0114"}
    board.overrides.clear()
    assert night() == COMPLETE


def test_one_municipality_can_be_asked_for(night, board):
    assert set(night(municipality="Emmen")) == {"GM0114"}
    assert not any(path.startswith("/regio/assen") for path in board.asked)


def test_names_and_rules_are_checked_before_anything_is_requested(night, office, home, board):
    with pytest.raises(UnknownName, match="board"):
        night(boards=("weg",))
    with pytest.raises(UnknownName, match="municipality"):
        night(municipality="Nergenshuizen")
    with pytest.raises(BadInput):
        night(municipality="Utrecht")
    file = home / "config" / "boards" / "proefbord.yml"
    far = SPEC.format(home="https://bord.example/")
    file.write_text(far)
    with pytest.raises(ConfigFault, match="delay_seconds"):
        night()
    file.write_text(far.replace("delay_seconds: 0", "delay_seconds: 3"))
    with pytest.raises(Refused, match="loopback"):
        night()
    assert board.asked == []


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("kind: html", "kind: htm", "kind"),
        ("title: Proefbord", "titel: Proefbord", "titel"),
        ("pagina={page}", "pagina={nummer}", "url"),
        ("require: [title, text]", "require: [titel]", "require"),
        ("municipalities: [Assen, Emmen]", "municipalities: [Asen]", "municipalities"),
        ("title: Proefbord", "title: [", "line"),
    ],
)
def test_a_fault_in_a_board_file_names_file_key_found_and_allowed(night, home, before, after, named):
    file = home / "config" / "boards" / "proefbord.yml"
    file.write_text(file.read_text().replace(before, after))
    with pytest.raises(ConfigFault, match=named) as fault:
        night()
    assert "proefbord.yml" in str(fault.value)
    assert "allowed" in str(fault.value)
    assert "\n" not in str(fault.value)
