"""Deleting what has expired, class by class, by the days of the mandate: while it holds, and after it has expired."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeAlias

from adwatch.errors import Refused
from adwatch.guard.audit import Duty
from adwatch.guard.retention import SOON, Clock, closing_months
from adwatch.jobs.frozen import freeze_months
from adwatch.jobs.keys import Destroyed, destroy_expired
from adwatch.jobs.office import Office
from adwatch.specs.mandate import RetentionClass
from adwatch.store import linkage, retention
from adwatch.store.columns import Ids
from adwatch.store.compacting import compact
from adwatch.store.retention import Mark, Standing
from adwatch.store.session import Connection

BATCH = 5_000
"""Versions a transaction: so much is done again at most after a run was interrupted."""

FILES = "files"
"""The mark under which it stands that something was deleted which may still be in the files."""

UNITS: Mapping[RetentionClass, str] = {
    RetentionClass.CONTENT: "contents and page states",
    RetentionClass.TOKENS: "versions with tokens",
    RetentionClass.SIGHTINGS: "sightings",
    RetentionClass.AUDIT: "lines",
}
"""What is counted of each class that is kept at all."""

WAITING: Mapping[RetentionClass, str] = {
    RetentionClass.SIGNALS: "none are kept yet",
    RetentionClass.CONTACTS: "none are kept yet",
    RetentionClass.RELEASES: "none are kept yet",
    RetentionClass.AUDIT: "counted, not deleted: a shortened chain could not be verified yet",
}
"""Classes from which nothing is deleted, and why."""

Watch: TypeAlias = Callable[[str, int, int | None], None]
"""Told what is being done, how many steps are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One class: its clock, how many rows there are, how many are due now and within 30 days, and the last run.

    days: None where the mandate does not state them. note: why nothing is deleted of it.
    """

    kept: RetentionClass
    days: int | None
    starts: str
    unit: str
    standing: Standing | None = None
    soon: int = 0
    mark: Mark | None = None
    note: str = ""

    def as_json(self) -> dict[str, object]:
        """As `adwatch retention report --json` prints it."""
        oldest = self.standing.oldest if self.standing else None
        return {
            "class": self.kept.value,
            "days": self.days,
            "clock_starts": self.starts,
            "unit": self.unit,
            "rows": self.standing.rows if self.standing else 0,
            "oldest": oldest.isoformat() if oldest else None,
            "due_now": self.standing.due if self.standing else 0,
            "due_within_30_days": self.soon,
            "last_run": self.mark.ran_at.isoformat(timespec="seconds") if self.mark else None,
            "last_deleted": self.mark.removed if self.mark else None,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Deleted:
    """What a run deleted of one class, or would delete: what started before `before`."""

    kept: RetentionClass
    unit: str
    before: date
    count: int


@dataclass(frozen=True, slots=True)
class RetentionRun:
    """What a run did. unlinked: sightings that no figure of a closed month counts, since nobody had linked them.

    compacted: whether what was deleted is out of the files, too; None where there was nothing to do. keys: those that
    were destroyed, since nothing is left that they were needed for.
    """

    today: date
    deleted: tuple[Deleted, ...]
    unlinked: int = 0
    compacted: bool | None = None
    keys: Destroyed = field(default_factory=Destroyed)


def report(office: Office) -> list[Kept]:
    """How every class stands today."""
    with office.store.begin() as connection:
        marks = retention.marks(connection)
        return [_kept(connection, office, kept, marks.get(kept)) for kept in RetentionClass]


def run(
    office: Office, *, today: date | None = None, dry_run: bool = False, watch: Watch = lambda *_: None
) -> RetentionRun:
    """Delete what has expired on `today`, the day it is by default; with `dry_run` say alone what that would be.

    Months close first, and their figures are kept. What is done is done for good; a run that was interrupted is taken
    up by the next. One line stands on the audit trail for each class before anything of it is deleted.

    Raises:
        Refused: the mandate lacks the days of a class, which is named once all others are dealt with; or a day that is
            not yet here is stated for people who are not invented.
    """
    day = today or office.today
    if day > office.today and not (dry_run or office.mandate.invented):
        raise Refused(f"--today: found {day}, allowed: {office.today} or earlier; later only with --dry-run")
    clocks, missing = _clocks(office)
    if dry_run:
        result = RetentionRun(day, tuple(_would(office, clock, day) for clock in clocks))
    else:
        result = _run(office, clocks, day, watch)
    for fault in missing:
        raise fault
    return result


def _run(office: Office, clocks: list[Clock], today: date, watch: Watch) -> RetentionRun:
    unlinked = 0
    deleted = []
    for clock in clocks:
        if clock.kept is RetentionClass.SIGHTINGS:
            unlinked = _close_months(office, clock, today, watch)
        deleted.append(_DELETING[clock.kept](office, clock, today, watch))
    keys = destroy_expired(office, today)
    watch("files", 0, None)
    return RetentionRun(today, tuple(deleted), unlinked, _clear_files(office, today, more=bool(keys.keys)), keys)


def _clocks(office: Office) -> tuple[list[Clock], list[Refused]]:
    """The clocks by which something is deleted, and a fault for each class of which the mandate states no days."""
    clocks, missing = [], []
    for kept in _DELETING:
        try:
            clocks.append(Clock(kept, office.mandate.retention_days(kept)))
        except Refused as fault:
            missing.append(fault)
    return clocks, missing


_STANDING: Mapping[RetentionClass, Callable[[Connection, date, date], Standing]] = {
    RetentionClass.CONTENT: retention.contents,
    RetentionClass.TOKENS: retention.tokens,
    RetentionClass.SIGHTINGS: retention.sightings,
    RetentionClass.AUDIT: retention.audit_lines,
}
_DUE: Mapping[RetentionClass, Callable[[Connection, date, date], int]] = {
    RetentionClass.CONTENT: retention.count_due_contents,
    RetentionClass.TOKENS: retention.count_due_tokens,
    RetentionClass.SIGHTINGS: retention.count_due_sightings,
    RetentionClass.AUDIT: retention.count_due_lines,
}


def _kept(connection: Connection, office: Office, kept: RetentionClass, mark: Mark | None) -> Kept:
    try:
        clock = Clock(kept, office.mandate.retention_days(kept))
    except Refused:
        days = f"the mandate lacks retention.{kept}"
        return Kept(kept, None, Clock(kept, 0).starts, UNITS.get(kept, "-"), note=days)
    note = WAITING.get(kept, "")
    if kept not in _STANDING:
        return Kept(kept, clock.days, clock.starts, "-", note=note)
    today, later = office.today, office.today + SOON
    standing = _STANDING[kept](connection, clock.cutoff(today), today)
    soon = _DUE[kept](connection, clock.cutoff(later), later) - standing.due
    return Kept(kept, clock.days, clock.starts, UNITS[kept], standing, soon, mark, note)


def _would(office: Office, clock: Clock, today: date) -> Deleted:
    with office.store.begin() as connection:
        due = _DUE[clock.kept](connection, clock.cutoff(today), today)
    return Deleted(clock.kept, UNITS[clock.kept], clock.cutoff(today), due)


def _close_months(office: Office, clock: Clock, today: date, watch: Watch) -> int:
    """Freeze the months whose sightings are about to go; how many sightings nobody had linked."""
    with office.store.begin() as connection:
        oldest = retention.sightings(connection, clock.cutoff(today), today).oldest
        unlinked = linkage.unresolved(connection) if oldest and oldest < clock.cutoff(today) else 0
    months = list(closing_months(oldest, clock, today))
    freeze_months(office, months, today, lambda done: watch("months frozen", done, len(months)))
    return unlinked


def _delete_content(office: Office, clock: Clock, today: date, watch: Watch) -> Deleted:
    before = clock.cutoff(today)
    with office.store.begin() as connection:
        due = retention.count_due_contents(connection, before, today)
        versions = retention.due_contents(connection, before, today)
    with _deleting(office, clock, today, due):
        _in_batches(office, versions, retention.take_contents, watch, "contents deleted")
        with office.store.begin() as connection:
            retention.take_page_states(connection, before)
    return Deleted(clock.kept, UNITS[clock.kept], before, due)


def _delete_tokens(office: Office, clock: Clock, today: date, watch: Watch) -> Deleted:
    before = clock.cutoff(today)
    with office.store.begin() as connection:
        versions = retention.due_tokens(connection, before, today)
    with _deleting(office, clock, today, len(versions)):
        _in_batches(office, versions, retention.take_tokens, watch, "tokens deleted")
    return Deleted(clock.kept, UNITS[clock.kept], before, len(versions))


def _delete_sightings(office: Office, clock: Clock, today: date, watch: Watch) -> Deleted:
    before = clock.cutoff(today)
    with office.store.begin() as connection:
        nights = retention.due_nights(connection, before, today)
    count = sum(sightings for _, sightings in nights)
    with _deleting(office, clock, today, count):
        for done, (night, _) in enumerate(nights):
            watch("nights deleted", done, len(nights))
            with office.store.begin() as connection:
                retention.take_sightings(connection, night, today)
        with office.store.begin() as connection:
            versions = retention.unseen_versions(connection, before, today)
        _in_batches(office, versions, retention.take_versions, watch, "adverts deleted")
        with office.store.begin() as connection:
            retention.take_what_is_left(connection, before)
    return Deleted(clock.kept, UNITS[clock.kept], before, count)


_DELETING: Mapping[RetentionClass, Callable[[Office, Clock, date, Watch], Deleted]] = {
    RetentionClass.CONTENT: _delete_content,
    RetentionClass.TOKENS: _delete_tokens,
    RetentionClass.SIGHTINGS: _delete_sightings,
}


@contextmanager
def _deleting(office: Office, clock: Clock, today: date, count: int) -> Iterator[None]:
    """Write the line on the trail, and the marks before and after."""
    before = clock.cutoff(today)
    with office.trail.opening(
        f"delete {clock.kept} that has expired",
        purpose=Duty.RETENTION,
        reason=f"kept for {clock.days} days after {clock.starts}; deleted: what started before {before}",
        subject_type=UNITS[clock.kept],
        count=count,
    ):
        with office.store.begin() as connection:
            now = datetime.now(UTC)
            retention.write_mark(connection, clock.kept, Mark(now, before, 0))
            if count:
                retention.write_mark(connection, FILES, Mark(now, today, 1))
        yield
        with office.store.begin() as connection:
            retention.write_mark(connection, clock.kept, Mark(datetime.now(UTC), before, count))


def _in_batches(
    office: Office, versions: Ids, take: Callable[[Connection, Ids], None], watch: Watch, said: str
) -> None:
    for start in range(0, len(versions), BATCH):
        watch(said, start, len(versions))
        with office.store.begin() as connection:
            take(connection, versions[start : start + BATCH])


def _clear_files(office: Office, today: date, *, more: bool) -> bool | None:
    """Take what was deleted out of the files, by this run or by one that could not."""
    with office.store.begin() as connection:
        pending = retention.marks(connection).get(FILES)
    if not more and (pending is None or not pending.removed):
        return None
    done = compact(office.store)
    if done:
        with office.store.begin() as connection:
            retention.write_mark(connection, FILES, Mark(datetime.now(UTC), today, 0))
    return done
