"""The audit trail for those who answer for it: reading it, verifying it, handing it on."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TextIO

from adwatch.domain.nights import AMSTERDAM
from adwatch.errors import BadInput
from adwatch.guard.audit import AuditRecord, Duty, Head, Span, Verdict, parse_export, require_text, stamp, verify
from adwatch.jobs.office import Office
from adwatch.store.audit import Lines, audit_head, audit_records, count_records, latest_records

OVERSIGHT = "oversight of the processing"
"""The reason that stands on the trail for reading it, where none was given."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines somebody asks for: days in Amsterdam, the first and the last; who acted; an activity; how many."""

    since: date | None = None
    until: date | None = None
    actor: str | None = None
    activity: str | None = None
    limit: int = 50

    def __post_init__(self) -> None:
        """Ask for text; `BadInput` where it is none."""
        for option, value in (("--actor", self.actor), ("--activity", self.activity)):
            require_text(value or "", option)

    def lines(self, below: int | None = None) -> Lines:
        """The same as the store is asked."""
        day_after = self.until + timedelta(days=1) if self.until else None
        return Lines(_start(self.since), _start(day_after), self.actor, self.activity, below)


def read_trail(office: Office, asked: Asked, reason: str | None = None) -> list[AuditRecord]:
    """The last lines of those asked for, oldest first. That they were read is a line itself, after them."""
    shown = min(count_records(office.store, asked.lines()), asked.limit)
    with _reading(office, "read the audit trail", shown, reason) as own:
        return latest_records(office.store, asked.lines(below=own.record.seq), asked.limit)


def verify_trail(office: Office, anchor: Head | None = None) -> Verdict:
    """Whether no line was changed, removed or moved; with an `anchor`, whether it is still the trail of that day."""
    return verify(audit_records(office.store), anchor)


def head_of_trail(office: Office) -> Head:
    """The last line, to be noted where nobody can change it who can change the database."""
    return audit_head(office.store)


def export_trail(office: Office, stream: TextIO, reason: str | None = None) -> Verdict:
    """Write every line to `stream` as JSON Lines, and last a manifest of what was written; say whether all holds.

    That it was exported is the last line of it. A trail that does not hold is written all the same: as it is.
    """
    with _reading(office, "export the audit trail", audit_head(office.store).seq, reason) as own:
        written = _Written(audit_records(office.store, Lines(below=own.record.seq + 1)), stream)
        verdict = verify(written)
        for _ in written:  # what stands after a line that is wrong
            pass
        stream.write(json.dumps({"manifest": written.manifest(office, verdict)}) + "\n")
    return verdict


def export_to(office: Office, file: Path, reason: str | None = None) -> Verdict:
    """The same into a new file that its owner alone can read; raises `BadInput` where there is one already."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BadInput(f"{file}: there is such a file already; name another") from None
    except OSError as fault:
        raise BadInput(f"{file}: {fault.strerror}") from None
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        return export_trail(office, stream, reason)


def verify_export(file: Path, anchor: Head | None = None) -> Verdict:
    """The same as `verify_trail` of an exported file; its own manifest is the anchor where none is given.

    Raises:
        BadInput: it can't be read, a line of it is no line of a trail, or its manifest is missing.
    """
    try:
        with file.open(encoding="utf-8") as stream:
            last = deque(stream, maxlen=1)
            manifest = json.loads("".join(last))["manifest"]
            noted = Head(int(manifest["last"]["seq"]), str(manifest["last"]["hash"]))
        with file.open(encoding="utf-8") as stream:
            return verify(parse_export(stream, str(file)), anchor or noted)
    except OSError as fault:
        raise BadInput(f"{file}: {fault.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise BadInput(f"{file}: its last line is no manifest of an exported trail; it was cut short") from None


class _Written:
    """Lines that are written to a stream as they are read."""

    def __init__(self, records: Iterator[AuditRecord], stream: TextIO) -> None:
        self._records, self._stream = records, stream
        self.first: AuditRecord | None = None
        self.last: AuditRecord | None = None
        self.count = 0

    def __iter__(self) -> Iterator[AuditRecord]:
        return self

    def __next__(self) -> AuditRecord:
        record = next(self._records)
        self._stream.write(json.dumps(record.as_json()) + "\n")
        self.first, self.last, self.count = self.first or record, record, self.count + 1
        return record

    def manifest(self, office: Office, verdict: Verdict) -> dict[str, object]:
        """What was written, by whom and when, and whether it held."""
        ends = {"first": self.first, "last": self.last}
        return {
            "standard": "Logboek Dataverwerkingen (Logius)",
            "resource": office.deployment.settings.audit.resource,
            "exported_at": stamp(datetime.now(UTC)),
            "exported_by": office.trail.actor,
            "lines": self.count,
            **{name: {"seq": end.seq, "hash": end.hash} for name, end in ends.items() if end is not None},
            "head": str(Head(self.last.seq, self.last.hash)) if self.last else str(Head()),
            "intact": verdict.intact,
            "found": str(verdict),
        }


def _reading(office: Office, name: str, count: int, reason: str | None) -> AbstractContextManager[Span]:
    return office.trail.opening(
        name, purpose=Duty.ACCOUNTABILITY, reason=reason or OVERSIGHT, subject_type="audit line", count=count
    )


def _start(day: date | None) -> str | None:
    return stamp(datetime.combine(day, time(), AMSTERDAM)) if day else None
