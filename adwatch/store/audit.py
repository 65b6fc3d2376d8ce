"""The audit trail's rows: appended one after the other, never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, fields

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from adwatch.errors import StoreFault
from adwatch.guard.audit import GENESIS, AuditRecord
from adwatch.store import tables
from adwatch.store.session import Store

ATTEMPTS = 20  # how often another process may take the next place in the chain before this one


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
        newest = select(tables.Audit.seq, tables.Audit.hash).order_by(tables.Audit.seq.desc()).limit(1)
        for _ in range(ATTEMPTS):
            try:
                with self._store.engine.begin() as connection:
                    head = connection.execute(newest).one_or_none()
                    record = make(head.seq + 1, head.hash) if head else make(1, GENESIS)
                    connection.execute(insert(tables.Audit), asdict(record))
            except IntegrityError:  # another process took this place: build the line anew behind its one
                continue
            return record
        raise StoreFault("the audit trail could not be written: other processes hold it; nothing was opened")


def audit_records(store: Store) -> Iterator[AuditRecord]:
    """Every line, oldest first."""
    names = [field.name for field in fields(AuditRecord)]
    query = select(*(getattr(tables.Audit, name) for name in names)).order_by(tables.Audit.seq)
    with store.begin() as connection:
        for row in connection.execution_options(yield_per=1000).execute(query):
            yield AuditRecord(*row)
