from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector
from serve_fake import CHANGING, DOWN, FIRST, FULL, HOSTILE, SCRIPT, SECOND, VANISHING, fetch, make_advert

from adwatch.clean.advert import clean_advert
from adwatch.clean.placing import place_advert
from adwatch.demo.serve.answers import western_page
from adwatch.reading import html
from adwatch.specs.board import BoardSpec
from adwatch.specs.bundled import bundled
from adwatch.specs.loading import load_yaml

SPEC = load_yaml(bundled("config") / "boards" / "prikbordvoorbeeld.yml", BoardSpec)
LISTING = "/oproepen.php?gebied=noord"


@pytest.fixture
def prikbord(served):
    return served.urls["prikbordvoorbeeld"]


def tree(url):
    return html.parse(fetch(url).body)


def listings(prikbord):
    """Every listing page, as the board's own specification walks them."""
    path = f"{LISTING}&begin=0"
    while path:
        page = html.read_listing(tree(prikbord + path), "prikbordvoorbeeld", prikbord + path, SPEC)
        yield page
        path = page.next


def read(prikbord, advert_id):
    url = f"{prikbord}/lees.php?nr={advert_id}"
    return html.read_advert(tree(url), "prikbordvoorbeeld", advert_id, url, SPEC)


def entry_of(prikbord, advert_id):
    return next(
        (one for page in listings(prikbord) for one in page.entries if one.advert_id == advert_id),
        None,
    )


def test_no_header_says_the_encoding_and_the_bytes_are_windows_1252(prikbord):
    answer = fetch(prikbord + LISTING)
    assert answer.headers["content-type"] == "text/html"
    assert b"v\xf3\xf3r en door iedereen" in answer.body
    assert b"charset=iso-8859-1" in answer.body
    assert b"charset" not in fetch(f"{prikbord}/lees.php?nr={FULL}").body


def test_its_specification_walks_all_towns_in_one_listing(prikbord):
    pages = list(listings(prikbord))
    assert [len(page.entries) for page in pages] == [10] * 6 + [2]
    assert len({one.advert_id for page in pages for one in page.entries}) == 62
    assert {one.place for page in pages for one in page.entries} == {"Assen", "Assen centrum", "Noordenveld", SCRIPT}


def test_a_listing_beyond_the_end_is_an_empty_listing(prikbord):
    page = html.read_listing(tree(f"{prikbord}{LISTING}&begin=70"), "prikbordvoorbeeld", prikbord, SPEC)
    assert (page.entries, page.next) == ((), None)


@pytest.mark.parametrize("path", ["/oproepen.php?gebied=zuid", f"{LISTING}&begin=x", "/lees.php?nr=zz", "/lees.php"])
def test_what_is_not_there_is_404(prikbord, path):
    assert fetch(prikbord + path).status == 404


def test_its_specification_reads_an_advert(prikbord):
    raw = read(prikbord, FULL)
    assert (raw.title, raw.alias, raw.account) == ("Lotus in Assen 🌸", "Lotus", "lotus12")
    assert (raw.age, raw.origin, raw.languages) == ("28 jaar", "Thais", ("Nederlands, Engels",))
    assert (raw.place, raw.postcode, raw.posted_on) == ("Assen centrum", "9401 AB", "11 dagen geleden")
    assert place_advert(raw, province="PV22").code == "GM0106"
    advert = clean_advert(raw, reference=FIRST)
    assert (advert.prices, advert.posted_on) == ({30: 80.0, 60: 150.0}, date(2020, 6, 20))
    assert (advert.phones, advert.emails) == (("+31612340001",), ("lotus@webpost.example",))


def test_days_that_pass_do_not_change_an_entry_and_an_edit_does(served, prikbord):
    before = entry_of(prikbord, FULL), entry_of(prikbord, CHANGING)
    served.show(SECOND)
    after = entry_of(prikbord, FULL), entry_of(prikbord, CHANGING)
    assert "12 dagen geleden" in fetch(f"{prikbord}/lees.php?nr={FULL}").body.decode("cp1252")
    assert before[0] == after[0]
    assert before[1].shown != after[1].shown
    assert entry_of(prikbord, VANISHING) is None


def test_every_page_is_503_while_the_board_is_down(served, prikbord):
    served.show(DOWN)
    assert [fetch(prikbord + path).status for path in ("/", LISTING, "/robots.txt")] == [503, 503, 503]


def test_requests_are_counted_by_kind(served, prikbord):
    for path in ("/", LISTING, f"/lees.php?nr={FULL}", "/robots.txt"):
        fetch(prikbord + path)
    assert served.served()["prikbordvoorbeeld"] == {"listing": 1, "detail": 1, "robots": 1, "other": 1}


def test_hostile_text_is_shown_as_text(prikbord):
    assert not Selector(fetch(f"{prikbord}/lees.php?nr={HOSTILE}").body.decode("cp1252")).css("script")
    raw = read(prikbord, HOSTILE)
    assert (raw.title, raw.alias) == (SCRIPT, SCRIPT)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs", "Cn"]), min_size=1))
def test_any_text_is_read_back_as_it_was_written(text):
    advert = make_advert("a9", title=text, text=text)
    values = {"area": "noord", "newest": (), "place_of": lambda _: "Assen", "ago": lambda _: "vandaag"}
    page = html.parse(western_page("prikbord/lees.html", advert=advert, **values).body)
    raw = html.read_advert(page, "prikbordvoorbeeld", "a9", SPEC.home, SPEC)
    assert (raw.title, raw.text) == (text, text)
