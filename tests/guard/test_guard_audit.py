from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.errors import BadInput, Refused, StoreFault
from adwatch.guard.audit import (
    GENESIS,
    AuditRecord,
    AuditTrail,
    Duty,
    Head,
    Reason,
    StatusCode,
    Subject,
    Tampering,
    chained,
    parse_export,
    parse_head,
    verify,
)
from adwatch.guard.keys import KeyPurpose, Keyring, new_keys
from adwatch.guard.tokens import Tokenizer
from adwatch.specs.mandate import Purpose

SUBJECTS = Tokenizer(Keyring(new_keys(date(2026, 1, 1)), "keys.toml"), KeyPurpose.AUDIT)
MOMENT = datetime(2026, 11, 24, 3, 0, 0, 123456, tzinfo=UTC)


class Memory:
    """An audit log that keeps its lines in a list."""

    def __init__(self) -> None:
        self.lines: list[AuditRecord] = []

    def append(self, make: Callable[[int, str], AuditRecord]) -> AuditRecord:
        head = self.lines[-1].hash if self.lines else GENESIS
        self.lines.append(make(len(self.lines) + 1, head))
        return self.lines[-1]


class Broken:
    def append(self, make: Callable[[int, str], AuditRecord]) -> AuditRecord:
        raise StoreFault("the database can't be reached")


def trail(log) -> AuditTrail:
    return AuditTrail(
        log, SUBJECTS, actor="analyst", resource="adwatch", register="https://x.example/rva#", now=lambda: MOMENT
    )


def line(name: str = "open") -> AuditRecord:
    return AuditRecord(
        seq=0, trace_id="0" * 32, span_id="0" * 16, parent_span_id=None, name=name, status_code="Unset",
        start_time="2026-11-24T03:00:00.123Z", end_time="2026-11-24T03:00:00.123Z", resource="adwatch", attributes="{}",
        actor="analyst", reason="é", previous_hash="",
    )  # fmt: skip


def chain(length: int) -> list[AuditRecord]:
    memory = Memory()
    for number in range(length):
        memory.append(lambda seq, head, number=number: chained(line(f"open {number}"), seq, head))
    return memory.lines


def test_a_look_at_a_record_is_one_line_in_the_standards_fields():
    memory = Memory()
    with trail(memory).opening(
        "open record", purpose=Purpose.SIGNALS, reason="review 12", subject=Subject("advertiser", "a-7")
    ) as span:
        assert memory.lines == [span.record]
    (written,) = memory.lines
    assert (written.seq, written.previous_hash, written.parent_span_id) == (1, GENESIS, None)
    assert (written.name, written.status_code, written.actor) == ("open record", "Unset", "analyst")
    assert written.start_time == written.end_time == "2026-11-24T03:00:00.123Z"
    assert (len(written.trace_id), len(written.span_id), len(written.hash)) == (32, 16, 64)
    assert json.loads(written.attributes) == {
        "dpl.core.processing_activity_id": "https://x.example/rva#signals",
        "dpl.core.data_subject_id": str(SUBJECTS.token("advertiser", "a-7")),
        "dpl.core.data_subject_id_type": "advertiser",
    }


def test_a_batch_is_one_line_with_its_count():
    memory = Memory()
    with trail(memory).opening(
        "open for linkage", purpose=Purpose.FIGURES, reason="nightly", subject_type="advert_version", count=1200
    ):
        pass
    (written,) = memory.lines
    attributes = json.loads(written.attributes)
    assert attributes["adwatch.count"] == 1200
    assert (attributes["dpl.core.data_subject_id"], attributes["dpl.core.data_subject_id_type"]) == (
        "",
        "advert_version",
    )


def test_a_write_that_fails_opens_nothing():
    opened = []
    with pytest.raises(StoreFault), trail(Broken()).opening("open", purpose=Purpose.FIGURES, reason="x"):
        opened.append(1)
    assert not opened


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_no_reason_no_look(reason):
    memory = Memory()
    with (
        pytest.raises(Refused, match="--reason"),
        trail(memory).opening("open", purpose=Purpose.FIGURES, reason=reason),
    ):
        pass
    assert not memory.lines


@pytest.mark.parametrize("reason", ["a\0b", "a\udc80b"])
def test_a_reason_is_text_that_can_be_kept(reason):
    with pytest.raises(BadInput, match="--reason"):
        trail(Memory()).note("open", purpose=Purpose.FIGURES, reason=reason)


def test_a_fault_while_looking_is_a_second_line_without_its_message():
    memory = Memory()
    with pytest.raises(ValueError, match="0612"), trail(memory).opening("open", purpose=Purpose.FIGURES, reason="x"):
        raise ValueError("0612345678")
    first, second = memory.lines
    assert second.status_code == StatusCode.ERROR
    assert (second.parent_span_id, second.trace_id) == (first.span_id, first.trace_id)
    assert json.loads(second.attributes)["exception.type"] == "ValueError"
    assert "0612" not in repr(second)
    assert verify(memory.lines).intact


def test_a_look_within_a_look_names_its_parent():
    memory = Memory()
    one = trail(memory)
    with (
        one.opening("list", purpose=Purpose.FIGURES, reason="x") as outer,
        one.opening("open", purpose=Purpose.FIGURES, reason="x", parent=outer) as inner,
    ):
        assert inner.record.parent_span_id == outer.span_id


def test_an_untouched_trail_holds():
    assert verify([]).head == Head(0, GENESIS)
    lines = chain(5)
    verdict = verify(lines, anchor=Head(3, lines[2].hash))
    assert verdict.intact
    assert verdict.head == Head(5, lines[4].hash)
    assert str(verdict) == "5 lines, none changed, removed or reordered"


def located(lines: Sequence[AuditRecord], anchor: Head | None = None) -> tuple[Tampering | None, int | None, int]:
    verdict = verify(lines, anchor)
    return verdict.tampering, verdict.at, verdict.lines


lengths = st.integers(2, 12)


@given(lengths, st.data())
def test_a_changed_field_is_located(length, data):
    lines = chain(length)
    at = data.draw(st.integers(0, length - 1))
    key = data.draw(st.sampled_from([f.name for f in fields(AuditRecord) if f.name != "seq"]))
    lines[at] = replace(lines[at], **{key: "changed"})
    assert located(lines) == (Tampering.CHANGED, at + 1, at)


@given(lengths, st.data())
def test_a_changed_line_with_a_hash_to_match_is_located(length, data):
    lines = chain(length)
    at = data.draw(st.integers(0, length - 2))
    lines[at] = chained(replace(lines[at], reason="other"), lines[at].seq, lines[at].previous_hash)
    assert located(lines) == (Tampering.CHANGED, at + 1, at)


@given(lengths, st.data())
def test_a_removed_line_is_located(length, data):
    lines = chain(length)
    at = data.draw(st.integers(0, length - 2))
    del lines[at]
    assert located(lines) == (Tampering.REMOVED, at + 1, at)


@given(lengths, st.data())
def test_a_removed_line_whose_gap_was_closed_is_located(length, data):
    lines = chain(length)
    at = data.draw(st.integers(0, length - 2))
    del lines[at]
    lines[at:] = [replace(later, seq=later.seq - 1) for later in lines[at:]]
    assert located(lines) == (Tampering.CHANGED, at + 1, at)


@given(lengths, st.data())
def test_reordered_lines_are_located(length, data):
    lines = chain(length)
    first, second = sorted(data.draw(st.lists(st.integers(0, length - 1), min_size=2, max_size=2, unique=True)))
    lines[first], lines[second] = lines[second], lines[first]
    assert located(lines) == (Tampering.REORDERED, first + 1, first)


@given(lengths, st.data())
def test_lines_cut_from_the_end_are_found_by_an_anchor(length, data):
    lines = chain(length)
    kept = data.draw(st.integers(0, length - 1))
    anchor = Head(length, lines[-1].hash)
    assert verify(lines[:kept]).intact
    assert located(lines[:kept], anchor) == (Tampering.REMOVED, kept + 1, kept)


def test_a_trail_written_anew_is_found_by_an_anchor():
    lines, other = chain(4), Memory()
    for old in lines:
        other.append(lambda seq, head, old=old: chained(replace(old, actor="nobody"), seq, head))
    assert verify(other.lines).intact
    assert located(other.lines, Head(3, lines[2].hash)) == (Tampering.CHANGED, 3, 2)
    assert str(verify(other.lines, Head(3, lines[2].hash))) == "line 3 was changed; the 2 lines before it hold"


def test_a_hundred_thousand_lines_verify_in_two_seconds():
    lines = chain(100_000)
    began = time.process_time()
    assert verify(lines).intact
    assert time.process_time() - began < 2


def test_the_ground_stands_beside_the_words():
    memory = Memory()
    reason = Reason("two voices on the phone", "linkage_review")
    with trail(memory).opening(
        "open record", purpose=Purpose.FIGURES, reason=reason, subject=Subject("advert_version", "7")
    ):
        pass
    (written,) = memory.lines
    assert (written.reason, written.ground) == ("two voices on the phone", "linkage_review")
    assert written.subject == f"advert version {str(SUBJECTS.token('advert_version', '7'))[:17]}"
    assert (written.activity, written.moment) == ("figures", "2026-11-24 04:00")
    with (
        pytest.raises(Refused, match="--reason"),
        trail(memory).opening("open record", purpose=Purpose.FIGURES, reason=Reason(" ", "linkage_review")),
    ):
        pass


def test_a_search_that_found_nothing_is_a_line_with_a_count_of_none():
    memory = Memory()
    trail(memory).note("look for", purpose=Duty.RIGHTS, reason="a request", subject=Subject("advert", "board:1"))
    (written,) = memory.lines
    attributes = json.loads(written.attributes)
    assert attributes["adwatch.count"] == 0
    assert attributes["dpl.core.processing_activity_id"] == "https://x.example/rva#rights"
    assert "board:1" not in repr(written)


@given(st.integers(0, 10**12), st.binary(min_size=32, max_size=32))
def test_a_head_is_read_as_it_is_printed(seq, digest):
    head = Head(seq, digest.hex())
    assert parse_head(f" {head}\n") == head


@pytest.mark.parametrize("text", ["", "3", "3:ab", f"-1:{'a' * 64}", f"3:{'A' * 64}", f"3:{'a' * 65}", f"٣:{'a' * 64}"])
def test_an_anchor_that_is_none_is_named(text):
    with pytest.raises(BadInput, match="adwatch audit head"):
        parse_head(text)


def exported(lines):
    return [json.dumps(one.as_json()) for one in lines]


@given(lengths)
def test_an_exported_trail_is_the_same_trail(length):
    lines = chain(length)
    assert list(parse_export([*exported(lines), '{"manifest": {}}'], "x.jsonl")) == lines


def test_a_line_names_the_standards_fields_and_keeps_attributes_apart():
    (one,) = chain(1)
    assert {"trace_id", "span_id", "parent_span_id", "name", "status_code", "start_time", "end_time"} <= set(
        one.as_json()
    )
    assert one.as_json()["attributes"] == {}
    assert replace(one, attributes="no JSON").as_json()["attributes"] == "no JSON"
    assert (one.subject, one.activity, one.ground) == ("", "", "")


@pytest.mark.parametrize("text", ["nonsense", "[]", "{}", '{"seq": 1}', '{"seq": "x", "attributes": {}}', "3"])
def test_a_line_of_a_file_that_is_none_is_named(text):
    with pytest.raises(BadInput, match=r"x.jsonl: line 2 is no line"):
        list(parse_export([*exported(chain(1)), text], "x.jsonl"))
