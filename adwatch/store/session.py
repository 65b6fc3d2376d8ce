"""The way to the database: SQLite (WAL) or PostgreSQL by URL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from adwatch.errors import StoreFault

__all__ = ["Connection", "Store", "describe"]

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA secure_delete=ON",  # what is deleted is overwritten, not left readable in a free page
    "PRAGMA temp_store=MEMORY",  # no temporary file beside the database
    "PRAGMA cache_size=-32000",
)


class Store:
    """One deployment's database. Make it with a URL, use `begin()` for every piece of work, `close()` at the end."""

    def __init__(self, url: str) -> None:
        """Take a SQLAlchemy URL; nothing is opened before the first `begin()`."""
        self.url = url
        self.engine = _engine(url)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a transaction; it is committed at the end and rolled back on any exception.

        Raises:
            StoreFault: the database can't be reached, or refused the work.
        """
        try:
            with self.engine.begin() as connection:
                yield connection
        except DBAPIError as fault:
            raise StoreFault(describe(self.engine, fault)) from fault

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def describe(engine: Engine, fault: DBAPIError) -> str:
    """Say in one line which database failed and how. The statement's values are never part of it."""
    first = str(fault.orig).strip().splitlines()
    reason = first[0] if first else type(fault.orig).__name__
    where = engine.url.render_as_string(hide_password=True)
    return f"database {where}: {reason}; check [database] url in config/adwatch.toml, or run `adwatch db upgrade`"


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        engine = create_engine(parsed, hide_parameters=True, pool_pre_ping=parsed.get_backend_name() != "sqlite")
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as fault:
        raise StoreFault(
            f"database url: found {url.rsplit('@', 1)[-1]!r}, allowed: sqlite:///… or postgresql://…"
        ) from fault
    if engine.dialect.name not in {"sqlite", "postgresql"}:
        raise StoreFault(f"database url: found {engine.dialect.name!r}, allowed: sqlite or postgresql")
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, parsed.database)
    return engine


def _prepare_sqlite(engine: Engine, database: str | None) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: DBAPIConnection, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's pool record
        # SQLAlchemy begins transactions itself; the driver's own begin would leave DDL outside of them.
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    if database and database != ":memory:":
        path = Path(database)
        if not path.exists() and path.parent.is_dir():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
