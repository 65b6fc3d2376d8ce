"""Taking in noted adverts: all that is good, nothing that is not, and the same file twice without a change."""

import io
import sqlite3

import pytest
from records import jsonl, record
from sqlalchemy import func, select

from adwatch.jobs.importing import import_records
from adwatch.jobs.records import RecordFormat
from adwatch.store import tables
from adwatch.store.audit import audit_records

TABLES = (tables.Advert, tables.AdvertVersion, tables.Sighting, tables.Feature, tables.Signature, tables.Board)
PLANTED = {
    "title": "Zilveren maan over het kanaal",
    "text": "Rustige ontvangst bij kaarslicht, bel 06 12 34 98 76 of schrijf naar maanlicht@voorbeeld.example",
    "alias": "Zilvermaan",
    "account": "zilvermaan1987",
    "phones": ["0612349876"],
    "emails": ["maanlicht@voorbeeld.example"],
    "handles": ["telegram: zilvermaan_x"],
    "address": "Verzonnenkade 1234",
    "postcode": "9401 QQ",
    "url": "https://bord.example/advert/778899",
}


def counts(office):
    with office.store.begin() as connection:
        return {
            each.__tablename__: connection.execute(select(func.count()).select_from(each)).scalar_one()
            for each in TABLES
        }


def rows(office):
    with office.store.begin() as connection:
        return {
            each.__tablename__: sorted(
                (
                    tuple(value for name, value in row._mapping.items() if name != "sealed")
                    for row in connection.execute(select(each.__table__))
                ),
                key=repr,
            )
            for each in TABLES
        }


def test_a_file_twice_changes_nothing(office):
    file = [
        record(1, text="Massage in alle rust, bel 0612349876"),
        record(2, night="2021-03-15"),
        record(1, "2021-03-16"),
    ]
    assert import_records(office, jsonl(*file)).taken == 3
    once = rows(office)
    import_records(office, jsonl(*file))
    assert rows(office) == once


def test_what_stands_only_in_the_text_is_found(office):
    import_records(office, jsonl(record(title="Lieve Braziliaanse dame", text="24 jaar, bel 06-12 34 98 76")))
    with office.store.begin() as connection:
        version = connection.execute(select(tables.AdvertVersion.origin, tables.AdvertVersion.age)).one()
        kinds = set(connection.execute(select(tables.Feature.kind)).scalars())
    assert tuple(version) == ("BR", 24)
    assert "phone" in kinds


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"municipality": "Nergenshuizen"}, "municipality"),
        ({"observed_at": "gisteren"}, "observed_at"),
        ({"observed_at": "2999-01-01"}, "observed_at"),
        ({"observed_at": None}, "observed_at"),
        ({"board": ""}, "board"),
        ({"advert_id": None}, "record"),
        ({"phones": {"a": 1}}, "phones"),
        ({"prices": {"uur": 150}}, "prices.uur"),
        ({"photo_hashes": ["xyz"]}, "photo_hashes.0"),
        ({"age": "oud"}, "age"),
    ],
)
def test_a_bad_record_is_told_with_line_and_field_and_the_rest_goes_in(office, wrong, field):
    result = import_records(office, jsonl(record(1), {**record(2), **wrong}, record(3)))
    assert result.taken == 2
    assert [(bad.line, bad.field.split(".[")[0]) for bad in result.bad] == [(2, field)]
    assert counts(office)["sighting"] == 2


@pytest.mark.parametrize("line", [b"{broken", b"[1, 2]", b'{"age": NaN}', b"\xff\xfe{}", b'"text"', b"[" * 5000])
def test_a_line_that_is_no_record_is_told(office, line):
    source = io.BytesIO(jsonl(record(1)).getvalue() + line + b"\n" + jsonl(record(2)).getvalue())
    result = import_records(office, source)
    assert (result.taken, [bad.line for bad in result.bad]) == (2, [2])


def test_strict_takes_all_or_nothing(office):
    result = import_records(office, jsonl(record(1), record(2, municipality="Nergenshuizen")), strict=True)
    assert (result.taken, len(result.bad), result.written) == (0, 1, False)
    assert set(counts(office).values()) == {0}
    assert import_records(office, jsonl(record(1), record(2)), strict=True).taken == 2


def test_csv_says_the_same_as_jsonl(office):
    csv = (
        "\ufeffboard;advert_id;observed_at;municipality;text;phones;prices;age\n"
        'appgroep;a1;2021-03-14;GM0106;"Twee regels\nen een; puntkomma";0612349876|0612349877;60=150|30=80;24\n'
        "appgroep;a2;2021-03-14;;geen gemeente;;;\n"
    )
    result = import_records(office, io.BytesIO(csv.encode()), RecordFormat.CSV)
    assert (result.taken, [(bad.line, bad.field) for bad in result.bad]) == (1, [(4, "municipality")])
    with office.store.begin() as connection:
        assert connection.execute(select(tables.AdvertVersion.price_per_hour, tables.AdvertVersion.age)).one() == (
            150,
            24,
        )
        assert connection.execute(select(func.count()).where(tables.Feature.kind == "phone")).scalar_one() == 2


def test_a_later_record_makes_a_new_version_and_an_earlier_one_does_not_become_current(office):
    import_records(office, jsonl(record(1, "2021-03-20", text="Nieuwe tekst over rust en thee")))
    import_records(office, jsonl(record(1, "2021-03-10", text="Oude tekst over muziek en licht")))
    with office.store.begin() as connection:
        current = connection.execute(select(tables.Advert.version_id)).scalar_one()
        newest = connection.execute(
            select(tables.Sighting.version_id).order_by(tables.Sighting.night.desc()).limit(1)
        ).scalar_one()
        span = connection.execute(select(tables.Advert.first_night, tables.Advert.last_night)).one()
    assert current == newest
    assert [night.day for night in span] == [10, 20]


def test_nothing_planted_stands_readable_in_any_table(office):
    import_records(office, jsonl(record("778899", **PLANTED)))
    values = [value.encode() for field in PLANTED.values() for value in ([field] if isinstance(field, str) else field)]
    values += [b"31612349876", b"12349876", b"zilvermaan", b"778899"]
    with office.store.begin() as connection:
        for table in tables.Table.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                written = repr([bytes(each) if isinstance(each, memoryview) else each for each in row]).casefold()
                assert not [value for value in values if value.decode().casefold() in written], table.name


def test_nothing_planted_stands_readable_in_the_database_file_and_its_wal(office, home):
    if office.store.dialect != "sqlite":
        pytest.skip("PostgreSQL's files are the server's; its tables are read by the test above")
    reader = sqlite3.connect(office.store.engine.url.database)
    reader.execute("SELECT 1 FROM board").fetchall()  # keeps the WAL from being folded in
    import_records(office, jsonl(record("778899", **PLANTED)))
    folder = home.parent
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".toml", ".yml"}]
    assert any(path.name.endswith("-wal") and path.stat().st_size for path in files)
    for path in files:
        raw = path.read_bytes().lower()
        for value in (
            b"zilvermaan",
            b"12349876",
            b"12 34 98 76",
            b"maanlicht",
            b"kaarslicht",
            b"verzonnenkade",
            b"9401qq",
            b"778899",
        ):
            assert value not in raw, (path, value)
    reader.close()


def test_an_import_opens_nothing_and_so_writes_no_audit_line(office):
    import_records(office, jsonl(record(1)))
    assert list(audit_records(office.store)) == []
