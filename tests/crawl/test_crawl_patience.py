"""How a board that asks for patience is given it, and that its pace is never exceeded."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from plain_crawl import PlainSpider, board_spec, plain_crawl
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.asyncio import call_later
from scripted_board import answers, send

from adwatch.crawl.patience import COME_BACK_LATER, Patience, PatientDownloader, retry_after

SLACK = 0.01  # two clocks are read


def at_first(answer, then, times=1):
    """Answer with `answer` the first times, then with `then`."""
    left = [times]

    def either(handler):
        left[0] -= 1
        (answer if left[0] >= 0 else then)(handler)

    return either


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def stated(value, **headers):
    return retry_after(Response("http://bord.example/", headers={"Retry-After": value, **headers}))


def test_a_number_is_seconds():
    assert [stated(value) for value in ("0", "120", " 7 ")] == [0.0, 120.0, 7.0]
    assert stated("9" * 5000) == float("inf")


def test_a_date_is_taken_against_the_answers_own_clock():
    sent = datetime(2021, 3, 14, 2, 0, tzinfo=UTC)
    headers = {"Date": format_datetime(sent, usegmt=True)}
    assert stated(format_datetime(sent + timedelta(minutes=3), usegmt=True), **headers) == 180
    assert stated(format_datetime(sent - timedelta(minutes=3), usegmt=True), **headers) == 0
    assert stated("Sunday, 14-Mar-21 02:01:00 GMT", **headers) == 60


def test_a_date_without_an_answers_clock_is_taken_against_ours():
    soon = datetime.now(UTC) + timedelta(seconds=90)
    assert 85 < stated(format_datetime(soon, usegmt=True)) <= 90


@pytest.mark.parametrize("value", ["", "straks", "-5", "1.5", "²", "Sun, 31 Feb 2021 00:00:00 GMT"])
def test_what_cannot_be_read_states_nothing(value):
    assert stated(value) is None


def test_a_longer_wait_outranks_a_shorter_one():
    clock = Clock()
    patience = Patience(clock)
    assert patience.left() == 0
    assert patience.wait(120)
    assert patience.wait(5)
    clock.now += 119
    assert patience.left() == 1
    clock.now += 1
    assert patience.left() == 0


def test_ten_minutes_is_the_most():
    assert Patience(Clock()).wait(600)
    assert not Patience(Clock()).wait(601)


def test_waits_add_up_until_the_board_answers():
    clock = Clock()
    patience = Patience(clock)
    assert patience.wait(400)
    clock.now += 400
    assert not patience.wait(300)
    patience.answered()
    assert patience.wait(300)


@pytest.mark.parametrize("status", [429, 503])
def test_nothing_is_asked_before_the_wait_has_passed(board, status):
    refuses = answers("rustig aan", status, Retry_After="1")
    board.overrides["/a/een"] = at_first(refuses, answers("een"))
    crawled = plain_crawl(board.home, "/a/een", "/a/twee", "/a/drie", settings={"CONCURRENT_REQUESTS": 1})
    assert crawled.found["/a/een"] == b"een"
    assert b"Advert drie" in crawled.found["/a/drie"]
    refused = board.asked.index("/a/een")
    assert board.pauses()[refused] >= 1 - SLACK
    assert len(board.asked) == 5


def test_what_waits_for_its_turn_already_waits_too(board):
    """The others are in the slot's queue when the first is refused, later than the delay would let them go."""

    def refuses(handler):
        time.sleep(0.3)
        send(handler, "rustig aan", 503, Retry_After="1")

    board.overrides["/a/een"] = at_first(refuses, answers("een"))
    spec = board_spec(board.home, delay_seconds=0.1)
    plain_crawl(board.home, "/a/een", "/a/twee", "/a/drie", spec=spec, settings={"CONCURRENT_REQUESTS": 8})
    refused = board.asked.index("/a/een")
    assert board.asked[refused + 1] == "/a/twee"
    assert board.pauses()[refused] >= 1.3 - SLACK
    assert len(board.asked) == 5


def test_a_date_is_waited_for(board):
    def refuses(handler):
        until = datetime.now(UTC) + timedelta(seconds=2)  # whole seconds, and so at least one from now
        send(handler, "rustig aan", 503, Retry_After=format_datetime(until, usegmt=True))

    board.overrides["/a/een"] = at_first(refuses, answers("een"))
    assert plain_crawl(board.home, "/a/een").found["/a/een"] == b"een"
    assert board.pauses()[1] >= 1 - SLACK


def test_a_redirect_that_asks_to_wait_is_followed_later(board):
    board.overrides["/oud"] = answers("", 302, Location="/a/een", Retry_After="1")
    assert b"Advert een" in plain_crawl(board.home, "/oud").found["/oud"]
    assert board.pauses()[1] >= 1 - SLACK


@pytest.mark.parametrize("wait", ["1", "100000"])
def test_a_robots_txt_that_asks_for_patience_is_given_it_or_the_board_is_left(board, wait):
    refuses = answers("rustig aan", 503, Retry_After=wait)
    board.overrides["/robots.txt"] = at_first(refuses, answers("User-agent: *\nDisallow: /a/twee"))
    crawled = plain_crawl(board.home, "/a/een", "/a/twee")
    if wait == "1":
        assert board.asked == ["/robots.txt", "/robots.txt", "/a/een"]
        assert board.pauses()[0] >= 1 - SLACK
    else:
        assert board.asked == ["/robots.txt"]
        assert crawled.run.ending == COME_BACK_LATER


def test_too_long_a_wait_ends_the_crawl_at_once(board):
    board.overrides["/a/een"] = answers("morgen weer", 429, Retry_After="3600")
    one_by_one = {"CONCURRENT_REQUESTS": 1}
    started = time.monotonic()
    crawled = plain_crawl(board.home, "/a/een", "/a/twee", "/a/drie", settings=one_by_one)
    assert time.monotonic() - started < 5
    assert crawled.run.ending == COME_BACK_LATER
    assert board.asked == ["/robots.txt", "/a/een"]


def test_a_crawl_that_is_to_end_asks_nothing_more_even_before_it_is_closed(board, monkeypatch):
    monkeypatch.setattr(PlainSpider, "stop", lambda self, reason: setattr(self.run, "ending", reason))
    board.overrides["/a/een"] = answers("morgen weer", 429, Retry_After="3600")
    crawled = plain_crawl(board.home, "/a/een", "/a/twee", settings={"CONCURRENT_REQUESTS": 1})
    assert board.asked == ["/robots.txt", "/a/een"]
    assert crawled.found == dict.fromkeys(["/a/een", "/a/twee"], "NotSent: the crawl was ended")


def test_a_board_that_refuses_on_and_on_is_left(board, monkeypatch):
    clock = Clock()

    def quick(self, crawler):
        PatientDownloader.__wrapped__(self, crawler)
        self.patience = Patience(clock)

    def refuses(handler):
        clock.now += 350  # the wait before this has passed
        send(handler, "rustig aan", 503, Retry_After="350")

    monkeypatch.setattr(PatientDownloader, "__wrapped__", PatientDownloader.__init__, raising=False)
    monkeypatch.setattr(PatientDownloader, "__init__", quick)
    monkeypatch.setattr("adwatch.crawl.patience.call_later", lambda seconds, *what: jump(clock, seconds, what))
    board.overrides["/a/een"] = refuses
    crawled = plain_crawl(board.home, "/a/een", retries=10)
    assert crawled.run.ending == COME_BACK_LATER
    assert board.asked.count("/a/een") == 2


def jump(clock, seconds, what):
    clock.now += seconds
    return call_later(0, *what)


def test_a_long_wait_does_not_keep_the_crawl_from_ending(board):
    """Another page ends the crawl while one waits its turn: that one is turned away, and soon."""
    board.overrides["/a/een"] = answers("rustig aan", 503, Retry_After="500")

    def slow(handler):
        time.sleep(0.7)
        send(handler, "stop")

    async def stop(spider, response):
        spider.stop("genoeg")

    board.overrides["/a/twee"] = slow
    started = time.monotonic()
    crawled = plain_crawl(board.home, "/a/een", "/a/twee", then=stop)
    assert time.monotonic() - started < 5
    assert crawled.run.ending == "genoeg"
    assert board.asked.count("/a/een") == 1
    assert crawled.run.requests == len(board.asked)


def test_retries_back_off_ever_longer_and_a_board_without_a_delay_is_retried_at_once(board, monkeypatch):
    said = []
    monkeypatch.setattr(PatientDownloader, "back_off", lambda self, seconds: said.append(seconds))
    board.overrides["/a/een"] = answers("kapot", 503)
    plain_crawl(board.home, "/a/een", retries=4)
    assert said == []
    spec = board_spec(board.home, delay_seconds=0.05)
    plain_crawl(board.home, "/a/een", spec=spec, retries=4)
    assert said == [2, 4, 8, 16]
    said.clear()
    plain_crawl(board.home, "/a/een", spec=spec, retries=1, settings={"DOWNLOAD_DELAY": 2.5})
    assert said == [2.5]


def test_a_retry_waits_for_its_pause(board, monkeypatch):
    monkeypatch.setattr("adwatch.crawl.patience.FIRST_BACK_OFF_SECONDS", 0.5)
    board.overrides["/a/een"] = answers("kapot", 503)
    plain_crawl(board.home, "/a/een", spec=board_spec(board.home, delay_seconds=0.05))
    assert board.asked == ["/robots.txt", "/a/een", "/a/een", "/a/een"]
    assert [pause >= least - SLACK for pause, least in zip(board.pauses(), [0.05, 0.5, 1.0], strict=True)] == [True] * 3


def test_the_delay_is_the_least_pause_between_any_two_requests(board):
    spec = board_spec(board.home, delay_seconds=0.2)
    board.overrides["/oud"] = answers("", 302, Location="/a/twee")
    plain_crawl(board.home, "/a/een", "/oud", "/a/drie", "/weg", spec=spec)
    assert len(board.asked) == 6
    assert min(board.pauses()) >= 0.2 - SLACK


def test_a_pause_begins_when_an_answer_has_come(board):
    def slow(handler):
        time.sleep(0.3)
        send(handler, "een")

    board.overrides["/a/een"] = slow
    plain_crawl(board.home, "/a/een", "/a/twee", spec=board_spec(board.home, delay_seconds=0.2))
    assert board.pauses()[1] >= 0.3 + 0.2 - SLACK


def test_all_hosts_of_a_board_share_one_pace(board):
    spec = board_spec(board.home, delay_seconds=0.3, hosts=["localhost", "127.0.0.2"])
    port = board.server.server_address[1]
    plain_crawl(board.home, "/a/een", f"http://localhost:{port}/a/twee", f"http://localhost:{port}/a/drie", spec=spec)
    assert board.asked.count("/robots.txt") == 2
    assert len(board.asked) == 5
    assert min(board.pauses()) >= 0.15 - SLACK


def test_what_is_asked_beside_the_walk_keeps_the_pace_too(board):
    """Images are asked for while the walk goes on."""

    async def image(spider, response):
        if response.url.endswith("/a/een"):
            for _ in range(3):
                await spider.crawler.engine.download_async(Request(board.home + "foto"))

    spec = board_spec(board.home, delay_seconds=0.15)
    plain_crawl(board.home, "/a/een", "/a/twee", "/a/drie", spec=spec, then=image)
    assert board.asked.count("/foto") == 3
    assert min(board.pauses()) >= 0.15 - SLACK
