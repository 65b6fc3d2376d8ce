"""Origin as advertised: what an advert states, never what it merely mentions."""

import clean_corpus
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.clean.origins import find_origin, parse_origin, region_of
from adwatch.domain.adverts import Origin


def code(text):
    found = find_origin(text)
    return clean_corpus.one_of(found and found.code)


def test_corpus(capsys):
    clean_corpus.hold_floor("origins", code, capsys)


STATED = [
    ("Lieve Braziliaanse dame", "BR"),
    ("Soy colombiana, cariñosa", "CO"),
    ("sou brasileira", "BR"),
    ("Ik ben een Nederlandse vrouw", "NL"),
    ("Hollandse schone", "NL"),
    ("beautiful Venezuelan lady", "VE"),
    ("auténtica venezolana", "VE"),
    ("Ich bin Deutsche", "DE"),
    ("Ungarische Studentin", "HU"),
    ("jeune française", "FR"),
    ("romanca dulce", "RO"),
    ("Roemeense meid", "RO"),
    ("Poolse dame", "PL"),
    ("Bulgaarse", "BG"),
    ("Spaanse schoonheid", "ES"),
    ("half Surinaams", "SR"),
    ("Latina nieuw hier", "419"),
    ("Oost-Europees", "151"),
    ("I am from Brazil 🇧🇷", "BR"),
    ("🇨🇴 Camila", "CO"),
    ("Dominicaanse", "DO"),
    ("Thaise dame", "TH"),
    ("BRAZILIAANSE", "BR"),
    ("Italiaanse vrouw", "IT"),
    ("Tsjechische", "CZ"),
    ("peruana de verdad", "PE"),
    ("chilena", "CL"),
    ("argentina", "AR"),
]
NOT_STATED = [
    "ik spreek Spaans",
    "ik spreek Spaans en Engels",
    "Thaise massage",
    "Thai massage",
    "hablo español",
    "I speak English and Portuguese",
    "Talen: Nederlands, Engels, Duits",
    "Franse les",
    "Griekse olie",
    "ontvangst in Assen",
    "rustig en discreet",
    "",
]


@pytest.mark.parametrize(("text", "code"), STATED)
def test_what_is_stated_is_found(text, code):
    found = find_origin(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", NOT_STATED)
def test_what_is_only_mentioned_is_no_origin(text):
    assert find_origin(text) is None


@pytest.mark.parametrize(
    ("value", "code"),
    [("Colombia", "CO"), ("BR", "BR"), ("Brazilië", "BR"), ("Zuid-Amerika", "005"), ("Nederland", "NL")],
)
def test_a_declared_field_is_read(value, code):
    found = parse_origin(value)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("value", ["", "onbekend", "vraag maar", "???"])
def test_a_declared_field_that_says_nothing_is_unknown(value):
    assert parse_origin(value) is None


@pytest.mark.parametrize(
    ("origin", "grouping", "region"),
    [
        (Origin(country="BR"), "m49", ("005", "South America")),
        (Origin(country="DO"), "m49", ("029", "Caribbean")),
        (Origin(country="RO"), "m49", ("151", "Eastern Europe")),
        (Origin(country="NL"), "m49", ("155", "Western Europe")),
        (Origin(region="419"), "m49", ("419", "Latin America and the Caribbean")),
    ],
)
def test_groupings(origin, grouping, region):
    assert region_of(origin, grouping) == region


def test_every_grouping_places_every_country():
    for country in ("NL", "BR", "TR", "MA", "SR", "US", "TH", "NG", "AU"):
        for grouping in ("m49", "cbs", "country"):
            code, name = region_of(Origin(country=country), grouping)
            assert code
            assert name


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    find_origin(text)
    parse_origin(text)
