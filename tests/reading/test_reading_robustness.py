import gzip
import json
import time
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reading_cases import make_spec

from adwatch.errors import BoardChanged
from adwatch.reading import barrier, feed, html
from adwatch.reading import json as answers
from adwatch.reading.decode import decode

URL = "https://proefbord.example/advertentie/17"
FIELDS = {"title": "h1", "text": {"xpath": "//body"}, "alias": {"label": "Naam"}, "age": {"regex": r"(\d\d) jaar"}}
HTML = make_spec(advert={"fields": FIELDS}, spellings={"fields": {"alias": {"lotus": "Lotus"}}})
WHOLE = make_spec(
    listing={"url": "/", "entries": "*", "id": {"regex": r"\w+"}, "whole": True},
    advert={"fields": FIELDS, "require": []},
)
JMES = {name: {"jmespath": name} for name in ("title", "text", "phones", "age")}
JSON = make_spec(
    kind="json",
    listing={"url": "/", "entries": {"jmespath": "@"}, "id": {"jmespath": "id"}, "whole": True},
    advert={"fields": JMES, "require": []},
)
FEED = make_spec(kind="feed", listing={"url": "/feed.xml", "whole": True}, advert={"require": []})
SITEMAP = make_spec(kind="sitemap", listing={"url": "/sitemap.xml"})
LIMIT = 10  # seconds that no page may take, on a busy machine

AD = b"<h1>Lotus</h1>"
ITEM = b"<div itemscope itemtype='https://schema.org/Product' itemprop='x'><b itemprop='name'>Roos</b>"
HOSTILE = {
    "nested": AD + b"<div>" * 100_000 + b"Naam",
    "nested inline": AD + b"<b>" * 100_000 + b"Naam</b>Anna",
    "nested lists": AD + b"<dl><dt>Naam<dd>" * 100_000,
    "nested microdata": AD + ITEM * 50_000,
    "microdata": AD + (ITEM + b"</div>") * 20_000,
    "microdata that refer": AD
    + b"<p id=a itemprop=name>Roos</p>"
    + ITEM.replace(b">", b" itemref='" + b"a " * 5_000 + b"'>", 1),
    "labels": AD + b"<b>Naam</b> " * 100_000,
    "labels in paragraphs": AD + b"<p><b>Naam</b></p>" * 50_000,
    "labels that are none": AD + b"<b>Naam en faam</b>" * 50_000,
    "one long line": AD + b"Naam 1" * 500_000,
    "attributes": AD + b"<p " + b"a=1 " * 200_000 + b">",
    "prefix": b"<html prefix='" + b"a" * 200_000 + b"'><meta property='og:title' content='x'>" + AD,
    "JSON-LD of brackets": AD + b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script>",
    "JSON-LD of comments": AD + b"<script type='application/ld+json'>" + b"/*" * 90_000 + b"</script>",
    "JSON-LD nested": AD + b"<script type='application/ld+json'>" + b'{"@graph":[' * 400 + b"]}" * 400 + b"</script>",
    "JSON-LD often": AD + b'<script type="application/ld+json">{"@type":"Product"}</script>' * 5_000,
    "entities": b"<h1>&#xD800;&#0;&#x110000;\xff\xfe</h1>",
    "rubbish": bytes(range(256)) * 2_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_no_page_breaks_or_stalls_the_reader(body):
    started = time.process_time()
    read_html(body)
    assert time.process_time() - started < LIMIT


def test_an_advert_that_stands_before_rubbish_is_read():
    page = html.parse(HOSTILE["nested inline"])
    assert html.read_advert(page, "proefbord", "17", URL, HTML).title == "Lotus"


@pytest.mark.parametrize("body", [b"", b" ", b"\x00\x00", b"<", b"<!--", b"\xff\xfe", b"\xef\xbb\xbf"])
def test_an_empty_page_is_no_advert(body):
    with pytest.raises(BoardChanged):
        html.read_advert(html.parse(body), "proefbord", "17", URL, HTML)


def test_entities_that_grow_without_end_are_not_expanded():
    grown = b'<!ENTITY a "lol"><!ENTITY b "' + b"&a;" * 1000 + b'"><!ENTITY c "' + b"&b;" * 1000 + b'">'
    body = b"<!DOCTYPE rss [" + grown + b"]><rss><item><guid>1</guid><title>&c;</title></item></rss>"
    [entry] = feed.read_listing(feed.parse(body), "proefbord", URL, FEED).entries
    assert len(entry.shown) < 100


def test_a_packed_sitemap_that_grows_without_end_is_not_unpacked():
    with pytest.raises(BoardChanged, match="too large"):
        feed.parse(gzip.compress(b" " * (feed.LARGEST + 1), compresslevel=1))


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 200_000, b"1" * 5_000, b"-", b'"\\ud800', b"\xff"])
def test_what_is_no_json_is_a_board_that_changed(body):
    with pytest.raises(BoardChanged):
        answers.parse(body)


def read_html(body: bytes) -> None:
    try:
        page = html.parse(body, "utf-8")
    except BoardChanged:
        return
    assert barrier.barrier(page) is None or barrier.barrier(page)
    for read in (
        lambda: html.read_advert(page, "proefbord", "17", URL, HTML),
        lambda: html.read_listing(page, "proefbord", URL, HTML),
    ):
        try:
            text = repr(read())
        except BoardChanged:
            continue
        assert "\x00" not in text
        text.encode()


def read_whole_html(body: bytes) -> None:
    html.read_listing(html.parse(body), "proefbord", URL, WHOLE)


def read_json(body: bytes) -> None:
    document = answers.parse(body)
    for read in (answers.read_listing, lambda *given: answers.read_advert(*given[:2], "17", *given[2:])):
        try:
            str(read(document, "proefbord", URL, JSON)).encode()
        except BoardChanged:
            continue


def read_feed(body: bytes) -> None:
    str(feed.read_listing(feed.parse(body), "proefbord", URL, FEED)).encode()


def read_sitemap(body: bytes) -> None:
    str(feed.read_listing(feed.parse(body), "proefbord", URL, SITEMAP)).encode()


PIECES = [
    b"<h1>",
    b"</h1>",
    b"<dl>",
    b"<dt>Naam",
    b"<dd>",
    b"<li>",
    b"<a href='/a/1'>",
    b"<table><tr><th>Naam</th>",
    b"<td>",
    b"<script type='application/ld+json'>",
    b"</script>",
    b'{"@type":"Product","name":',
    b'"',
    b"[",
    b"]",
    b"}",
    b"&#0;",
    b"<div itemscope itemtype='https://schema.org/Offer'>",
    b"<p itemprop='name'>",
    b"<meta property='og:title' content='x'>",
    b"<rss>",
    b"<item>",
    b"<guid>",
    b"</guid>",
    b"<urlset>",
    b"<url><loc>",
    b"<?xml version='1.0'?>",
    b"<![CDATA[",
    b"]]>",
    b"<title>",
    b"<description>",
    b"xmlns:a='b' a:c='d'",
    b"\x00",
    b"\xe9",
    b"\xc3\xa9",
    b"\x1f\x8b",
    b"NaN",
    b"1e999",
    b'[{"id":1,"title":',
    b'"\\ud800"',
    b"<!--",
    b"-->",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
    b"&a;",
    b"24 jaar",
]
bodies = st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES), max_size=25).map(b"".join))


@pytest.mark.parametrize("read", [read_html, read_whole_html, read_json, read_feed, read_sitemap])
@settings(max_examples=150, deadline=None)
@given(body=bodies)
@example(body=b"<rss><item xmlns:a='b' a:c='d'><guid>1</guid></item></rss>")
@example(body=b"<urlset><url><loc>1</loc></url><?pi x?><!-- c --></urlset>")
def test_no_bytes_raise_anything_but_that_the_board_changed(read, body):
    with suppress(BoardChanged):
        read(body)


@settings(max_examples=40, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(), st.lists))
def test_any_json_value_stands_where_a_text_should(value):
    read_json(json.dumps([{"id": "1", "title": value, "phones": value, "age": value}]).encode())


@settings(deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from([None, "utf-8", "iso-8859-1", "utf-16", "shift_jis", "no such thing", ""])
)
def test_any_bytes_are_a_text_without_nulls(body, declared):
    assert "\x00" not in decode(body, declared)


@settings(deadline=None)
@given(
    st.text(alphabet=st.characters(exclude_characters="\x00\ufeff", exclude_categories=["Cs"])),
    st.sampled_from([None, "latin-1", "utf-16"]),
)
def test_utf8_is_read_as_such_whatever_is_claimed(text, declared):
    assert decode(text.encode(), declared) == text


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["Eén", "café’s", "crème", "€ 80", "Zoë", "señora", "für", "straße", "thee"]), min_size=1
    ).map(" ".join)
)
def test_western_text_is_read_right_whatever_is_claimed(text):
    body = text.encode("windows-1252")
    assert decode(body, "utf-8") == decode(body) == text
