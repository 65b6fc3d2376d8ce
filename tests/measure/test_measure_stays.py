from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from measure_factory import START, coverage, night, seen

from adwatch.measure.stays import Stay, find_stays


def stays_of(pattern, *pairs):
    sightings = seen(*pairs)
    return [
        (s.advertiser, (s.first - START).days, (s.last - START).days, s.left_censored, s.right_censored)
        for s in find_stays(sightings.advertiser, sightings.night, coverage(pattern))
    ]


def test_three_covered_nights_are_bridged_and_four_are_not():
    assert stays_of("#" * 20, (5, 1), (9, 1)) == [(1, 5, 9, False, False)]
    assert stays_of("#" * 20, (5, 1), (10, 1)) == [(1, 5, 5, False, False), (1, 10, 10, False, False)]


def test_gap_nights_do_not_count_but_a_sighting_on_one_does():
    assert stays_of("#####" + "#..#.." + "#" * 10, (5, 1), (13, 1)) == [(1, 5, 13, False, False)]
    assert stays_of("####.....####", (6, 1)) == [(1, 6, 6, False, False)]


def test_censored_within_three_covered_nights_of_either_end():
    assert stays_of("#" * 9, (3, 1), (4, 2), (5, 3)) == [
        (1, 3, 3, True, False),
        (2, 4, 4, False, False),
        (3, 5, 5, False, True),
    ]
    assert stays_of("###.#...#", (4, 1)) == [(1, 4, 4, True, True)]


def test_a_stay_is_of_one_area_and_has_dates():
    sightings = seen((7, 4), (6, 4))
    stays = find_stays(sightings.advertiser, sightings.night, coverage("#" * 12), area="GM0106")
    assert list(stays) == [Stay(4, "GM0106", night(6), night(7), left_censored=False, right_censored=False)]
    assert len(stays) == 1


def test_no_sightings_no_stays():
    assert stays_of("###") == []
    assert stays_of("") == []


def stays_by_words(pattern, pairs):
    """Walk from night to night; a stay is over after four covered nights without a sighting."""
    covered = {offset for offset, mark in enumerate(pattern) if mark == "#"}
    found = []
    for who in sorted({advertiser for _, advertiser in pairs}):
        on = {offset for offset, advertiser in pairs if advertiser == who}
        current, unseen = None, 0
        for offset in range(min(on), max(on) + 1):
            if offset in on:
                if current is None or unseen > 3:
                    current = [offset, offset]
                    found.append((who, current))
                current[1], unseen = offset, 0
            elif offset in covered:
                unseen += 1
    return [
        (who, first, last, len([n for n in covered if n < first]) < 4, len([n for n in covered if n > last]) < 4)
        for who, (first, last) in found
    ]


patterns = st.text("###.", max_size=40)
sightings_strategy = st.lists(st.tuples(st.integers(-3, 42), st.integers(1, 3)), max_size=30)


@settings(deadline=None)  # other work may share the machine
@given(patterns, sightings_strategy)
def test_stays_are_what_the_words_say(pattern, pairs):
    assert stays_of(pattern, *pairs) == stays_by_words(pattern, pairs)
