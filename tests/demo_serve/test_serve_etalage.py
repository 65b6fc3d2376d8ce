from __future__ import annotations

import json

import pytest
from parsel import Selector
from serve_fake import FULL, fetch


@pytest.fixture
def etalage(served):
    return served.urls["etalagevoorbeeld"]


def test_the_page_is_empty_until_its_script_has_run(etalage):
    page = Selector(fetch(f"{etalage}/stad/assen").text)
    assert not page.css("#kaartjes *")
    assert page.css("#etalage::attr(data-klaar)").get() == "nee"
    assert page.css("#meer-laden[hidden]")
    assert page.css("#cookies #cookies-akkoord")
    assert fetch(etalage + page.css("script::attr(src)").get()).status == 200


def test_cards_come_in_loads_until_there_are_no_more(etalage):
    loads, seen = [], 0
    while seen < 60:
        found = json.loads(fetch(f"{etalage}/data/assen?vanaf={seen}&aantal=25").text)
        assert (found["totaal"], found["vanaf"]) == (60, seen)
        loads.append(found["kaartjes"])
        seen += len(found["kaartjes"])
    assert [len(load) for load in loads] == [25, 25, 10]
    assert json.loads(fetch(f"{etalage}/data/assen?vanaf=60").text)["kaartjes"] == []


def test_a_card_says_all_of_the_advert(etalage):
    cards = json.loads(fetch(f"{etalage}/data/assen").text)["kaartjes"]
    assert len(cards) == 12
    assert next(card for card in cards if card["nummer"] == FULL) == {
        "nummer": FULL,
        "titel": "Lotus in Assen 🌸",
        "tekst": "Welkom.\n\nBel gerust,\nook 's avonds.",
        "naam": "Lotus",
        "leeftijd": "28 jaar",
        "herkomst": "Thais",
        "talen": ["Nederlands", "Engels"],
        "plek": "9401 AB Assen centrum",
        "tarieven": [["half uur", "€ 80"], ["1 u", "150,00"]],
        "contact": ["06 1234 0001", "lotus@webpost.example"],
        "plaatser": "lotus12",
        "sinds": "20 juni 2020",
        "bijgewerkt": "21 juni 2020",
        "beelden": ["/foto/7.png", "/foto/8.png"],
    }


def test_it_lists_its_own_towns_alone(etalage):
    assert Selector(fetch(etalage).text).css("main a::attr(href)").getall() == ["/stad/assen", "/stad/aa-en-hunze"]
    assert fetch(f"{etalage}/stad/noordenveld").status == 404


@pytest.mark.parametrize(
    ("path", "status"), [("/data/emmen", 404), ("/data/assen?vanaf=x", 400), ("/data/assen?aantal=49", 400)]
)
def test_what_makes_no_sense_is_refused(etalage, path, status):
    assert fetch(etalage + path).status == status


def test_robots_lets_everybody_in(etalage):
    assert fetch(f"{etalage}/robots.txt").text == "User-agent: *\n"
