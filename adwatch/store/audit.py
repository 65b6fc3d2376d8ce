"""The audit trail's rows: appended one after the other, never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from adwatch.errors import StoreFault
from adwatch.guard.audit import ACTIVITY, GENESIS, AuditRecord, Head
from adwatch.store import tables
from adwatch.store.session import Store

ATTEMPTS = 20  # how often another process may take the next place in the chain before this one
SHEET = 1_000  # lines in memory at a time
TABLE = tables.Audit
COLUMNS = tuple(getattr(TABLE, field.name) for field in fields(AuditRecord))


@dataclass(frozen=True, slots=True)
class Lines:
    """Which lines of the trail: from the moment `since` to before `until`, as lines write moments (ISO 8601 in UTC).

    activity: the last part of a processing activity's address, or a part of the line's name. below: only lines whose
    number is smaller. None leaves out that condition.
    """

    since: str | None = None
    until: str | None = None
    actor: str | None = None
    activity: str | None = None
    below: int | None = None


class StoredAuditLog:
    """An `AuditLog` in the database; each line is committed on its own before the caller goes on."""

    def __init__(self, store: Store) -> None:
        """Take the store."""
        self._store = store

    def append(self, make: Callable[[int, str], AuditRecord]) -> AuditRecord:
        """Write the line that `make` builds for the next place in the chain.

        Raises:
            StoreFault: it could not be written; the action must fail with it.
        """
        newest = select(TABLE.seq, TABLE.hash).order_by(TABLE.seq.desc()).limit(1)
        for _ in range(ATTEMPTS):
            try:
                with self._store.engine.begin() as connection:
                    head = connection.execute(newest).one_or_none()
                    record = make(head.seq + 1, head.hash) if head else make(1, GENESIS)
                    connection.execute(insert(TABLE), asdict(record))
            except IntegrityError:  # another process took this place: build the line anew behind its one
                continue
            return record
        raise StoreFault("the audit trail could not be written: other processes hold it; nothing was opened")


def audit_records(store: Store, which: Lines | None = None) -> Iterator[AuditRecord]:
    """Every line, or those asked for, oldest first, read as they are asked for."""
    query = select(*COLUMNS).order_by(TABLE.seq)
    yield from _read(store, query if which is None else query.where(_condition(which)))


def latest_records(store: Store, which: Lines, limit: int) -> list[AuditRecord]:
    """The last `limit` lines of those asked for, oldest first."""
    query = select(*COLUMNS).where(_condition(which)).order_by(TABLE.seq.desc()).limit(limit)
    return list(_read(store, query))[::-1]


def count_records(store: Store, which: Lines) -> int:
    """How many lines there are of those asked for."""
    with store.begin() as connection:
        return connection.execute(select(func.count()).select_from(TABLE).where(_condition(which))).scalar_one()


def audit_head(store: Store) -> Head:
    """The last line's number and hash."""
    with store.begin() as connection:
        found = connection.execute(select(TABLE.seq, TABLE.hash).order_by(TABLE.seq.desc()).limit(1)).one_or_none()
    return Head(found.seq, found.hash) if found else Head()


def _read(store: Store, query: Select[Any]) -> Iterator[AuditRecord]:
    # The rows are given back before the connection, also where nobody reads to their end.
    with store.begin() as connection, connection.execution_options(yield_per=SHEET).execute(query) as rows:
        for row in rows:
            yield AuditRecord(*row)


def _condition(which: Lines) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if which.since is not None:
        conditions.append(TABLE.start_time >= which.since)
    if which.until is not None:
        conditions.append(TABLE.start_time < which.until)
    if which.actor is not None:
        conditions.append(TABLE.actor == which.actor)
    if which.below is not None:
        conditions.append(TABLE.seq < which.below)
    if which.activity is not None:
        conditions.append(or_(TABLE.name.icontains(which.activity, autoescape=True), _serves(which.activity)))
    return and_(True, *conditions)


def _serves(activity: str) -> ColumnElement[bool]:
    """Whether a line's processing activity ends so; attributes are canonical JSON, in which its address is a value."""
    known = TABLE.attributes.contains(f'"{ACTIVITY}":', autoescape=True)
    ends = (TABLE.attributes.contains(f'{mark}{activity}"', autoescape=True) for mark in ("/", "#", ":"))
    return and_(known, or_(*ends))
