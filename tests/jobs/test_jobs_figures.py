"""From noted adverts to figures, word by word as the definitions have it."""

from datetime import date

import pytest
from records import jsonl, record

from adwatch.errors import BadInput, Refused, UnknownName
from adwatch.guard.audit import verify
from adwatch.jobs.evaluating import evaluate_truth
from adwatch.jobs.figures import area_named, figures_by_night, figures_of_period, unresolved
from adwatch.jobs.importing import import_records
from adwatch.jobs.resolving import resolve
from adwatch.store import linkage
from adwatch.store.audit import audit_records

TEXTS = {
    "anna": "Ontspannen massage met warme olie in een stille kamer aan de rand van de stad, ring vooraf",
    "bea": "Gezellige avond samen eten en praten, ik hou van jazz en lange wandelingen door het bos",
}
PHONES = {"anna": ["0612349876"], "bea": ["0612345670"]}


def seen(name, day, municipality="Assen", **fields):
    return record(
        name, f"2021-03-{day:02d}", municipality=municipality, text=TEXTS[name], phones=PHONES[name], **fields
    )


def filler(day):
    """Another municipality's advert of the same board, which makes the night a covered one."""
    return record("vulling", f"2021-03-{day:02d}", municipality="Assen", text="x") | {"municipality": "Meppel"}


@pytest.fixture
def march(office):
    """Anna on the 1st to 3rd and the 6th; Bea on the 4th; no record on the 9th; the board goes on to the 14th."""
    days = [seen("anna", day, origin="Brazilië") for day in (1, 2, 3, 6)] + [seen("bea", 4)]
    days += [filler(day) for day in (1, 5, 7, 8, 10, 11, 12, 13, 14)]
    import_records(office, jsonl(*days))
    resolve(office)
    return office


def by_day(office, last=14, name="Assen"):
    rows = figures_by_night(office, area_named(name, None), date(2021, 3, 1), date(2021, 3, last))
    return {row.night.day: row for row in rows}


def test_nights_without_a_record_are_gaps_and_covered_ones_without_adverts_are_zero(march):
    rows = by_day(march, last=15)
    assert rows[9].coverage == 0
    assert {rows[9].adverts, rows[9].advertisers, rows[9].entered, rows[9].left} == {None}
    assert (rows[5].adverts, rows[5].advertisers, rows[5].coverage) == (0, 0, 1)
    assert rows[15].adverts is None


def test_a_bridged_night_counts_nobody_and_a_stay_goes_on_over_it(march):
    rows = by_day(march)
    assert [rows[day].advertisers for day in range(1, 8)] == [1, 1, 1, 1, 0, 1, 0]
    assert [rows[day].entered for day in range(1, 8)] == [1, 0, 0, 1, 0, 0, 0]


def test_leaving_is_told_the_night_after_once_it_is_known(march):
    rows = by_day(march)
    assert (rows[5].left, rows[7].left) == (1, 1)


def test_leaving_is_unknown_until_four_covered_nights_have_passed(office):
    import_records(office, jsonl(*[seen("anna", day) for day in (1, 2)], *[filler(day) for day in (3, 4, 5)]))
    resolve(office)
    assert by_day(office, last=5)[3].left is None
    import_records(office, jsonl(filler(6)))
    assert by_day(office, last=5)[3].left == 1


def test_the_period_says_who_was_there_with_its_unknowns(march):
    figure = figures_of_period(march, area_named("GM0106", None), date(2021, 3, 1), date(2021, 3, 14)).as_json()
    assert (figure["unique_adverts"], figure["unique_advertisers"]) == (2, 2)
    assert (figure["nights"], figure["nights_covered"]) == (14, 13)
    assert figure["advertisers_per_night"]["min"] == 0
    assert [(row["region"], row["adverts"], row["share_adverts"]) for row in figure["origin"]] == [
        ("South America", 1, 0.5),
        ("unknown", 1, 0.5),
    ]


def test_moving_within_a_province_neither_enters_nor_leaves_it(office):
    import_records(
        office,
        jsonl(
            seen("anna", 1), seen("anna", 2, "Emmen"), seen("anna", 3, "Emmen"), *[filler(day) for day in range(1, 9)]
        ),
    )
    resolve(office)
    rows = figures_by_night(office, area_named(None, "Drenthe"), date(2021, 3, 1), date(2021, 3, 4))
    assert [row.municipality for row in rows] == ["PV22"] * 4
    # The filler is the second advertiser; it stands every night.
    assert [row.advertisers for row in rows] == [2, 2, 2, 1]
    assert [row.entered for row in rows] == [2, 0, 0, 0]
    assert [row.left for row in rows] == [0, 0, 0, 1]


def test_one_person_under_two_ids_on_two_boards_is_one(office):
    copies = [seen("anna", 1), {**seen("anna", 1), "board": "tweede", "advert_id": "z9"}]
    import_records(office, jsonl(*copies, seen("bea", 1)))
    result = resolve(office)
    assert result.advertisers == 2
    figure = figures_of_period(office, area_named("Assen", None), date(2021, 3, 1), date(2021, 3, 1))
    assert (figure.unique_adverts, figure.unique_advertisers) == (2, 2)
    assert by_day(office, last=1)[1].adverts == 3


def test_ids_survive_a_second_run_and_new_adverts(march):
    with march.store.begin() as connection:
        before = linkage.answers(connection)
    import_records(march, jsonl(seen("bea", 14, "Emmen")))
    result = resolve(march)
    with march.store.begin() as connection:
        after = linkage.answers(connection)
    assert before.items() <= after.items()
    assert (result.merges, result.splits) == (0, 0)


def test_what_is_not_linked_yet_is_told(march):
    assert unresolved(march) == 0
    import_records(march, jsonl(record("nieuw", "2021-03-14", text="heel iets anders")))
    assert unresolved(march) == 1


def test_opening_content_for_the_linkage_is_on_record(march):
    lines = list(audit_records(march.store))
    assert [line.name for line in lines] == ["open sealed content for linkage"]
    assert verify(lines).intact


def test_evaluation_compares_with_labels(march, tmp_path):
    truth = tmp_path / "truth.csv"
    truth.write_text("board,advert_id,advertiser,extra\nappgroep,aanna,A,1\nappgroep,abea,B,1\nappgroep,weg,C,1\n")
    measured = evaluate_truth(march, truth)
    assert (measured.compared, measured.missing) == (2, 1)
    result = measured.evaluation.as_json()
    assert result["clusters"] == {"true": 2, "found": 2}
    assert set(result) == {"pairs", "bcubed", "ari", "clusters"}


def test_an_account_that_passed_on_is_compared_by_night(office, tmp_path):
    import_records(office, jsonl(seen("anna", 1), {**seen("bea", 9), "advert_id": "aanna"}, seen("bea", 9)))
    resolve(office)
    truth = tmp_path / "truth.csv"
    truth.write_text(
        "board,advert_id,advertiser,night\nappgroep,aanna,A,2021-03-02\nappgroep,aanna,B,2021-03-09\nappgroep,abea,B,\n"
    )
    measured = evaluate_truth(office, truth)
    assert measured.compared == 3
    assert measured.evaluation.as_json()["clusters"]["true"] == 2


@pytest.mark.parametrize(
    "text", ["board,advert_id\nx,y\n", "board,advert_id,advertiser,night\nappgroep,aanna,A,later\n", ""]
)
def test_a_truth_that_says_too_little_is_one_clear_line(march, tmp_path, text):
    truth = tmp_path / "truth.csv"
    truth.write_text(text)
    with pytest.raises(BadInput, match=r"truth\.csv"):
        evaluate_truth(march, truth)


def test_an_unknown_place_names_near_ones():
    with pytest.raises(UnknownName, match="Assen"):
        area_named("Asen", None)
    with pytest.raises(BadInput):
        area_named("Assen", "Drenthe")


def test_without_the_purpose_there_are_no_figures(march, home):
    mandate = home / "config" / "mandate.toml"
    mandate.write_text(mandate.read_text().replace('"figures", ', ""))
    del march.__dict__["mandate"]
    with pytest.raises(Refused, match="figures"):
        figures_of_period(march, area_named("Assen", None), date(2021, 3, 1), date(2021, 3, 2))
