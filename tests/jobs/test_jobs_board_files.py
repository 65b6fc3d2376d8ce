"""What a board's specification makes of a page: listings, adverts, whole entries, pages that are neither."""

from datetime import date

import pytest
import yaml
from sqlalchemy import select

from adwatch.crawl.fetch import Fetched
from adwatch.errors import BadInput, Incomplete, Refused
from adwatch.jobs.board_files import check_board, check_page
from adwatch.specs.board import BoardSpec
from adwatch.specs.selectors import AdvertField
from adwatch.store import tables

TODAY = date(2021, 3, 14)
BASE = {"title": "Proef", "home": "https://proef.example/", "municipalities": ["Assen"]}
LISTING = {
    "url": "/{municipality.slug}",
    "entries": "li",
    "id": ["b::text", "::attr(data-id)"],
    "link": "a::attr(href)",
    "next": ["a.volgende::attr(href)", "a[rel=next]::attr(href)"],
}
ADVERT = {"require": ["title"], "fields": {"title": "h1", "text": "p", "age": {"label": "Leeftijd"}}}
ENTRIES = '<ul><li data-id="x1"><a href="/1">een</a></li><li data-id="x2">twee</li></ul><a rel="next" href="?2">2</a>'


def spec(**changes):
    return BoardSpec.model_validate({**BASE, "listing": LISTING, "advert": ADVERT, **changes})


def check(body, as_advert=None, **changes):
    page = Fetched("https://proef.example/pagina", body.encode(), "utf-8")
    return check_page("proef", spec(**changes), page, as_advert=as_advert, reference=TODAY)


def test_of_each_entry_it_tells_which_selector_found_what():
    found = check(ENTRIES)
    assert found.by == {
        "id": ["css: ::attr(data-id)"] * 2,
        "link": ["css: a::attr(href)", None],
        "changed": ["all that the entry says"] * 2,
        "place": [None, None],
        "next": ["css: a[rel=next]::attr(href)"],
    }


def test_an_advert_is_told_from_a_listing_by_itself():
    found = check("<h1>Rust</h1><p>Thee voor 150 euro per uur</p><dl><dt>Leeftijd</dt><dd>27</dd></dl>")
    assert found.listing is None
    assert found.fields[AdvertField.AGE].by == "label: Leeftijd"
    assert found.fields[AdvertField.PHONES] is None
    assert (found.advert.age, found.fault) == (27, None)


def test_an_advert_that_lacks_what_is_required_is_shown_with_its_fault():
    found = check("<p>Thee</p>", as_advert=True)
    assert found.fields[AdvertField.TEXT] is not None
    assert "title" in found.fault


@pytest.mark.parametrize(
    ("body", "as_advert", "said"),
    [
        ("<i>niets</i>", None, "no field of an advert"),
        ("<i>niets</i>", False, "empty"),
        ('<form><input type="password"></form>', None, "a login"),
        ('<ul class="leeg"></ul>', False, "a listing that is empty"),
    ],
)
def test_a_page_of_nothing_is_said_in_one_line(body, as_advert, said):
    with pytest.raises(Incomplete, match=said) as fault:
        check(body, as_advert=as_advert)
    assert "\n" not in str(fault.value)
    assert fault.value.exit_code == 4


def test_an_entry_that_is_the_advert_is_shown_as_one():
    listing = {"url": "/", "entries": "article", "id": "::attr(id)", "whole": True}
    page = '<article id="a1"><h1>Rust</h1><p>Thee</p></article>'
    assert check(page, listing=listing).listing.entries[0].advert_id == "a1"
    found = check(page, as_advert=True, listing=listing)
    assert found.fields[AdvertField.TITLE].values == ("Rust",)
    assert found.fields[AdvertField.TITLE].by == "css: h1"
    assert found.advert.text == "Thee"


def test_json_and_feeds_are_read_by_their_own_reader():
    listing = {"url": "/", "entries": {"jmespath": "items"}, "id": {"jmespath": "id"}, "link": "/a/{id}"}
    fields = {"title": {"jmespath": "kop"}}
    page = '{"items": [{"id": 1}, {"id": 2}]}'
    found = check(page, kind="json", listing=listing, advert={"fields": fields})
    assert found.by["link"] == ["/a/{id}"] * 2
    advert = check('{"kop": "Rust"}', kind="json", listing=listing, advert={"fields": fields})
    assert advert.fields[AdvertField.TITLE].by == "jmespath: kop"
    feed = "<rss><channel><item><guid>g1</guid><link>https://proef.example/1</link></item></channel></rss>"
    found = check(feed, kind="feed", listing={"url": "/"})
    assert found.by["id"] == ["the format of a feed"]


@pytest.fixture
def saved(home, tmp_path):
    board = {**BASE, "home": "http://127.0.0.1:9/", "listing": LISTING, "advert": ADVERT}
    (home / "config" / "boards" / "proef.yml").write_text(yaml.safe_dump(board))
    page = tmp_path / "advert.html"
    page.write_text("<h1>Rust</h1>")
    return page


def audit_lines(office):
    with office.store.begin() as connection:
        return [row.name for row in connection.execute(select(tables.Audit.name)).all()]


def test_a_look_is_on_record_before_it_is_taken_and_nothing_is_stored(office, saved):
    assert check_board(office, "proef", file=saved).advert.title == "Rust"
    assert audit_lines(office) == ["read a board's page to check its specification"]
    with office.store.begin() as connection:
        assert connection.execute(select(tables.AdvertVersion)).all() == []


def test_a_file_and_a_url_are_one_too_many(office, saved):
    with pytest.raises(BadInput, match="--url"):
        check_board(office, "proef", file=saved, url="http://127.0.0.1:9/x")


def test_a_mandate_without_figures_allows_no_look(office, home, saved):
    mandate = home / "config" / "mandate.toml"
    mandate.write_text(mandate.read_text().replace('purposes = ["figures", ', "purposes = ["))
    with pytest.raises(Refused, match="figures"):
        check_board(office, "proef", file=saved)
    assert audit_lines(office) == []
