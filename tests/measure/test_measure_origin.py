from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measure_factory import observed

from adwatch.domain.figures import OriginShare
from adwatch.measure.origin import ShareBounds, bounds, origin_shares, prevailing_origin

ORIGINS = ("NL", "BR", "CO", "005")
REGIONS = {"NL": "Western Europe", "BR": "South America", "CO": "South America", "005": "South America"}
NL, BR, CO, REGION, NONE = 0, 1, 2, 3, -1


def origin_of(*votes):
    """The prevailing origin of one posting over (night, origin) sightings."""
    rows = [(offset, 1, 1, 1, origin) for offset, origin in votes]
    _, found = prevailing_origin(observed(rows, ORIGINS), observed(rows, ORIGINS).posting)
    return found.tolist()


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([(0, NL), (1, NL), (2, BR)], NL),
        ([(0, NONE), (1, NONE), (2, BR)], BR),
        ([(0, NONE)], NONE),
        ([(0, NL), (1, BR), (2, BR), (3, NL)], NL),
        ([(3, BR), (0, NL), (2, NL), (1, BR)], BR),
        ([(0, NL), (0, BR)], BR),
        ([(0, BR), (1, CO), (2, NL), (3, NL)], NL),
    ],
)
def test_the_origin_on_most_sightings_prevails_then_the_latest_then_the_first_in_order(votes, expected):
    assert origin_of(*votes) == [expected]


def test_shares_are_over_all_and_unknown_comes_last():
    rows = [(0, 1, 1, 1, BR), (0, 2, 2, 1, CO), (0, 3, 3, 2, NL), (0, 4, 4, 3, NONE), (0, 5, 5, 4, NONE)]
    rows += [(0, 6, 6, 4, NONE)]
    assert origin_shares(observed(rows, ORIGINS), REGIONS.__getitem__) == (
        OriginShare("South America", 2, 1, 2 / 6, 1 / 4),
        OriginShare("Western Europe", 1, 1, 1 / 6, 1 / 4),
        OriginShare("unknown", 3, 2, 3 / 6, 2 / 4),
    )


def test_unknown_is_stated_where_nothing_is_unknown_and_where_nothing_is_seen():
    assert origin_shares(observed([(0, 1, 1, 1, NL)], ORIGINS), REGIONS.__getitem__)[-1] == OriginShare(
        "unknown", 0, 0, 0.0, 0.0
    )
    assert origin_shares(observed([]), REGIONS.__getitem__) == (OriginShare("unknown", 0, 0, None, None),)


def test_a_code_without_a_region_is_unknown_too():
    assert origin_shares(observed([(0, 1, 1, 1, NL)], ORIGINS), lambda _: "unknown") == (
        OriginShare("unknown", 1, 1, 1.0, 1.0),
    )


def test_bounds_take_the_unknown_as_none_or_all():
    unknown = OriginShare("unknown", 2, 1, 0.5, 0.25)
    assert bounds(OriginShare("South America", 1, 1, 0.25, 0.25), unknown) == ShareBounds((0.25, 0.75), (0.25, 0.5))
    nothing = OriginShare("unknown", 0, 0, None, None)
    assert bounds(nothing, nothing) == ShareBounds(None, None)


def prevailing_by_words(votes):
    stated = [(night, origin) for night, origin in votes if origin != NONE]
    if not stated:
        return NONE
    codes = [origin for _, origin in stated]
    most = max(codes.count(code) for code in codes)
    tied = {code for code in codes if codes.count(code) == most}
    latest = max(night for night, origin in stated if origin in tied)
    return min((origin for night, origin in stated if origin in tied and night == latest), key=ORIGINS.__getitem__)


row_strategy = st.tuples(st.integers(0, 5), st.just(1), st.integers(1, 4), st.integers(1, 3), st.integers(-1, 3))


@settings(deadline=None)  # other work may share the machine
@given(st.lists(row_strategy, max_size=40))
def test_origins_are_what_the_words_say(rows):
    table = observed(rows, ORIGINS)
    ids, origins = prevailing_origin(table, table.posting)
    assert dict(zip(ids.tolist(), origins.tolist(), strict=True)) == {
        posting: prevailing_by_words([(r[0], r[4]) for r in rows if r[2] == posting])
        for posting in {r[2] for r in rows}
    }
    shares = origin_shares(table, REGIONS.__getitem__)
    assert shares[-1].region == "unknown"
    assert sum(row.adverts for row in shares) == len({r[2] for r in rows})
    assert sum(row.advertisers for row in shares) == len({r[3] for r in rows})
    assert [-row.adverts for row in shares[:-1]] == sorted(-row.adverts for row in shares[:-1])
    assert not rows or sum(row.share_adverts for row in shares) == pytest.approx(1)
