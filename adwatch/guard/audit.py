"""The audit trail: who looked at what and why, in the fields of the Dutch standard Logboek Dataverwerkingen (Logius).

Every line carries the hash of the line before it, so a line that was changed, removed or moved is found by `verify`.
All fields are text as they are hashed, so that both database engines give back the very same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from adwatch.domain.nights import AMSTERDAM
from adwatch.errors import BadInput, Refused
from adwatch.guard.tokens import Tokenizer
from adwatch.specs.mandate import Purpose

GENESIS = "0" * 64
"""The hash before the first line."""

ACTIVITY = "dpl.core.processing_activity_id"
_SUBJECT = "dpl.core.data_subject_id"
_SUBJECT_TYPE = "dpl.core.data_subject_id_type"
_COUNT = "adwatch.count"
GROUND = "adwatch.ground"
SHOWN_TOKEN = 17
"""Letters of a token where it is shown: its key's id and enough to tell two apart."""

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})", re.ASCII)

_canonical = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), sort_keys=True, allow_nan=False).encode


class Duty(StrEnum):
    """What is done to answer for the processing, whichever purposes the mandate states; its end ends none of it."""

    ACCOUNTABILITY = "accountability"
    """Reading the audit trail (GDPR article 5, paragraph 2)."""
    ACCESS = "access"
    """Naming people and giving them roles (GDPR article 32)."""
    RETENTION = "retention"
    """Deleting what has expired (GDPR article 5, paragraph 1, point e)."""
    RIGHTS = "rights"
    """Answering people who ask about their own records (GDPR articles 15 to 21)."""
    KEYS = "keys"
    """Renewing and destroying keys (GDPR article 32)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody looks: in free words, and by the short name of a ground that the mandate declares."""

    text: str
    ground: str | None = None


class StatusCode(StrEnum):
    """The standard's outcomes: UNSET means carried out without an internal fault, ERROR that there was one."""

    UNSET = "Unset"
    OK = "Ok"
    ERROR = "Error"


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One line. Ids are lower-case hexadecimal, times ISO 8601 in UTC with milliseconds, attributes canonical JSON."""

    seq: int
    trace_id: str
    span_id: str
    parent_span_id: str | None
    name: str
    status_code: str
    start_time: str
    end_time: str
    resource: str
    attributes: str
    actor: str
    reason: str
    previous_hash: str
    hash: str = ""

    def computed_hash(self) -> str:
        """SHA-256 over the canonical JSON of all fields but the hash itself, in the order declared above."""
        fields = [
            self.seq,
            self.trace_id,
            self.span_id,
            self.parent_span_id,
            self.name,
            self.status_code,
            self.start_time,
            self.end_time,
            self.resource,
            self.attributes,
            self.actor,
            self.reason,
            self.previous_hash,
        ]
        return hashlib.sha256(_canonical(fields).encode("ascii")).hexdigest()

    def as_json(self) -> dict[str, object]:
        """The line by the standard's field names and ours, its attributes as they were before they became text."""
        line: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        try:
            attributes = json.loads(self.attributes)
        except ValueError:  # somebody wrote there: it is handed on as it stands
            attributes = self.attributes
        return line | {"attributes": attributes}

    @property
    def moment(self) -> str:
        """When it began, in Amsterdam, to the minute."""
        return datetime.fromisoformat(self.start_time).astimezone(AMSTERDAM).strftime("%Y-%m-%d %H:%M")

    @property
    def activity(self) -> str:
        """The last part of the processing activity's address; empty where the line has none."""
        return re.split("[/#:]", str(self._attribute(ACTIVITY)))[-1]

    @property
    def subject(self) -> str:
        """What was looked at, shortly: its kind and the beginning of its token, or how many there were of the kind."""
        kind = str(self._attribute(_SUBJECT_TYPE)).replace("_", " ")
        token = str(self._attribute(_SUBJECT))[:SHOWN_TOKEN]
        return f"{kind} {token}" if token else f"{self._attribute(_COUNT)} {kind}".strip()

    @property
    def ground(self) -> str:
        """The ground on which it was looked at; empty where none was stated."""
        return str(self._attribute(GROUND))

    def _attribute(self, name: str) -> object:
        attributes = self.as_json()["attributes"]
        return attributes.get(name, "") if isinstance(attributes, dict) else ""


class AuditLog(Protocol):
    """Where lines are kept; appends stand in one order, whoever makes them."""

    def append(self, make: Callable[[int, str], AuditRecord]) -> AuditRecord:
        """Keep the line that `make` builds from its sequence number (from 1) and the hash of the line before it.

        Returns once the line is durable; raises `StoreFault` otherwise.
        """
        ...


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose record is opened: what kind of id it is, and the id, which enters the trail as a token alone."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Span:
    """One line that was written: a look that is now allowed."""

    record: AuditRecord

    @property
    def span_id(self) -> str:
        """The standard's id of this action."""
        return self.record.span_id


def _now() -> datetime:
    return datetime.now(UTC)


class AuditTrail:
    """Writes the lines of one command or request, which share a trace id."""

    def __init__(
        self,
        log: AuditLog,
        subjects: Tokenizer,
        *,
        actor: str,
        resource: str,
        register: str,
        now: Callable[[], datetime] = _now,
    ) -> None:
        """Write to `log` what `actor` does in the system `resource`.

        `subjects` makes tokens under the audit's own key; `register` is the absolute URI before an activity's name.
        """
        self._log, self._subjects, self._now = log, subjects, now
        self._actor, self._resource, self._register = actor, resource, register
        self.trace_id = secrets.token_hex(16)

    @property
    def actor(self) -> str:
        """Who the lines say it was."""
        return self._actor

    @contextmanager
    def opening(
        self,
        name: str,
        *,
        purpose: Purpose | Duty,
        reason: str | Reason,
        subject: Subject | None = None,
        subject_type: str = "",
        count: int | None = None,
        parent: Span | None = None,
    ) -> Iterator[Span]:
        """Write the line for `name` and only then run the block; a write that fails means that nothing is opened.

        One record: state its `subject`. A batch: state `subject_type`, what it consists of, and `count`, how many; a
        search that found nothing: its `subject` and a `count` of 0. A blank `reason` is `Refused`. Where the block
        fails, a second line with status Error tells the kind of fault, never its message, which could say what the
        record says.
        """
        why = reason if isinstance(reason, Reason) else Reason(reason)
        attributes = self._attributes(purpose, subject, subject_type, count)
        if why.ground is not None:
            attributes[GROUND] = why.ground
        above = parent.span_id if parent else None
        span = self._write(name, StatusCode.UNSET, _required(why.text, name), attributes, above)
        try:
            yield span
        except Exception as error:
            failed = {**attributes, "exception.type": type(error).__name__}
            self._write(name, StatusCode.ERROR, why.text, failed, span.span_id, since=span.record.start_time)
            raise

    def _attributes(
        self, purpose: Purpose | Duty, subject: Subject | None, subject_type: str, count: int | None
    ) -> dict[str, str | int]:
        token = str(self._subjects.token(subject.kind, subject.value)) if subject else ""
        attributes: dict[str, str | int] = {
            ACTIVITY: f"{self._register}{purpose}",
            _SUBJECT: token,
            _SUBJECT_TYPE: subject.kind if subject else subject_type,
        }
        return attributes if count is None else {**attributes, _COUNT: count}

    def note(self, name: str, *, purpose: Purpose | Duty, reason: str | Reason, subject: Subject | None = None) -> None:
        """Write one line for what opened nothing: a refusal, or a search that found no record."""
        with self.opening(name, purpose=purpose, reason=reason, subject=subject, count=0):
            pass

    def _write(
        self,
        name: str,
        status: StatusCode,
        reason: str,
        attributes: Mapping[str, str | int],
        parent: str | None,
        *,
        since: str | None = None,
    ) -> Span:
        moment = stamp(self._now())
        line = AuditRecord(
            seq=0,
            trace_id=self.trace_id,
            span_id=secrets.token_hex(8),
            parent_span_id=parent,
            name=name,
            status_code=status,
            start_time=since or moment,
            end_time=moment,
            resource=self._resource,
            attributes=_canonical(attributes),
            actor=self._actor,
            reason=reason,
            previous_hash="",
        )
        return Span(self._log.append(lambda seq, head: chained(line, seq, head)))


def chained(line: AuditRecord, seq: int, head: str) -> AuditRecord:
    """`line` as number `seq`, after the line whose hash is `head`."""
    placed = replace(line, seq=seq, previous_hash=head)
    return replace(placed, hash=placed.computed_hash())


def parse_export(lines: Iterable[str], source: str) -> Iterator[AuditRecord]:
    """The lines of an exported trail, without its manifest; `BadInput` names the `source` and the line."""
    for number, text in enumerate(lines, 1):
        try:
            line = json.loads(text)
            if "manifest" in line:
                continue
            attributes = line["attributes"]
            written = attributes if isinstance(attributes, str) else _canonical(attributes)
            yield AuditRecord(**{**line, "seq": int(line["seq"]), "attributes": written})
        except (ValueError, TypeError, KeyError):
            raise BadInput(f"{source}: line {number} is no line of an audit trail") from None


def _required(reason: str, name: str) -> str:
    if not reason.strip():
        raise Refused(f"{name}: a reason is required; say it with --reason TEXT")
    return require_text(reason, "--reason")


def require_text(value: str, option: str) -> str:
    """`value`, where it is text that a database can keep; else `BadInput` names the `option` that it came from."""
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise BadInput(f"{option}: what stands there is no text in UTF-8")
    return value


def stamp(moment: datetime) -> str:
    """A moment as lines write it: ISO 8601 in UTC with milliseconds, so that text is in the order of time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Tampering(StrEnum):
    """What was done to a trail."""

    CHANGED = "changed"
    REMOVED = "removed"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class Head:
    """A trail's last line, as it can be kept elsewhere; (0, GENESIS) before the first."""

    seq: int = 0
    hash: str = GENESIS

    def __str__(self) -> str:
        """As `parse_head` reads it."""
        return f"{self.seq}:{self.hash}"


def parse_head(text: str) -> Head:
    """The head that was noted as SEQ:HASH; raises `BadInput`."""
    found = _HEAD.fullmatch(text.strip())
    if found is None:
        raise BadInput(f"anchor: found {text!r}, allowed: a line as `adwatch audit head` prints it (NUMBER:HASH)")
    return Head(int(found[1]), found[2])


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found: how many lines hold from the first on, and what is wrong after them."""

    lines: int
    head: Head
    tampering: Tampering | None = None
    at: int | None = None
    """The sequence number of the line that is wrong, or is not there."""

    @property
    def intact(self) -> bool:
        """Whether no line was changed, removed or moved."""
        return self.tampering is None

    def __str__(self) -> str:
        if self.intact:
            return f"{self.lines} lines, none changed, removed or reordered"
        return f"line {self.at} was {self.tampering}; the {self.lines} lines before it hold"


def verify(records: Iterable[AuditRecord], anchor: Head | None = None) -> Verdict:
    """Whether `records`, in the order in which they are kept, are an unbroken chain.

    `anchor` is a head noted earlier outside the database. Without one, lines cut from the end and a chain that was
    written anew from some line on can't be told from a trail that is simply so.
    """
    lines, head = 0, Head()
    rest = iter(records)
    for record in rest:
        tampering, at = _fault(record, head, rest)
        if tampering:
            return Verdict(at - 1, head, tampering, at)
        lines, head = lines + 1, Head(record.seq, record.hash)
        if anchor and anchor.seq == record.seq and anchor.hash != record.hash:
            return Verdict(lines - 1, head, Tampering.CHANGED, record.seq)
    if anchor and anchor.seq > head.seq:
        return Verdict(lines, head, Tampering.REMOVED, head.seq + 1)
    return Verdict(lines, head)


def _fault(record: AuditRecord, head: Head, rest: Iterator[AuditRecord]) -> tuple[Tampering | None, int]:
    due = head.seq + 1
    if record.seq != due:
        # Later lines are searched only once something is wrong: the missing one may merely have been moved.
        moved = record.seq < due or any(later.seq == due for later in rest)
        return (Tampering.REORDERED if moved else Tampering.REMOVED), due
    if record.computed_hash() != record.hash:
        return Tampering.CHANGED, due
    if record.previous_hash != head.hash:
        # This line holds in itself, so it is the one before it that was written anew, with a hash to match.
        return Tampering.CHANGED, max(head.seq, 1)
    return None, due
