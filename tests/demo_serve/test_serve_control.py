from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector
from serve_fake import DOWN, FULL, REDESIGNED, fetch

from adwatch.demo.serve.control import night_in_json, read_night

FORM = {"content-type": "application/x-www-form-urlencoded"}
NOTHING = {"listing": 0, "detail": 0, "robots": 0, "other": 0}


@pytest.fixture
def control(served):
    return served.control_url


def status_of(control):
    return json.loads(fetch(f"{control}/status").text)


def test_the_index_shows_the_night_and_leads_to_the_boards(served, control):
    page = Selector(fetch(control).text)
    assert page.css("h2::text").get() == "De nacht van 1 juli 2020"
    assert page.css("h3 a::attr(href)").getall() == list(served.urls.values())
    assert page.css("input[type=date]::attr(value)").get() == "2020-07-01"
    assert "Assen 60 · Aa en Hunze 0 · Noordenveld 2" in page.css("article p::text").get()


def test_the_index_warns_of_what_befalls_a_board(served, control):
    served.show(DOWN)
    assert "buiten werking" in fetch(control).text
    served.show(REDESIGNED)
    assert "zien de advertenties er anders uit" in fetch(control).text


def test_a_night_is_put(control):
    answer = fetch(f"{control}/night", "PUT", '{"night": "2021-02-03"}')
    assert (answer.status, json.loads(answer.text)["night"]) == (200, "2021-02-03")
    assert status_of(control)["night"] == "2021-02-03"


def test_a_night_is_chosen_by_the_form(control):
    answer = fetch(f"{control}/night", "POST", "night=2021-02-03", FORM)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert status_of(control)["night"] == "2021-02-03"


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", "{}", '{"night": 3}', '{"night": "2021-02-30"}', "[" * 100_000]
)
def test_what_is_no_night_changes_nothing(control, body):
    assert fetch(f"{control}/night", "PUT", body).status == 400
    answer = fetch(f"{control}/night", "POST", body, FORM)
    assert answer.status == 400
    assert "Dat is geen datum" in answer.text
    assert status_of(control)["night"] == "2020-07-01"


def test_requests_are_counted_by_board_and_kind(served, control):
    markt, kaart = served.urls["marktvoorbeeld"], served.urls["kaartvoorbeeld"]
    paths = (
        "/regio/assen",
        "/regio/assen?pagina=2",
        f"/advertentie/{FULL}-x",
        "/robots.txt",
        "/foto/7.png",
        "/nothing",
    )
    for path in paths:
        fetch(markt + path)
    fetch(f"{kaart}/api/v2/regions/assen/adverts")
    fetch(f"{kaart}/api/v2/adverts/{FULL}")
    assert served.served() == {
        "marktvoorbeeld": {"listing": 2, "detail": 1, "robots": 1, "other": 2},
        "kaartvoorbeeld": {"listing": 1, "detail": 1, "robots": 0, "other": 0},
        "etalagevoorbeeld": NOTHING,
        "prikbordvoorbeeld": NOTHING,
    }
    assert status_of(control)["boards"] == served.urls


def test_requests_are_counted_while_a_board_is_down(served):
    served.show(DOWN)
    fetch(f"{served.urls['marktvoorbeeld']}/regio/assen")
    assert served.served()["marktvoorbeeld"]["listing"] == 1


def test_counts_begin_again(served, control):
    fetch(served.urls["marktvoorbeeld"])
    assert fetch(f"{control}/reset-counts", "POST").status == 200
    assert all(counts == NOTHING for counts in served.served().values())


@given(st.binary())
def test_no_body_makes_the_control_stumble(body):
    assert night_in_json(body) is None


@given(st.dates())
def test_a_night_is_read_as_it_is_written(night):
    assert read_night(night.isoformat()) == night
