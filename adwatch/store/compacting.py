"""Taking what was deleted out of the database's files, and not only out of its tables."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from adwatch.errors import StoreFault
from adwatch.store import tables
from adwatch.store.session import Store, describe

SPILL_BYTES = 256_000_000
"""A SQLite file larger than this is written anew through a temporary file, which holds only what is kept; a smaller
one in memory (assumed)."""


def compact(store: Store) -> bool:
    """Leave nothing deleted in the files; False where somebody else was at work, so that the next run must.

    SQLite overwrites what it deletes, but a row that was moved before may have left a copy of itself in a page: the
    whole file is written anew, and its log emptied. PostgreSQL clears dead rows away; what it wrote to its own log, an
    archive of that log, and backups stays there for as long as whoever keeps them does.

    Raises:
        StoreFault: the database can't be used.
    """
    try:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if store.dialect == "sqlite":
                return _rewrite(connection)
            for table in tables.Table.metadata.sorted_tables:
                connection.exec_driver_sql(f'VACUUM "{table.name}"')
            return True
    except DBAPIError as fault:
        raise StoreFault(describe(store.engine, fault)) from fault


def _rewrite(connection: Connection) -> bool:
    pages, size = (connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size"))
    if pages * size > SPILL_BYTES:
        connection.exec_driver_sql("PRAGMA temp_store=FILE")
    try:
        connection.exec_driver_sql("VACUUM")
    except OperationalError as fault:
        if "locked" in str(fault.orig):
            return False
        raise
    finally:
        connection.exec_driver_sql("PRAGMA temp_store=MEMORY")
    busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    return not busy
