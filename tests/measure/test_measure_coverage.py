from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measure_factory import coverage, night, row

from adwatch.domain.coverage import CoverageStatus
from adwatch.measure.coverage import coverage_grid, coverage_share

COMPLETE, PARTIAL, FAILED, DISALLOWED, BARRED = CoverageStatus


def shares(crawled, imported=(), municipalities=("GM1",), first=0, last=0):
    return list(coverage_share(crawled, imported, municipalities, night(first), night(last)).values())


def test_every_status_but_complete_is_not_read_and_disallowed_is_outside():
    statuses = [COMPLETE, PARTIAL, FAILED, BARRED, DISALLOWED]
    crawled = [row(offset, "a") for offset in range(5)] + [row(i, "b", status=s) for i, s in enumerate(statuses)]
    assert shares(crawled, last=4) == [1.0, 0.5, 0.5, 0.5, 1.0]


def test_a_night_without_a_row_counts_as_not_read_from_the_first_row_on():
    assert shares([row(1), row(3)], first=0, last=4) == [0.0, 1.0, 0.0, 1.0, 0.0]
    later = [row(offset) for offset in range(4)] + [row(2, "b")]
    assert shares(later, last=3) == [1.0, 1.0, 1.0, 0.5]


def test_nothing_expected_is_nothing_covered():
    assert shares([], last=1) == [0.0, 0.0]
    assert shares([row(0)], municipalities=["GM9"]) == [0.0]
    assert shares([row(0, status=DISALLOWED)]) == [0.0]


def test_an_imported_board_is_expected_between_its_first_and_last_record_in_all_it_named():
    crawled = [row(offset, "a") for offset in range(6)]
    imported = [row(offset, "app", municipality) for offset in (1, 4) for municipality in ("GM1", "GM2")]
    assert shares(crawled, imported, last=5) == [1.0, 1.0, 0.5, 0.5, 1.0, 1.0]
    assert shares(crawled, imported, ["GM2"], last=5) == [0.0, 1.0, 0.0, 0.0, 1.0, 0.0]


def test_a_board_of_one_name_crawled_and_imported_is_two():
    assert shares([row(0, "a", status=FAILED)], [row(0, "a")]) == [0.5]


def test_weights_are_the_mean_adverts_once_each_cell_was_read_on_seven_nights():
    crawled = [row(offset, "a", adverts=9) for offset in range(9)]
    crawled += [row(offset, "b", adverts=1) for offset in range(7)] + [row(7, "b", status=FAILED)]
    assert shares(crawled, first=6, last=8) == [1.0, 0.9, 0.9]
    six = [row(offset, "a", adverts=9) for offset in range(7)] + [row(offset, "b", adverts=1) for offset in range(6)]
    assert shares(six, first=6, last=6) == [0.5]


def test_weights_look_back_on_twenty_eight_nights_that_were_read():
    crawled = [row(offset, "b", adverts=1) for offset in range(60)]
    crawled += [row(0, "a", adverts=1000)]
    crawled += [row(offset, "a", adverts=4) for offset in range(1, 15)]
    crawled += [row(offset, "a", adverts=2) for offset in range(20, 34)] + [row(34, "a", status=FAILED)]
    assert shares(crawled, first=34, last=34) == [0.25]
    assert shares(crawled, first=33, last=33) == [1.0]


def test_where_no_board_carries_an_advert_all_weigh_the_same():
    crawled = [row(offset, board) for offset in range(10) for board in "ab"] + [row(10, "a")]
    assert shares(crawled, first=10, last=10) == [0.5]


def test_a_province_pools_its_municipalities():
    crawled = [row(offset, "a", code, adverts=n) for offset in range(8) for code, n in (("GM1", 8), ("GM2", 2))]
    crawled += [row(8, "a", "GM1", adverts=8), row(8, "a", "GM2", status=FAILED)]
    assert shares(crawled, municipalities=["GM1", "GM2"], first=8, last=8) == [0.8]
    assert coverage_grid(crawled, []).of_area(["GM1", "GM2"]).covered.all()


def test_exactly_eighty_per_cent_is_covered_though_floating_point_sums_fall_short():
    assert (1 / 7 + 11 / 7) / (1 / 7 + 11 / 7 + 3 / 7) < 0.8
    crawled = [row(o, board, adverts=n * (o == 0)) for o in range(7) for board, n in (("a", 1), ("b", 11), ("c", 3))]
    crawled += [row(7, "a"), row(7, "b"), row(7, "c", status=FAILED)]
    area = coverage_grid(crawled, []).of_area(["GM1"])
    assert area.share[-1] == 0.8
    assert area.covered[-1]


def test_counting_covered_nights_reaches_beyond_the_record():
    area = coverage("#.##")
    nights = area.first + np.arange(-2, 6, dtype=np.int32)
    assert area.covered_before(nights).tolist() == [0, 0, 0, 1, 1, 2, 3, 3]
    assert area.covered_after(nights).tolist() == [3, 3, 2, 2, 1, 0, 0, 0]
    assert area.between(night(-1), night(5)).covered.tolist() == [False, True, False, True, True, False, False]
    assert not area.between(night(50), night(52)).covered.any()
    with pytest.raises(ValueError, match="ends before it starts"):
        area.between(night(1), night(0))


def share_by_words(crawled, imported, municipalities, tonight):
    """DESIGN's sentence, word by word, over plain rows; of two rows on one cell and night the later holds."""
    cells = {}
    for kind, source in (("crawled", crawled), ("imported", imported)):
        for r in source:
            cells.setdefault((kind, r.board, r.municipality), {})[r.night] = r
    expected = {}
    for (kind, board, municipality), rows in cells.items():
        if municipality not in municipalities:
            continue
        if kind == "crawled":
            today = rows.get(tonight)
            is_expected = min(rows) <= tonight and not (today and today.status is DISALLOWED)
        else:
            records = [r.night for r in imported if r.board == board]
            is_expected = min(records) <= tonight <= max(records)
        if is_expected:
            expected[kind, board, municipality] = rows
    past = {
        cell: [r.adverts for day, r in sorted(rows.items()) if day < tonight and r.status is COMPLETE][-28:]
        for cell, rows in expected.items()
    }
    weights = {cell: sum(adverts) / len(adverts) if adverts else 0 for cell, adverts in past.items()}
    if any(len(adverts) < 7 for adverts in past.values()) or not any(weights.values()):
        weights = dict.fromkeys(weights, 1)
    read = [cell for cell, rows in expected.items() if tonight in rows and rows[tonight].status is COMPLETE]
    return sum(weights[cell] for cell in read) / sum(weights.values()) if expected else 0.0


rows_strategy = st.lists(
    st.builds(
        row,
        st.integers(0, 50),
        st.sampled_from("ab"),
        st.sampled_from(["GM1", "GM2"]),
        st.sampled_from([COMPLETE] * 8 + list(CoverageStatus)),
        st.integers(0, 5),
    ),
    max_size=25,
)


@st.composite
def long_runs(draw):
    """Coverage that is mostly complete, so that weights take hold, with scattered rows over it."""
    start = draw(st.integers(0, 10))
    adverts = draw(st.integers(0, 9)), draw(st.integers(0, 9))
    runs = [row(o, b, "GM1", adverts=n + o % 3) for b, n in zip("ab", adverts, strict=True) for o in range(start, 45)]
    return runs * draw(st.booleans()) + draw(rows_strategy)


@st.composite
def imports(draw):
    named = draw(st.sets(st.sampled_from(["GM1", "GM2"]), min_size=1))
    nights = draw(st.sets(st.integers(0, 50), max_size=12))
    return [row(o, "app", code, adverts=draw(st.integers(0, 3))) for o in sorted(nights) for code in sorted(named)]


@settings(deadline=None)  # other work may share the machine
@given(long_runs(), imports(), st.sets(st.sampled_from(["GM1", "GM2", "GM3"])))
def test_the_share_is_what_the_words_say(crawled, imported, municipalities):
    found = coverage_share(crawled, imported, municipalities, night(-2), night(54))
    assert len(found) == 57
    for tonight, share in found.items():
        assert share == pytest.approx(share_by_words(crawled, imported, municipalities, tonight), abs=1e-8)
