"""Which key made what there is in the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, func, select

from adwatch.store import linking, tables
from adwatch.store.columns import LINKING_KEY, Ids, linking_key, listed, numbers

VERSION = tables.AdvertVersion.__table__.c
FEATURE = tables.Feature.__table__.c
SIGNATURE = tables.Signature.__table__.c
PAGE = tables.PageState.__table__.c


@dataclass(frozen=True, slots=True)
class Made:
    """How much a key made that is still here, and until when the last of it may be kept, where that is known."""

    count: int
    until: date | None = None


def sealed_by(connection: Connection) -> dict[str, Made]:
    """How many contents and page states each key sealed."""
    query = (
        select(VERSION.sealed_key_id, func.count(), func.max(VERSION.expires_on))
        .where(VERSION.sealed.is_not(None), VERSION.sealed_key_id.is_not(None))
        .group_by(VERSION.sealed_key_id)
    )
    found = {key: Made(count, until) for key, count, until in connection.execute(query)}
    pages = select(PAGE.sealed_key_id, func.count()).group_by(PAGE.sealed_key_id)
    for key, count in connection.execute(pages):
        earlier = found.get(key, Made(0))
        found[key] = Made(earlier.count + count, earlier.until)
    return found


def tokens_by(connection: Connection) -> dict[str, Made]:
    """How many tokens or text signatures each key made."""
    queries = (select(column.key_id, func.count()).group_by(column.key_id) for column in (FEATURE, SIGNATURE))
    return {key: Made(count) for query in queries for key, count in connection.execute(query)}


def compare_under(connection: Connection, key_id: str) -> None:
    """Let the linkage compare tokens of this key alone, from its next run on; another key's make it start anew."""
    earlier = linking_key(connection)
    state = {LINKING_KEY: key_id}
    if earlier not in {None, key_id}:
        state["versions"] = "0"  # weak keys were made of the other key's tokens: all is linked on the next run
    linking.keep_state(connection, state)


def bearers(connection: Connection, key_id: str) -> Ids:
    """The versions that have a token under this key, ascending."""
    query = select(FEATURE.version_id).distinct().where(FEATURE.key_id == key_id)
    return numbers(connection, query)


def take_tokens_of(connection: Connection, key_id: str, versions: Ids) -> None:
    """Delete these versions' tokens under a key."""
    mine = FEATURE.version_id.in_(listed(connection, versions))
    connection.execute(delete(tables.Feature).where(FEATURE.key_id == key_id, mine))
