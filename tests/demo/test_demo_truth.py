from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date

import pytest

from adwatch.demo.province import FIRST, LAST, DemoProvince
from adwatch.demo.tables import origins, towns
from adwatch.demo.truth import COLUMNS, Truth, is_south_american
from adwatch.domain.nights import nights

ASSEN = ("GM0106",)
DRENTHE = tuple(code for code, town in towns().items() if town.province == "PV22")


def test_assen_is_as_its_evaluation_says(truth):
    figures = truth.figures(ASSEN, FIRST, LAST)
    assert 275 <= figures.unique_adverts <= 285
    assert (figures.least, figures.greatest) == (4, 15)
    assert len(figures.per_night) == 457


def test_drenthe_is_as_the_evaluation_says(truth):
    figures = truth.figures(DRENTHE, FIRST, LAST)
    assert figures.south_american_share == pytest.approx(0.39, abs=0.01)
    assert 0.02 < figures.unknown_share < 0.2


@pytest.mark.parametrize("municipalities", [ASSEN, DRENTHE])
def test_the_south_american_share_rises(truth, municipalities):
    first = truth.figures(municipalities, date(2020, 7, 1), date(2020, 9, 30)).south_american_share
    middle = truth.figures(municipalities, date(2021, 1, 1), date(2021, 3, 31)).south_american_share
    last = truth.figures(municipalities, date(2021, 7, 1), date(2021, 9, 30)).south_american_share
    assert first < 0.2 < middle < last
    assert last > 0.5


def test_most_are_dutch_at_first(truth):
    codes = set(DRENTHE)
    people = {
        version.person
        for version in truth.province.versions
        if version.shown.municipality in codes and version.first < date(2020, 10, 1).toordinal()
    }
    assert sum(person.origin == "NL" for person in people) > 0.5 * len(people)


def test_small_municipalities_have_few(truth):
    for code in ("GM1690", "GM1701", "GM1681"):
        assert truth.figures((code,), FIRST, LAST).mean < 3
    assert truth.figures(("GM0014",), FIRST, LAST).mean > 15


def test_another_province_is_near_but_not_the_same(truth):
    other = Truth(DemoProvince(2)).figures(ASSEN, FIRST, LAST)
    assert 230 <= other.unique_adverts <= 330
    assert other.least >= 2
    assert other.greatest <= 18
    assert other.per_night != truth.figures(ASSEN, FIRST, LAST).per_night


def test_every_shown_version_is_in_the_truth(short_province):
    rows = {}
    for row in Truth(short_province).rows():
        rows.setdefault((row.board, row.advert_id), []).append(row)
    seen = {}
    for board in short_province.boards:
        for night in nights(short_province.first, short_province.last):
            for shown in short_province.on(board.name, night):
                seen.setdefault((board.name, shown.advert_id, shown.revision), night)
    assert len(seen) == sum(map(len, rows.values()))
    for (board, advert, _), night in seen.items():
        assert night in {row.night for row in rows[board, advert]}


def test_the_truth_of_a_night_is_that_of_the_last_row_before_it(short_province):
    rows = defaultdict(list)
    for row in Truth(short_province).rows():
        rows[row.board, row.advert_id].append(row)
    for version in short_province.versions:
        for night in version.nights():
            known = [
                row
                for row in rows[version.shown.board, version.shown.advert_id]
                if row.night <= date.fromordinal(night)
            ]
            assert max(known, key=lambda row: row.night).advertiser == version.person.key


def test_one_posting_has_one_advertiser(truth):
    advertisers = defaultdict(set)
    for row in truth.rows():
        advertisers[row.posting].add(row.advertiser)
    assert all(len(found) == 1 for found in advertisers.values())


def test_the_file_has_its_columns_and_a_row_per_version(short_province, tmp_path):
    path = tmp_path / "truth.csv"
    truth = Truth(short_province)
    truth.write_csv(path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(list(truth.rows()))
    assert date.fromisoformat(rows[0]["night"]) >= short_province.first


def test_only_what_could_be_read_counts(short_province):
    truth = Truth(short_province)
    first, last = short_province.first, short_province.last
    gap = date(2020, 7, 10)
    everything = truth.figures(ASSEN, first, last)
    one_board = truth.figures(ASSEN, first, last, lambda board, _, night: board == "kaartvoorbeeld" and night != gap)
    nothing = truth.figures(ASSEN, first, last, lambda *_: False)
    assert one_board.unique_adverts < everything.unique_adverts
    assert gap in everything.per_night
    assert gap not in one_board.per_night
    assert (nothing.unique_adverts, nothing.least, nothing.mean, nothing.per_night) == (0, 0, 0.0, {})


def test_a_province_counts_a_person_once(truth):
    night = date(2021, 3, 1)
    parts = sum(truth.figures((code,), night, night).unique_advertisers for code in DRENTHE)
    assert truth.figures(DRENTHE, night, night).unique_advertisers <= parts


def test_south_american_is_un_m49_005():
    assert is_south_american("BR")
    assert is_south_american("SR")
    assert is_south_american("005")
    assert not any(map(is_south_american, ("419", "DO", "MX", "CU", "ES", "NL")))
    assert {code for code in origins() if is_south_american(code)} >= {"CO", "VE", "PE", "PY", "EC", "AR", "CL"}
