"""In which municipality an advert says that it stands: field, address, postcode, then title and text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.clean.placing import place_advert
from adwatch.domain.adverts import RawAdvert


def raw(**fields):
    return RawAdvert(**{"board": "marktvoorbeeld", "advert_id": "a1", **fields})


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"place": "Assen", "text": "ik ontvang in Emmen"}, "GM0106"),
        ({"place": " ASSEN ", "postcode": "7811 KL"}, "GM0106"),
        ({"place": "Klazienaveen"}, "GM0114"),
        ({"place": "Assen (Drenthe)"}, "GM0106"),
        ({"place": "Omgeving Assen"}, "GM0106"),
        ({"place": "Nergenshuizen", "address": "Dorpsstraat 12, Beilen"}, "GM1731"),
        ({"address": "Dorpsstraat 12, 9401 AB Assen"}, "GM0106"),
        ({"address": "Dorpsstraat 12", "postcode": "7811kl"}, "GM0114"),
        ({"postcode": "9401", "text": "ik ontvang in Emmen"}, "GM0106"),
        ({"postcode": "0000", "text": "ik ontvang in Emmen"}, "GM0114"),
        ({"title": "Lotus in Meppel"}, "GM0119"),
        ({"title": "Lotus", "text": "📍 Hoogeveen"}, "GM0118"),
        ({"place": "Drenthe", "text": "Ik ontvang in Emmen"}, "GM0114"),
    ],
)
def test_the_first_source_that_names_one_counts(fields, code):
    assert place_advert(raw(**fields)).code == code


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"place": ""},
        {"place": "Nergenshuizen"},
        {"place": "Drenthe"},
        {"postcode": "0123 AB"},
        {"text": "in Assen en Groningen"},
        {"text": "lieve dame, escort in heel Nederland"},
        {"place": "\x00", "address": "?", "postcode": "9" * 40},
    ],
)
def test_unknown_stays_unknown(fields):
    assert place_advert(raw(**fields)) is None


def test_a_board_may_write_places_in_its_own_way():
    spellings = {"noorderstad": "Assen", "de veenplaats": "GM0114", "assen": "Emmen"}
    assert place_advert(raw(place="NOORDERSTAD"), spellings=spellings).code == "GM0106"
    assert place_advert(raw(place="De  Veenplaats "), spellings=spellings).code == "GM0114"
    assert place_advert(raw(place="Assen"), spellings=spellings).code == "GM0114"
    assert place_advert(raw(place="Meppel"), spellings=spellings).code == "GM0119"


def test_of_several_places_of_one_name_the_province_chooses():
    assert place_advert(raw(place="Rijswijk")) is None or place_advert(raw(place="Rijswijk")).name == "Rijswijk"
    assert place_advert(raw(place="Bergen")) is None
    assert place_advert(raw(place="Bergen"), province="PV27").code == "GM0373"
    assert place_advert(raw(place="Bergen"), province="PV31").code == "GM0893"
    assert place_advert(raw(text="Ik ontvang in Bergen")) is None
    assert place_advert(raw(text="Ik ontvang in Bergen"), province="PV31").code == "GM0893"


def test_a_name_known_once_is_found_in_any_province():
    assert place_advert(raw(place="Amsterdam"), province="PV22").code == "GM0363"
    assert place_advert(raw(text="Ik ontvang in Amsterdam"), province="PV22").code == "GM0363"


def test_what_comes_later_can_only_choose_among_places_of_the_name():
    assert place_advert(raw(place="Bergen", text="Ik ontvang in Amsterdam")) is None
    assert place_advert(raw(place="Bergen", address="Dorpsstraat 1, Bergen, Limburg")).code == "GM0893"


@given(
    st.builds(
        RawAdvert,
        board=st.just("b"),
        advert_id=st.just("a"),
        title=st.text(max_size=60),
        text=st.text(max_size=200),
        place=st.none() | st.text(max_size=40),
        address=st.none() | st.text(max_size=60),
        postcode=st.none() | st.text(max_size=10),
    ),
    st.none() | st.sampled_from(("PV22", "PV31", "PV99", "?")),
)
def test_any_advert_can_be_placed(advert, province):
    place_advert(advert, province=province)
