"""What a night says of the board: nothing on a usual night, and the right thing on one that is not."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adwatch.crawl.monitors import HISTORY, Past, Tonight, findings
from adwatch.domain.coverage import Fill, FindingKind
from adwatch.specs.pages import Bounds

NIGHT = date(2021, 3, 15)
ASSEN, EMMEN = "GM0106", "GM0114"


def past(stood=None, fills=None, nights=HISTORY):
    """`nights` nights on each of which the same adverts stood, read completely."""
    stood = stood or {}
    dates = [NIGHT - timedelta(days=back) for back in range(1, nights + 1)]
    return Past(fills or {}, dict.fromkeys(dates, stood), {each: set(stood) for each in dates})


def tonight(listed=None, fills=None, *, whole=True, places_itself=False):
    return Tonight(NIGHT, listed or {}, fills or {}, whole, places_itself)


def kinds(found):
    return [(each.kind, each.field or each.municipality, each.incomplete) for each in found]


def test_a_usual_night_says_nothing():
    stood = {ASSEN: set(range(20)), EMMEN: set(range(20, 30))}
    fills = {"title": Fill(200, 200), "phones": Fill(200, 120)}
    now = {ASSEN: set(range(3, 22)), EMMEN: set(range(20, 31))}
    assert findings(tonight(now, {"title": Fill(5, 5), "phones": Fill(5, 2)}), past(stood, fills), Bounds()) == []


def test_a_field_that_is_stated_no_more_is_named_the_same_night():
    before = {"title": Fill(150, 150, 150), "age": Fill(150, 140, 120), "origin": Fill(150, 30, 30)}
    now = {"title": Fill(12, 12, 12), "age": Fill(12, 6, 0), "origin": Fill(12, 0, 0)}
    assert kinds(findings(tonight(fills=now), past(fills=before), Bounds())) == [(FindingKind.FILL_DRIFT, "age", False)]


def test_one_advert_without_an_age_is_no_drift():
    before = {"age": Fill(150, 149, 149)}
    assert findings(tonight(fills={"age": Fill(1, 0, 0)}), past(fills=before), Bounds()) == []


@given(
    rate=st.floats(0.02, 1),
    read=st.integers(1, 40),
    seed=st.randoms(use_true_random=False),
    before=st.integers(20, 400),
)
@settings(max_examples=300)
def test_chance_alone_raises_no_alarm(rate, read, seed, before):
    held = {"age": Fill(before, before, sum(seed.random() < rate for _ in range(before)))}
    now = {"age": Fill(read, read, sum(seed.random() < rate for _ in range(read)))}
    assert findings(tonight(fills=now), past(fills=held), Bounds()) == []


def test_a_listing_that_collapses_is_no_exodus():
    found = findings(tonight({ASSEN: {1}}), past({ASSEN: set(range(12))}), Bounds())
    assert kinds(found) == [(FindingKind.COLLAPSE, ASSEN, True)]


def test_adverts_that_are_all_new_at_once_are_a_new_numbering():
    found = findings(tonight({ASSEN: set(range(100, 112))}), past({ASSEN: set(range(12))}), Bounds())
    assert kinds(found) == [(FindingKind.ALL_NEW, ASSEN, True)]


def test_a_new_numbering_is_new_for_one_night():
    before = past({ASSEN: set(range(12))})
    last = NIGHT - timedelta(days=1)
    seen = {**before.seen, last: {ASSEN: set(range(100, 112))}}
    complete = {**before.complete, last: set()}
    assert findings(tonight({ASSEN: set(range(100, 112))}), Past({}, seen, complete), Bounds()) == []


def test_a_collapse_stays_one_until_there_is_no_night_left_to_compare_with():
    seen = past({ASSEN: set(range(12))})
    for back in range(1, HISTORY):
        seen.seen.pop(NIGHT - timedelta(days=back))
        seen.complete.pop(NIGHT - timedelta(days=back))
    assert kinds(findings(tonight({ASSEN: set()}), seen, Bounds())) == [(FindingKind.COLLAPSE, ASSEN, True)]
    assert findings(tonight({ASSEN: set()}), Past(), Bounds()) == []


def test_a_whole_board_is_told_once():
    stood = {ASSEN: set(range(4)), EMMEN: set(range(4, 9))}
    found = findings(tonight({ASSEN: set(), EMMEN: set()}), past(stood), Bounds())
    assert [(each.kind, each.municipality) for each in found] == [(FindingKind.COLLAPSE, None)]


def test_a_few_people_may_leave_a_small_place():
    assert findings(tonight({ASSEN: set()}), past({ASSEN: {1, 2, 3}}), Bounds()) == []


def test_after_a_gap_more_may_have_left():
    gap = past({ASSEN: set(range(8))}, nights=HISTORY)
    for back in range(1, 11):
        gap.seen.pop(NIGHT - timedelta(days=back))
        gap.complete.pop(NIGHT - timedelta(days=back))
    assert findings(tonight({ASSEN: {7, 20, 21, 22}}), gap, Bounds()) == []


def test_several_adverts_of_one_hand_that_leaves_a_field_out_are_no_drift():
    before = {"origin": Fill(200, 190, 140)}
    assert findings(tonight(fills={"origin": Fill(25, 11, 3)}), past(fills=before), Bounds()) == []


@pytest.mark.parametrize(
    ("bounds", "listed", "fills", "expected"),
    [
        ({"min": {"adverts": 40}}, 39, {}, [(FindingKind.ADVERTS_BOUND, None, True)]),
        ({"min": {"adverts": 40}}, 40, {}, []),
        ({"max": {"adverts": 40}}, 41, {}, [(FindingKind.ADVERTS_BOUND, None, False)]),
        ({"min": {"filled": {"phone": 0.6}}}, 20, {"phones": Fill(20, 11)}, [(FindingKind.FILL_BOUND, "phones", True)]),
        ({"min": {"filled": {"phone": 0.6}}}, 20, {"phones": Fill(20, 12)}, []),
        ({"min": {"filled": {"phones": 0.6}}}, 20, {"phones": Fill(9, 0)}, []),
        ({"max": {"filled": {"age": 0.9}}}, 20, {"age": Fill(20, 20)}, [(FindingKind.FILL_BOUND, "age", False)]),
    ],
)
def test_bounds_hold(bounds, listed, fills, expected):
    night = tonight({ASSEN: set(range(listed))}, fills)
    assert kinds(findings(night, Past(), Bounds.model_validate(bounds))) == expected


def test_bounds_of_adverts_say_nothing_of_a_board_that_was_not_walked_to_its_end():
    assert findings(tonight({ASSEN: {1}}, whole=False), Past(), Bounds.model_validate({"min": {"adverts": 40}})) == []


def test_adverts_whose_place_is_not_recognised_make_the_night_incomplete():
    fills = {"place": Fill(20, 12)}
    found = findings(tonight({}, fills, places_itself=True), Past(), Bounds())
    assert kinds(found) == [(FindingKind.UNPLACED, "place", True)]
    assert findings(tonight({}, fills), Past(), Bounds()) == []
