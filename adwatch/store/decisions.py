"""What persons said of pairs of versions: appended, never changed; the last word on a pair counts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, func, insert, select

from adwatch.domain.decisions import Decision, Word
from adwatch.store import tables

TABLE = tables.PairDecision


def append_decisions(connection: Connection, decisions: Iterable[Decision]) -> None:
    """Keep these words, in this order."""
    rows = [
        {
            "left_id": each.left_id,
            "right_id": each.right_id,
            "said": each.said.value,
            "actor": each.actor,
            "said_at": each.said_at,
            "reason": each.reason,
        }
        for each in decisions
    ]
    if rows:
        connection.execute(insert(TABLE), rows)


def last_words(connection: Connection) -> list[Decision]:
    """The last word on every pair, the earliest first."""
    last = select(func.max(TABLE.id)).group_by(TABLE.left_id, TABLE.right_id)
    return _read(connection, TABLE.id.in_(last))


def words_on(connection: Connection, one: int, other: int) -> list[Decision]:
    """All that was said of two versions, the earliest first."""
    return _read(connection, TABLE.left_id == min(one, other), TABLE.right_id == max(one, other))


def _read(connection: Connection, *which: ColumnElement[bool]) -> list[Decision]:
    query = (
        select(TABLE.left_id, TABLE.right_id, TABLE.said, TABLE.actor, TABLE.said_at, TABLE.reason)
        .where(*which)
        .order_by(TABLE.id)
    )
    return [
        Decision(left, right, Word(said), actor, at, reason)
        for left, right, said, actor, at, reason in connection.execute(query)
    ]
