"""Municipalities and provinces by name, as people write them."""

import clean_corpus
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.clean.gazetteer import municipalities, provinces
from adwatch.clean.mentions import find_municipality
from adwatch.clean.places import distance_km, in_province, municipality, resolve_municipality, resolve_province, suggest


def name(text):
    found = find_municipality(text)
    return clean_corpus.one_of(found and found.name)


def test_corpus(capsys):
    clean_corpus.hold_floor("places", name, capsys)


def test_there_are_342_municipalities_in_twelve_provinces():
    assert len(municipalities()) == 342
    assert len(provinces()) == 12
    assert {place.province for place in municipalities().values()} == set(provinces())


def test_every_code_is_its_own_municipality_and_every_name_leads_to_it_within_its_province():
    for code, place in municipalities().items():
        assert resolve_municipality(code) == place
        assert resolve_municipality(place.name, province=place.province) == place


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Assen", "GM0106"),
        ("assen", "GM0106"),
        (" ASSEN ", "GM0106"),
        ("gm0106", "GM0106"),
        ("Den Haag", "GM0518"),
        ("'s-Gravenhage", "GM0518"),
        ("s gravenhage", "GM0518"),
        ("Den Bosch", "GM0796"),
        ("Súdwest-Fryslân", "GM1900"),
        ("Sudwest Fryslan", "GM1900"),
        ("Groningen", "GM0014"),
        ("Aa en Hunze", "GM1680"),
    ],
)
def test_spellings(written, code):
    found = resolve_municipality(written)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("written", ["Nergenshuizen", "", "GM9999", "??"])
def test_what_is_no_municipality_is_none(written):
    assert resolve_municipality(written) is None


def test_an_ambiguous_name_needs_its_province():
    assert resolve_municipality("Bergen", province="PV27") == municipality("GM0373")
    assert resolve_municipality("Bergen", province="PV31") == municipality("GM0893")


def test_provinces():
    drenthe = resolve_province("drenthe")
    assert drenthe is not None
    assert drenthe.code == "PV22"
    assert len(in_province("PV22")) == 12
    assert resolve_province("Nergens") is None


def test_a_slip_is_answered_with_near_names():
    assert suggest("Asen")[0] == "Assen"


def test_distances_are_kilometres():
    assert 20 < distance_km(municipality("GM0106"), municipality("GM0014")) < 30


@given(st.text(max_size=60))
def test_any_text_can_be_asked(text):
    resolve_municipality(text)
    resolve_province(text)
