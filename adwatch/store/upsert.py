"""Writing rows so that writing them twice changes nothing, on both engines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, FromClause, Table
from sqlalchemy.dialects import postgresql, sqlite

BATCH = 5_000  # rows a statement is executed for at once: bounded memory, few round trips


def insert_new(connection: Connection, table: FromClause, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert `rows`, leaving alone what stands there under the same key."""
    statement = _insert(connection, table).on_conflict_do_nothing()
    for batch in _batches(rows):
        connection.execute(statement, batch)


def upsert(connection: Connection, table: FromClause, rows: Iterable[Mapping[str, Any]], update: Sequence[str]) -> None:
    """Insert `rows`; where the primary key stands already, the columns named in `update` take the new values."""
    insert = _insert(connection, table)
    statement = insert.on_conflict_do_update(
        index_elements=list(_table(table).primary_key.columns),
        set_={name: insert.excluded[name] for name in update},
    )
    for batch in _batches(rows):
        connection.execute(statement, batch)


def _insert(connection: Connection, table: FromClause) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(_table(table))
    return postgresql.insert(_table(table))


def _table(table: FromClause) -> Table:
    if not isinstance(table, Table):
        raise TypeError(f"{table!r} is not a table")
    return table


def _batches(rows: Iterable[Mapping[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(dict(row))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
