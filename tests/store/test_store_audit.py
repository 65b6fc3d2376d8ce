"""The trail's rows, on both engines: in order, by what is asked for, never a list of all."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import delete, insert, update

from adwatch.guard.audit import AuditRecord, Head, Tampering, chained, verify
from adwatch.store import tables
from adwatch.store.audit import (
    SHEET,
    Lines,
    StoredAuditLog,
    audit_head,
    audit_records,
    count_records,
    latest_records,
)
from adwatch.store.migrate import upgrade
from adwatch.store.session import Store


@pytest.fixture
def store(database_url):
    opened = Store(database_url.replace("postgresql://", "postgresql+psycopg://"))
    upgrade(opened)
    yield opened
    opened.close()


def line(name="open an advert", actor="anna", day=1, activity="urn:x:figures"):
    moment = f"2026-03-{day:02}T03:00:00.123Z"
    return AuditRecord(
        seq=0, trace_id="0" * 32, span_id="0" * 16, parent_span_id=None, name=name, status_code="Unset",
        start_time=moment, end_time=moment, resource="adwatch", actor=actor, reason="é %_", previous_hash="",
        attributes=json.dumps({"dpl.core.processing_activity_id": activity}, separators=(",", ":")),
    )  # fmt: skip


@pytest.fixture
def trail(store):
    """Six lines: of two people, on three days, for two purposes."""
    log = StoredAuditLog(store)
    for one in (
        line(),
        line(actor="bea", day=2),
        line("give bea reviewer", day=2, activity="urn:x:access"),
        line(day=3, activity="https://register.example/rva#signals"),
        line("delete figures_old", actor="bea", day=3, activity="urn:x:retention"),
        line(day=3),
    ):
        log.append(lambda seq, head, one=one: chained(one, seq, head))
    return store


def numbers(store, **asked):
    found = [record.seq for record in audit_records(store, Lines(**asked))]
    assert found == [record.seq for record in latest_records(store, Lines(**asked), 99)]
    assert len(found) == count_records(store, Lines(**asked))
    return found


def test_lines_come_back_as_they_were_written_and_hold(trail):
    assert [record.seq for record in audit_records(trail)] == [1, 2, 3, 4, 5, 6]
    verdict = verify(audit_records(trail))
    assert verdict.intact
    assert verdict.head == audit_head(trail)


def test_an_empty_trail_has_the_first_head(store):
    assert audit_head(store) == Head()
    assert list(audit_records(store)) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"actor": "bea"}, [2, 5]),
        ({"since": "2026-03-02T00:00:00.000Z", "until": "2026-03-03T00:00:00.000Z"}, [2, 3]),
        ({"since": "2026-03-02T03:00:00.123Z", "until": "2026-03-03T03:00:00.123Z"}, [2, 3]),
        ({"activity": "figures"}, [1, 2, 5, 6]),
        ({"activity": "signals"}, [4]),
        ({"activity": "access"}, [3]),
        ({"activity": "GIVE bea"}, [3]),
        ({"activity": "gure"}, [5]),
        ({"activity": "%"}, []),
        ({"activity": "_old"}, [5]),
        ({"below": 3}, [1, 2]),
        ({"actor": "anna", "activity": "figures", "below": 6}, [1]),
    ],
)
def test_lines_are_found_by_what_is_asked_for(trail, asked, found):
    assert numbers(trail, **asked) == found


def test_the_last_lines_come_oldest_first(trail):
    assert [record.seq for record in latest_records(trail, Lines(), 2)] == [5, 6]


def test_what_was_done_to_a_stored_line_is_located(trail):
    head = audit_head(trail)
    with trail.begin() as connection:
        connection.execute(update(tables.Audit).where(tables.Audit.seq == 3).values(actor="anna "))
    assert (verify(audit_records(trail)).tampering, verify(audit_records(trail)).at) == (Tampering.CHANGED, 3)
    with trail.begin() as connection:
        connection.execute(delete(tables.Audit).where(tables.Audit.seq >= 3))
    assert verify(audit_records(trail)).intact
    verdict = verify(audit_records(trail), head)
    assert (verdict.tampering, verdict.at) == (Tampering.REMOVED, 3)


def test_lines_are_not_all_in_memory_at_once(store, monkeypatch):
    one = chained(line(), 1, "0" * 64)
    rows = [
        {name: getattr(replace(one, seq=seq, hash=f"{seq:064}"), name) for name in one.__slots__}
        for seq in range(1, 2 * SHEET + 2)
    ]
    with store.begin() as connection:
        connection.execute(insert(tables.Audit), rows)
    made = []
    records = audit_records(store)
    monkeypatch.setattr("adwatch.store.audit.AuditRecord", lambda *values: made.append(values) or values)
    next(records)
    assert len(made) == 1
    records.close()
