from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measure_factory import coverage, night, observed, seen

from adwatch.domain.figures import Spread
from adwatch.measure.period import period_figure


def figure(pattern, sightings, first=0, last=None):
    last = len(pattern) - 1 if last is None else last
    return period_figure(sightings, coverage(pattern), "GM0106", "Assen", night(first), night(last), str)


def test_uniques_are_seen_on_gap_nights_too_but_the_spread_is_over_covered_ones():
    found = figure("#.#", seen((0, 1), (1, 1), (1, 2), (1, 3)))
    assert (found.unique_adverts, found.unique_advertisers) == (3, 3)
    assert found.advertisers_per_night == Spread(0, 0.5, 1)
    assert (found.nights, found.nights_covered) == (3, 2)


def test_reposts_are_one_unique_advert_and_the_period_has_both_its_ends():
    rows = [(0, 1, 7, 1, -1), (1, 2, 7, 1, -1), (2, 3, 7, 1, -1), (3, 4, 9, 1, -1), (5, 9, 8, 2, -1)]
    found = figure("#" * 6, observed(rows), first=1, last=3)
    assert (found.unique_adverts, found.unique_advertisers) == (2, 1)
    assert found.advertisers_per_night == Spread(1, 1.0, 1)


def test_no_covered_night_no_spread():
    found = figure("..", seen((0, 1)))
    assert found.advertisers_per_night == Spread(None, None, None)
    assert found.unique_advertisers == 1


def test_a_period_must_end_after_it_starts():
    with pytest.raises(ValueError, match="ends before it starts"):
        figure("##", seen(), first=1, last=0)


@settings(deadline=None)  # other work may share the machine
@given(
    st.text("#.", min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(-2, 22), st.integers(1, 5)), max_size=40),
    st.integers(-2, 10),
    st.integers(0, 12),
)
def test_the_period_is_what_the_words_say(pattern, pairs, first, length):
    last = first + length
    found = figure(pattern, seen(*pairs), first, last)
    inside = [(offset, who) for offset, who in pairs if first <= offset <= last]
    covered = [o for o in range(first, last + 1) if 0 <= o < len(pattern) and pattern[o] == "#"]
    counts = [len({who for offset, who in inside if offset == tonight}) for tonight in covered]
    assert found.unique_advertisers == len({who for _, who in inside})
    assert (found.nights, found.nights_covered) == (length + 1, len(covered))
    mean = pytest.approx(sum(counts) / len(counts)) if counts else None
    expected = (min(counts, default=None), mean, max(counts, default=None))
    spread = found.advertisers_per_night
    assert (spread.min, spread.mean, spread.max) == expected
