from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serve_fake import CHANGING, FULL, HOSTILE, SCRIPT, SECOND, VANISHING, fetch

from adwatch.demo.serve.kaart import FURTHEST, cursor_at, offset_at

LISTING, DETAIL = "/api/v2/regions/assen/adverts", "/api/v2/adverts/"


@pytest.fixture
def kaart(served):
    return served.urls["kaartvoorbeeld"]


def listing_of(kaart, path):
    items = []
    while path:
        found = json.loads(fetch(kaart + path).text)
        items.append(found["items"])
        assert (found["next"] is None) == (found["next_cursor"] is None)
        path = found["next"]
    return items


def test_cursors_lead_to_the_end(kaart):
    pages = listing_of(kaart, f"{LISTING}?limit=25")
    assert [len(page) for page in pages] == [25, 25, 10]
    assert len({item["id"] for page in pages for item in page}) == 60


def test_a_page_has_fifty_adverts_unless_asked_otherwise(kaart):
    assert [len(page) for page in listing_of(kaart, LISTING)] == [50, 10]


def test_an_entry_has_id_title_moment_and_place(kaart):
    entry = next(item for item in listing_of(kaart, LISTING)[0] if item["id"] == FULL)
    moment = entry.pop("updated_at")
    assert moment.startswith("2020-06-21T")
    assert moment.endswith("+02:00")
    place = {"place": "Assen centrum", "href": f"{DETAIL}{FULL}"}
    assert entry == {"id": FULL, "title": "Lotus in Assen 🌸", **place}


def test_an_advert_says_all_of_it(kaart):
    found = json.loads(fetch(f"{kaart}{DETAIL}{FULL}").text)
    assert found.pop("updated_at").startswith("2020-06-21T")
    assert found == {
        "id": FULL,
        "title": "Lotus in Assen 🌸",
        "omschrijving": "Welkom.\n\nBel gerust,\nook 's avonds.",
        "regio": {"code": "GM0106", "slug": "assen", "naam": "Assen"},
        "adres": {"plaats": "Assen centrum", "postcode": "9401 AB"},
        "geplaatst_op": "2020-06-20",
        "persoon": {"naam": "Lotus", "leeftijd": "28 jaar", "herkomst": "Thais"},
        "talen": ["Nederlands", "Engels"],
        "contact": {"telefoon": ["06 1234 0001"], "email": ["lotus@webpost.example"]},
        "prices": [{"minutes": 30, "euro": 80}, {"minutes": 60, "euro": 150}],
        "aanbieder": {"account": "lotus12"},
        "fotos": ["/foto/7.png", "/foto/8.png"],
    }


@pytest.mark.parametrize("path", [LISTING, f"{DETAIL}{CHANGING}", "/api/v2/regions"])
def test_who_has_the_tag_is_told_that_nothing_changed(kaart, path):
    first = fetch(kaart + path)
    for known in (first.headers["etag"], f'"x", W/{first.headers["etag"]}', "*"):
        again = fetch(kaart + path, headers={"If-None-Match": known})
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert fetch(kaart + path, headers={"If-None-Match": '"other"'}).body == first.body


def test_a_change_changes_the_tags_of_advert_and_listing(served, kaart):
    paths = (LISTING, f"{DETAIL}{CHANGING}", f"{DETAIL}{FULL}")
    tags = [fetch(kaart + path).headers["etag"] for path in paths]
    served.show(SECOND)
    answers = [fetch(kaart + path, headers={"If-None-Match": tag}) for path, tag in zip(paths, tags, strict=True)]
    assert [answer.status for answer in answers] == [200, 200, 304]


def test_a_vanished_advert_is_404(served, kaart):
    served.show(SECOND)
    assert fetch(f"{kaart}{DETAIL}{VANISHING}").status == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v2/regions/emmen/adverts", 404),
        (f"{LISTING}?cursor=nonsense", 400),
        (f"{LISTING}?cursor=%C3%A9", 400),
        (f"{LISTING}?limit=0", 400),
        (f"{LISTING}?limit=101", 400),
        (f"{LISTING}?limit=abc", 400),
        ("/api/v2/other", 404),
    ],
)
def test_what_makes_no_sense_is_refused(kaart, path, status):
    assert fetch(kaart + path).status == status


def test_robots_keeps_the_disallowed_region(kaart):
    assert fetch(f"{kaart}/robots.txt").text == "User-agent: *\nDisallow: /api/v2/regions/noordenveld/\n"


def test_answers_say_what_they_are(kaart):
    assert fetch(kaart + LISTING).headers["content-type"] == "application/json; charset=utf-8"


def test_the_shell_has_no_advert_in_it(kaart):
    shell = fetch(kaart).text
    assert '<option value="assen">Assen</option>' in shell
    assert "Massage" not in shell
    assert fetch(f"{kaart}/static/kaart.js").status == 200


def test_hostile_text_stays_text(kaart):
    found = json.loads(fetch(f"{kaart}{DETAIL}{HOSTILE}").text)
    assert found["omschrijving"] == SCRIPT
    assert found["contact"]["telefoon"] == [SCRIPT]


@given(st.integers(0, FURTHEST))
def test_a_cursor_stands_for_its_offset(offset):
    assert offset_at(cursor_at(offset)) == offset


@given(st.text())
def test_no_cursor_makes_the_board_stumble(cursor):
    offset = offset_at(cursor)
    assert offset is None or 0 <= offset <= FURTHEST
