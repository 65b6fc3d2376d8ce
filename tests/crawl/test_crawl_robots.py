"""robots.txt: its pace is kept, and nothing is taken for leave that is none."""

from datetime import UTC, datetime, time, timedelta

import pytest
from plain_crawl import board_spec, plain_crawl
from scripted_board import answers

from adwatch.crawl.patience import TOO_SLOW
from adwatch.crawl.robots import OTHER_HOURS, PoliteRobotParser

SLACK = 0.01  # two clocks are read
UNREADABLE = "RobotsUnreadable: robots.txt could not be read"


@pytest.mark.parametrize(
    ("lines", "pause"),
    [
        ("User-agent: *\nCrawl-delay: 7", 7),
        ("User-agent: *\nCrawl-delay: 0.5", 0.5),
        ("User-agent: *\nRequest-rate: 1/5", 5),
        ("User-agent: *\nRequest-rate: 2/1m", 30),
        ("User-agent: *\nRequest-rate: 1/10m 1300-1659", 600),
        ("User-agent: *\nCrawl-delay: 7\nRequest-rate: 1/5", 7),
        ("User-agent: *\nCrawl-delay: 2\nRequest-rate: 1/5", 5),
        ("User-agent: adwatch\nCrawl-delay: 9\n\nUser-agent: *\nCrawl-delay: 1", 9),
        ("User-agent: anders\nCrawl-delay: 9", 0),
        ("User-agent: *\nCrawl-delay: snel", 0),
        ("User-agent: *\nCrawl-delay: -4", 0),
        ("User-agent: *\nRequest-rate: 0/0", 0),
        ("", 0),
    ],
)
def test_the_pause_that_is_asked_of_us(lines, pause):
    assert PoliteRobotParser(lines.encode(), None).pause("adwatch") == pause


@pytest.mark.parametrize(
    ("hours", "now", "away"),
    [
        ("0600-0845", time(5, 59), True),
        ("0600-0845", time(6, 0), False),
        ("0600-0845", time(8, 46), True),
        ("2200-0400", time(23, 30), False),
        ("2200-0400", time(3, 0), False),
        ("2200-0400", time(12, 0), True),
        ("0000-0000", time(12, 0), False),
        ("'s nachts", time(12, 0), False),
    ],
)
def test_the_hours_that_are_asked_of_us(hours, now, away):
    lines = f"User-agent: *\nVisit-time: {hours}"
    assert PoliteRobotParser(lines.encode(), None).asks_to_stay_away("adwatch", now) is away


def test_outside_the_hours_of_robots_txt_nothing_is_asked_for(board):
    begin, end = (datetime.now(UTC) + timedelta(hours=hours) for hours in (3, 6))
    board.robots = f"User-agent: *\nVisit-time: {begin:%H%M}-{end:%H%M}\n"
    crawled = plain_crawl(board.home, "/a/een", "/a/twee")
    assert len(board.asked) == 1, "robots.txt alone"
    assert crawled.run.ending == OTHER_HOURS


@pytest.mark.parametrize("rule", ["Crawl-delay: 0.3", "Request-rate: 10/3"])
@pytest.mark.parametrize("delay", [0, 0.1])
def test_the_pace_of_robots_txt_is_kept_from_the_first_page_on(board, rule, delay):
    board.robots = f"User-agent: adwatch\n{rule}\n"
    plain_crawl(board.home, "/a/een", "/a/twee", "/a/drie", spec=board_spec(board.home, delay_seconds=delay))
    assert len(board.asked) == 4
    assert min(board.pauses()) >= 0.3 - SLACK


def test_a_pace_quicker_than_the_boards_own_delay_changes_nothing(board):
    board.robots = "User-agent: *\nCrawl-delay: 0.01\n"
    plain_crawl(board.home, "/a/een", "/a/twee", spec=board_spec(board.home, delay_seconds=0.3))
    assert min(board.pauses()) >= 0.3 - SLACK


def test_autothrottle_does_not_shorten_the_pace_of_robots_txt(board):
    board.robots = "User-agent: *\nCrawl-delay: 0.4\n"
    throttled = {"AUTOTHROTTLE_MAX_DELAY": 0.1}
    spec = board_spec(board.home, delay_seconds=0.05)
    plain_crawl(board.home, "/a/een", "/a/twee", "/a/drie", spec=spec, settings=throttled)
    assert len(board.asked) == 4
    assert min(board.pauses()) >= 0.4 - SLACK


def test_a_pace_too_slow_for_a_night_ends_the_crawl(board):
    board.robots = "User-agent: *\nCrawl-delay: 86400\n"
    crawled = plain_crawl(board.home, "/a/een", "/a/twee")
    assert crawled.run.ending == TOO_SLOW
    assert board.asked == ["/robots.txt"]


@pytest.mark.parametrize("status", [300, 304, 408, 425, 429, 500, 503])
def test_an_answer_that_is_no_robots_txt_and_may_be_one_later_forbids_all(board, status):
    board.overrides["/robots.txt"] = answers("", status)
    assert plain_crawl(board.home, "/a/een").found["/a/een"] == UNREADABLE
    assert set(board.asked) == {"/robots.txt"}


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_robots_txt_that_is_not_there_forbids_nothing(board, status):
    board.overrides["/robots.txt"] = answers("User-agent: *\nDisallow: /\n", status)
    assert b"Advert een" in plain_crawl(board.home, "/a/een").found["/a/een"]


def test_a_robots_txt_that_moved_within_the_board_is_followed(board):
    for number in range(5):
        board.overrides["/robots.txt" if number == 0 else f"/r{number}"] = answers("", 301, Location=f"/r{number + 1}")
    board.overrides["/r5"] = answers("User-agent: *\nDisallow: /a/een\n")
    crawled = plain_crawl(board.home, "/a/een", "/a/twee")
    assert crawled.found["/a/een"] == "IgnoreRequest: Forbidden by robots.txt"
    assert b"Advert twee" in crawled.found["/a/twee"]


def test_a_robots_txt_that_goes_round_in_a_circle_forbids_all(board):
    board.overrides["/robots.txt"] = answers("", 301, Location="/robots.txt")
    assert UNREADABLE in plain_crawl(board.home, "/a/een").found["/a/een"]
    assert len(board.asked) == 6


def test_a_page_that_may_not_be_read_is_not_reached_by_a_redirect(board):
    board.robots = "User-agent: *\nDisallow: /a/een\n"
    board.overrides["/oud"] = answers("", 302, Location="/a/een")
    assert plain_crawl(board.home, "/oud").found["/oud"] == "IgnoreRequest: Forbidden by robots.txt"
    assert "/a/een" not in board.asked
