"""Reading, verifying and handing on the trail, on both engines."""

import io
import json
from datetime import date

import pytest
from sqlalchemy import delete, update

from adwatch.errors import BadInput
from adwatch.guard.audit import Head, Tampering
from adwatch.jobs.audit import (
    OVERSIGHT,
    Asked,
    export_to,
    export_trail,
    head_of_trail,
    read_trail,
    verify_export,
    verify_trail,
)
from adwatch.specs.mandate import Purpose
from adwatch.store import tables
from adwatch.store.audit import audit_records


@pytest.fixture
def looked(office):
    """An office on whose trail four looks stand."""
    for number in range(1, 5):
        office.trail.note(f"look {number}", purpose=Purpose.FIGURES, reason=f"reason {number}")
    return office


def names(lines):
    return [line.name for line in lines]


def test_the_last_lines_are_read_and_that_is_a_line_itself(looked):
    assert names(read_trail(looked, Asked(limit=2))) == ["look 3", "look 4"]
    found = read_trail(looked, Asked(), "the yearly report")
    assert names(found) == ["look 1", "look 2", "look 3", "look 4", "read the audit trail"]
    assert (found[-1].reason, found[-1].activity, found[-1].subject) == (OVERSIGHT, "accountability", "2 audit line")
    last = list(audit_records(looked.store))[-1]
    assert (last.reason, last.subject) == ("the yearly report", "5 audit line")


def test_days_are_amsterdams_and_both_count(looked):
    with looked.store.begin() as connection:
        # Half past midnight on the second in Amsterdam is the first, in the evening, in UTC.
        for seq, moment in enumerate(("03-01T22:59", "03-01T23:30", "03-02T22:59", "03-02T23:00"), 1):
            change = update(tables.Audit).where(tables.Audit.seq == seq)
            connection.execute(change.values(start_time=f"2026-{moment}:00.000Z"))
    day = date(2026, 3, 2)
    assert names(read_trail(looked, Asked(since=day, until=day))) == ["look 2", "look 3"]
    assert names(read_trail(looked, Asked(until=date(2026, 3, 1)))) == ["look 1"]


def test_what_is_asked_for_is_text(looked):
    with pytest.raises(BadInput, match="--actor"):
        Asked(actor="\udc80")


def test_a_trail_holds_until_somebody_changes_it(looked):
    head = head_of_trail(looked)
    assert verify_trail(looked, head).intact
    with looked.store.begin() as connection:
        connection.execute(delete(tables.Audit).where(tables.Audit.seq == 2))
    verdict = verify_trail(looked)
    assert (verdict.tampering, verdict.at) == (Tampering.REMOVED, 2)


def test_an_export_holds_every_line_and_a_manifest(looked, tmp_path):
    file = tmp_path / "trail.jsonl"
    verdict = export_to(looked, file, "to the supervisor")
    assert verdict.intact
    assert file.stat().st_mode & 0o777 == 0o600
    *lines, last = map(json.loads, file.read_text().splitlines())
    assert [line["seq"] for line in lines] == [1, 2, 3, 4, 5]
    assert (lines[-1]["name"], lines[-1]["reason"]) == ("export the audit trail", "to the supervisor")
    manifest = last["manifest"]
    assert (manifest["lines"], manifest["intact"], manifest["exported_by"]) == (5, True, looked.trail.actor)
    assert (manifest["first"]["seq"], manifest["first"]["hash"]) == (1, lines[0]["hash"])
    assert manifest["head"] == str(head_of_trail(looked)) == f"5:{lines[-1]['hash']}"
    assert verify_export(file).intact
    assert verify_export(file, Head(2, lines[1]["hash"])).intact


def test_an_export_does_not_write_over_a_file(looked, tmp_path):
    file = tmp_path / "trail.jsonl"
    file.write_text("kept")
    with pytest.raises(BadInput, match="already"):
        export_to(looked, file)
    with pytest.raises(BadInput, match="No such file"):
        export_to(looked, tmp_path / "weg" / "trail.jsonl")
    assert file.read_text() == "kept"
    assert len(list(audit_records(looked.store))) == 4


@pytest.mark.parametrize(
    ("change", "tampering", "at"),
    [
        (lambda lines: [*lines[:1], lines[1].replace("look 2", "look 9"), *lines[2:]], Tampering.CHANGED, 2),
        (lambda lines: [*lines[:2], *lines[3:]], Tampering.REMOVED, 3),
        (lambda lines: [lines[1], lines[0], *lines[2:]], Tampering.REORDERED, 1),
        (lambda lines: [*lines[:3], lines[-1]], Tampering.REMOVED, 4),
    ],
)
def test_a_changed_export_is_found(looked, tmp_path, change, tampering, at):
    file = tmp_path / "trail.jsonl"
    export_to(looked, file)
    file.write_text("\n".join(change(file.read_text().splitlines())) + "\n")
    verdict = verify_export(file)
    assert (verdict.tampering, verdict.at) == (tampering, at)


@pytest.mark.parametrize("text", ["", "{}\n", "nonsense\n", '{"manifest": {"last": 3}}\n'])
def test_a_file_that_is_no_whole_export_is_one_line(tmp_path, text):
    file = tmp_path / "trail.jsonl"
    file.write_text(text)
    with pytest.raises(BadInput, match="no manifest"):
        verify_export(file)
    with pytest.raises(BadInput, match="No such file"):
        verify_export(tmp_path / "weg.jsonl")


def test_a_trail_that_does_not_hold_is_exported_as_it_is(looked):
    with looked.store.begin() as connection:
        connection.execute(update(tables.Audit).where(tables.Audit.seq == 2).values(attributes="scribble"))
    stream = io.StringIO()
    verdict = export_trail(looked, stream)
    assert (verdict.tampering, verdict.at) == (Tampering.CHANGED, 2)
    *lines, last = map(json.loads, stream.getvalue().splitlines())
    assert (len(lines), lines[1]["attributes"], last["manifest"]["intact"]) == (5, "scribble", False)
