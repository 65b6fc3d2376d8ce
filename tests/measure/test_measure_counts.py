from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from measure_factory import coverage, night, observed, seen

from adwatch.measure.counts import night_figures
from adwatch.measure.stays import find_stays


def figures(pattern, sightings, first=0, last=None):
    area = coverage(pattern)
    stays = find_stays(sightings.advertiser, sightings.night, area)
    last = len(pattern) - 1 if last is None else last
    return night_figures(sightings, stays, area, "GM0106", "Assen", night(first), night(last))


def column(name, *args, **kwargs):
    return [getattr(figure, name) for figure in figures(*args, **kwargs)]


def test_each_advert_and_advertiser_counts_once_a_night():
    rows = [(0, 1, 1, 1, -1), (0, 1, 1, 1, -1), (0, 2, 1, 1, -1), (0, 3, 3, 2, -1), (1, 3, 3, 2, -1)]
    assert column("adverts", "##", observed(rows)) == [3, 1]
    assert column("advertisers", "##", observed(rows)) == [2, 1]


def test_a_bridged_night_counts_nobody_and_nobody_leaves_or_enters_on_it():
    sightings = seen((5, 1), (7, 1))
    assert column("advertisers", "#" * 12, sightings, first=5, last=8) == [1, 0, 1, 0]
    assert column("entered", "#" * 12, sightings, first=5, last=8) == [1, 0, 0, 0]
    assert column("left", "#" * 12, sightings, first=5, last=8) == [0, 0, 0, 1]


def test_leaving_is_unknown_until_four_covered_nights_have_passed():
    assert column("left", "#" * 6, seen((2, 1)), first=2) == [0, None, 0, 0]
    assert column("left", "#" * 7, seen((2, 1)), first=2) == [0, 1, 0, 0, 0]
    assert column("left", "####.###", seen((2, 1)), first=2, last=3) == [0, 1]
    assert column("left", "####.##", seen((2, 1)), first=2, last=3) == [0, None]


def test_a_period_that_ends_early_knows_what_came_after_it():
    assert column("left", "#" * 9, seen((2, 1)), first=3, last=3) == [1]


def test_a_gap_is_null_and_a_covered_night_without_adverts_is_zero():
    gap, empty = figures(".#", seen((0, 1)))
    assert (gap.adverts, gap.advertisers, gap.entered, gap.left, gap.coverage) == (None, None, None, None, 0.5)
    assert (empty.adverts, empty.advertisers, empty.entered, empty.coverage) == (0, 0, 0, 1.0)


def test_nights_off_the_record_are_gaps():
    assert column("adverts", "##", seen((0, 1)), first=-1, last=2) == [None, 1, 0, None]
    assert column("coverage", "##", seen((0, 1)), first=-1, last=2) == [0.0, 1.0, 1.0, 0.0]


def figure_by_words(pattern, pairs, tonight):
    """One night's counts, from the sets of nights on which each advertiser is seen."""
    if not (0 <= tonight < len(pattern)) or pattern[tonight] != "#":
        return (None,) * 3

    def covered(low, high):
        return sum(1 for offset in range(max(low, 0), min(high, len(pattern))) if pattern[offset] == "#")

    on = {who: sorted({offset for offset, w in pairs if w == who}) for _, who in pairs}
    entered, left = 0, 0
    for nights in on.values():
        before = [n for n in nights if n < tonight]
        after = [n for n in nights if n >= tonight]
        if tonight in nights and (not before or covered(before[-1] + 1, tonight) > 3):
            entered += 1
        if tonight - 1 in nights and tonight not in nights:
            if covered(tonight, after[0] if after else len(pattern)) > 3:
                left = None if left is None else left + 1
            elif not after:
                left = None
    return sum(1 for nights in on.values() if tonight in nights), entered, left


@settings(deadline=None)  # other work may share the machine
@given(
    st.text("###.", min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 29), st.integers(1, 4)), max_size=40),
)
def test_counts_are_what_the_words_say(pattern, pairs):
    found = figures(pattern, seen(*pairs), first=-1, last=len(pattern))
    expected = [figure_by_words(pattern, pairs, offset) for offset in range(-1, len(pattern) + 1)]
    assert [(figure.advertisers, figure.entered, figure.left) for figure in found] == expected
