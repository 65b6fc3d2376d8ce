"""A first specification from answers of an API: it must read what it was guessed from."""

import json as stdlib

import pytest

from adwatch.jobs.board_draft import specification
from adwatch.reading import json
from adwatch.reading.guess import AdvertGuess
from adwatch.reading.guess_json import expression, guess_json_advert, guess_json_listing, plain_key, rest_template
from adwatch.specs.board import BoardKind, BoardSpec
from adwatch.specs.loading import parse_yaml
from adwatch.specs.selectors import AdvertField

URL = "https://bord.example/api/regio/assen/adverts?limit=50"
TEXT = "Een rustige tekst over thee, muziek en lange wandelingen door het bos. " * 3


def spec_of(document, advert=None, url=URL):
    listing = guess_json_listing(document, url)
    if advert is None:
        guess = guess_json_advert(listing.whole, whole=True) if listing.whole else AdvertGuess()
    else:
        guess = guess_json_advert(advert)
    return parse_yaml(specification(url, listing, guess, BoardKind.JSON), BoardSpec, "x.yml")


DUTCH = {
    "regio": "assen",
    "filters": [{"naam": "leeftijd"}, {"naam": "taal"}],
    "advertenties": [
        {"nummer": n, "titel": f"Titel {n}", "gewijzigdOp": f"2021-03-0{n}", "plaats": place, "url": f"/a/{n}"}
        for n, place in ((1, "Assen"), (2, "Emmen"), (3, "Klazienaveen"))
    ],
    "volgende": "/api/regio/assen/adverts?vanaf=3",
}
ENGLISH = {
    "meta": {"count": 2, "next_cursor": "abc"},
    "data": [
        {"attributes": {"headline": "A", "updated-at": "2021-03-01", "city": "Assen"}, "uuid": "x1"},
        {"attributes": {"headline": "B", "updated-at": "2021-03-02", "city": "Emmen"}, "uuid": "x2"},
    ],
}


def test_a_listing_in_dutch_is_guessed():
    spec = spec_of(DUTCH)
    found = json.read_listing(DUTCH, "bord", URL, spec)
    assert [(entry.advert_id, entry.link) for entry in found.entries] == [("1", "/a/1"), ("2", "/a/2"), ("3", "/a/3")]
    assert found.entries[0].shown == "2021-03-01 Titel 1"
    assert found.next == "/api/regio/assen/adverts?vanaf=3"
    assert (spec.listing.url, spec.municipalities) == (
        "/api/regio/{municipality.slug}/adverts?limit=50",
        ("Assen",),
    )


def test_one_listing_for_all_says_where_each_advert_stands():
    spec = spec_of(DUTCH, url="https://bord.example/api/adverts")
    found = json.read_listing(DUTCH, "bord", URL, spec)
    assert [entry.place for entry in found.entries] == ["Assen", "Emmen", "Klazienaveen"]
    assert spec.municipalities == ("Assen", "Emmen")


def test_a_cursor_goes_into_the_address_and_a_link_is_made_where_none_is_given():
    spec = spec_of(ENGLISH)
    found = json.read_listing(ENGLISH, "bord", URL, spec)
    assert [(entry.advert_id, entry.link) for entry in found.entries] == [
        ("x1", "/api/adverts/x1"),
        ("x2", "/api/adverts/x2"),
    ]
    assert found.next == "abc"
    assert spec.listing.url.endswith("?limit=50&cursor={cursor}")
    assert spec.listing.first_url.endswith("?limit=50")


def test_entries_that_say_all_are_the_adverts():
    answer = [{"id": n, "title": f"Titel {n}", "description": TEXT, "age": 30 + n} for n in range(3)]
    spec = spec_of(answer)
    found = json.read_listing(answer, "bord", URL, spec)
    assert spec.listing.whole
    assert [(entry.advert.title, entry.advert.age) for entry in found.entries] == [
        ("Titel 0", "30"),
        ("Titel 1", "31"),
        ("Titel 2", "32"),
    ]


ADVERT = {
    "data": {
        "id": 7,
        "kop": "Rust",
        "beschrijving": TEXT,
        "profiel": {"naam": "Anna", "leeftijd": 27, "nationaliteit": "NL", "talen": ["nl", "en"]},
        "regio": {"naam": "Drenthe", "code": "PV22"},
        "gemeente": {"naam": "Assen"},
        "bereik": {"nummer": "06 12 34 98 76", "post": "anna@voorbeeld.example", "telegram": "@anna"},
        "gebruiker": "anna12",
        "createdAt": "2021-03-01T12:00:00Z",
        "beelden": ["/f/1.jpg", "/f/2.jpg"],
        "tarieven": [{"duur": "30 min", "bedrag": 80}, {"duur": "1 uur", "bedrag": 150}],
    }
}


def test_an_adverts_answer_is_guessed_by_names_and_by_kinds():
    spec = spec_of(DUTCH, ADVERT)
    advert = json.read_advert(ADVERT, "bord", "7", URL, spec)
    assert (advert.title, advert.text, advert.alias, advert.age) == ("Rust", TEXT.strip(), "Anna", "27")
    assert (advert.place, advert.account, advert.posted_on) == ("Assen", "anna12", "2021-03-01T12:00:00Z")
    assert (advert.phones, advert.emails, advert.handles) == (
        ("06 12 34 98 76",),
        ("anna@voorbeeld.example",),
        ("@anna",),
    )
    assert (advert.languages, advert.photos) == (("nl", "en"), ("/f/1.jpg", "/f/2.jpg"))
    assert advert.prices == {"30 min": "80", "1 uur": "150"}


def test_nothing_that_a_person_wrote_is_repeated():
    listing = guess_json_listing(DUTCH, URL)
    written = specification(URL, listing, guess_json_advert(ADVERT), BoardKind.JSON)
    assert not [word for word in ("Rust", "Anna", "anna12", "wandelingen", "Titel 1") if word in written]


@pytest.mark.parametrize("answer", [{}, [], {"items": []}, {"items": ["x"]}, {"total": 3}])
def test_an_answer_without_adverts_gives_a_file_to_fill_in(answer):
    assert guess_json_listing(answer, URL).entries is None
    assert spec_of(answer, {}).advert.fields.keys() == {AdvertField.TITLE}


def test_keys_are_written_so_that_jmespath_takes_them():
    answer = {"advert-lijst": [{"advert-id": n, "titel": "x", "href": f"/{n}"} for n in range(2)]}
    found = json.read_listing(answer, "bord", URL, spec_of(answer))
    assert [entry.advert_id for entry in found.entries] == ["0", "1"]
    assert expression(("a-b", "c")) == '"a-b".c'
    assert stdlib.loads(expression(('a"b',))) == 'a"b'


@pytest.mark.parametrize(
    ("key", "plain"),
    [("updatedAt", "updated at"), ("updated_at", "updated at"), ("URL", "url"), ("advert-ID", "advert id")],
)
def test_keys_are_compared_by_their_words(key, plain):
    assert plain_key(key) == plain


@pytest.mark.parametrize(
    ("municipality", "expected"), [("assen", "/api/adverts/{id}"), (None, "/api/regio/assen/adverts/{id}")]
)
def test_an_advert_stands_beside_its_listing(municipality, expected):
    assert rest_template(URL, municipality) == expected
