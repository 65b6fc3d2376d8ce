"""Every request counts, and a page is whole or a failure."""

import gzip
import socket
import zlib

import brotli
import pytest
from plain_crawl import board_spec, plain_crawl
from scripted_board import answers, send

from adwatch.crawl.compression import PageCutOff, PageTooLarge, unpack, zstd

USED_UP = "IgnoreRequest: the board's requests for a night are used up"
CUT_OFF = "PageCutOff: a page that was cut off"
PAGE = "".join(f"<li>advert {number * 7919 % 1000}</li>" for number in range(3000)).encode()


def raw_deflate(body):
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(body) + stream.flush()


PACKED = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


def test_every_request_is_counted(board):
    board.overrides["/oud"] = answers("", 302, Location="/a/een")
    board.overrides["/kapot"] = answers("kapot", 503)
    crawled = plain_crawl(board.home, "/oud", "/kapot", "/weg")
    assert crawled.run.requests == len(board.asked) == 1 + 2 + 3 + 1


def test_what_is_refused_is_not_counted(board):
    board.robots = "User-agent: *\nDisallow: /a/twee\n"
    crawled = plain_crawl(board.home, "/a/een", "/a/twee", "http://elders.example/")
    assert crawled.run.requests == len(board.asked) == 2


@pytest.mark.parametrize("before", [0, 3])
def test_nothing_is_asked_beyond_the_budget(board, before):
    spec = board_spec(board.home, max_requests_per_night=3 + before)
    crawled = plain_crawl(board.home, "/a/een", "/a/twee", "/a/drie", "/weg", spec=spec, before=before)
    assert len(board.asked) == crawled.run.requests == 3
    assert sorted(crawled.found.values(), key=str)[:2] == [USED_UP, USED_UP]


def test_retries_and_redirects_end_with_the_budget_too(board):
    board.overrides["/kapot"] = answers("kapot", 503)
    crawled = plain_crawl(board.home, "/kapot", spec=board_spec(board.home, max_requests_per_night=3))
    assert (crawled.found["/kapot"], len(board.asked)) == (USED_UP, 3)
    board.asked.clear()
    board.overrides["/oud"] = answers("", 302, Location="/a/een")
    crawled = plain_crawl(board.home, "/oud", spec=board_spec(board.home, max_requests_per_night=2))
    assert (crawled.found["/oud"], board.asked) == (USED_UP, ["/robots.txt", "/oud"])


def test_robots_txt_is_within_the_budget(board):
    crawled = plain_crawl(board.home, "/a/een", spec=board_spec(board.home, max_requests_per_night=5), before=5)
    assert board.asked == []
    assert "the board's requests for a night are used up" in crawled.found["/a/een"]


def test_a_connection_that_breaks_is_not_used_for_a_second_request_behind_the_count(board):
    def breaks(handler):
        handler.connection.shutdown(socket.SHUT_RDWR)
        handler.close_connection = True

    board.overrides["/breekt"] = breaks
    crawled = plain_crawl(board.home, "/breekt", retries=0, settings={"CONCURRENT_REQUESTS": 1})
    assert board.asked == ["/robots.txt", "/breekt"]
    assert crawled.run.requests == 2


@pytest.mark.parametrize("encoding", PACKED)
def test_a_whole_page_is_unpacked(board, encoding):
    board.overrides["/lijst"] = answers(PACKED[encoding](PAGE), Content_Encoding=encoding)
    assert plain_crawl(board.home, "/lijst").found["/lijst"] == PAGE


@pytest.mark.parametrize("encoding", PACKED)
@pytest.mark.parametrize("share", [0, 0.5, 0.999])
def test_a_packed_page_that_was_cut_off_is_a_failure_and_asked_for_again(board, encoding, share):
    whole = PACKED[encoding](PAGE)
    board.overrides["/lijst"] = answers(whole[: int(len(whole) * share)], Content_Encoding=encoding)
    assert plain_crawl(board.home, "/lijst", retries=1).found["/lijst"] == CUT_OFF
    assert board.asked.count("/lijst") == 2


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_page_that_was_damaged_is_a_failure(board, encoding):
    damaged = bytearray(PACKED[encoding](PAGE))
    damaged[len(damaged) // 2] ^= 0xFF
    board.overrides["/lijst"] = answers(bytes(damaged), Content_Encoding=encoding)
    assert plain_crawl(board.home, "/lijst", retries=0).found["/lijst"] == CUT_OFF


def test_a_plain_page_that_was_cut_off_is_a_failure(board):
    def hangs_up(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(PAGE)))
        handler.end_headers()
        handler.wfile.write(PAGE[:5000])
        handler.close_connection = True

    board.overrides["/lijst"] = hangs_up
    assert plain_crawl(board.home, "/lijst", retries=1).found["/lijst"] == CUT_OFF
    assert board.asked.count("/lijst") == 2


def test_a_robots_txt_that_was_cut_off_forbids_all(board):
    whole = gzip.compress(b"User-agent: *\nAllow: /\n" + PAGE)
    board.overrides["/robots.txt"] = answers(whole[:-200], Content_Encoding="gzip")
    found = plain_crawl(board.home, "/a/een", retries=0).found["/a/een"]
    assert found == "RobotsUnreadable: robots.txt could not be read: a page that was cut off"


@pytest.mark.parametrize("encoding", PACKED)
def test_a_small_page_that_swells_is_refused_without_an_address_in_the_reason(board, encoding):
    board.overrides["/bom"] = answers(PACKED[encoding](b"a" * 5_000_000), Content_Encoding=encoding)
    assert plain_crawl(board.home, "/bom").found["/bom"] == "PageTooLarge: a page larger than is read"
    assert board.asked.count("/bom") == 1


def test_an_answer_without_content_is_no_cut_off_page(board):
    board.overrides["/oud"] = answers("", 302, Location="/a/een", Content_Encoding="gzip")
    board.overrides["/weg"] = answers("", 404, Content_Encoding="gzip")
    found = plain_crawl(board.home, "/oud", "/weg").found
    assert b"Advert een" in found["/oud"]
    assert found["/weg"].startswith("HttpError")


def test_pages_packed_twice_in_members_or_without_a_header_are_unpacked():
    twice = gzip.compress(PAGE[:500]) + gzip.compress(PAGE[500:]) + b"\0\0"
    assert unpack(twice, "gzip", 10**6) == PAGE
    assert unpack(zstd.compress(PAGE[:500]) + zstd.compress(PAGE[500:]), "zstd", 10**6) == PAGE
    assert unpack(raw_deflate(PAGE), "deflate", 10**6) == PAGE
    with pytest.raises(PageCutOff):
        unpack(twice[:-20], "gzip", 10**6)
    with pytest.raises(PageCutOff):
        unpack(b"", "gzip", 10)
    with pytest.raises(PageTooLarge):
        unpack(twice, "gzip", 1000)


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072])
def test_pages_of_any_size_are_unpacked_whole(size):
    for encoding, pack in PACKED.items():
        assert unpack(pack(b"a" * size), encoding, 10**6) == b"a" * size


def test_who_asks_sends_no_cookies_and_no_referrer(board):
    seen = []

    def looks(handler):
        seen.append({name.casefold() for name in handler.headers})
        send(handler, "", 302, Location="/a/een", Set_Cookie="wie=jij")

    board.overrides["/koekje"] = looks
    board.overrides["/a/een"] = lambda handler: (
        seen.append({name.casefold() for name in handler.headers}),
        send(handler, "x"),
    )
    plain_crawl(board.home, "/koekje")
    assert len(seen) == 2
    assert not any({"cookie", "referer"} & names for names in seen)
