from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serve_fake import BOARDS, DOWN, FIRST, NAMES, REDESIGNED, SECOND, VANISHING, FakeShowing, make_advert

from adwatch.demo.serve.tonight import BoardTonight, slug_of

MARKT, KAART, ETALAGE, _ = BOARDS


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Assen", "assen"),
        ("Aa en Hunze", "aa-en-hunze"),
        ("Súdwest-Fryslân", "sudwest-fryslan"),
        ("'s-Hertogenbosch", "s-hertogenbosch"),
        ("💋", ""),
    ],
)
def test_a_slug_is_the_name_in_lower_case_with_hyphens(name, slug):
    assert slug_of(name) == slug


@given(st.text())
def test_a_slug_stays_the_same_when_made_again(text):
    slug = slug_of(text)
    assert slug_of(slug) == slug
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_a_board_lists_its_own_municipalities():
    tonight = BoardTonight(ETALAGE, FakeShowing(), NAMES, FIRST)
    assert list(tonight.regions) == ["assen", "aa-en-hunze"]
    assert tonight.advert("n1") is None


def test_adverts_go_and_boards_change_with_the_night():
    tonight = BoardTonight(MARKT, FakeShowing(), NAMES, FIRST)
    assert tonight.advert(VANISHING) is not None
    seen = []
    for night in (SECOND, DOWN, REDESIGNED):
        tonight.show(night)
        seen.append((tonight.advert(VANISHING), tonight.down, tonight.other_layout))
    assert seen == [(None, False, False), (None, True, False), (None, False, True)]


def test_disallowed_regions_are_the_boards_own():
    assert [one.slug for one in BoardTonight(KAART, FakeShowing(), NAMES, FIRST).disallowed] == ["noordenveld"]
    assert BoardTonight(MARKT, FakeShowing(), NAMES, FIRST).disallowed == []


def test_of_an_advert_in_two_regions_the_newest_has_the_page():
    class Twice:
        def on(self, board, night):
            return [make_advert("a9", title="new"), make_advert("a9", title="old", municipality="GM1699")]

    tonight = BoardTonight(MARKT, Twice(), NAMES, FIRST)
    assert tonight.advert("a9").title == "new"
    assert len(tonight.adverts_in(tonight.regions["noordenveld"])) == 1
