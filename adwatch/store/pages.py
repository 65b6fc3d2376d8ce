"""What is remembered of pages from one night to the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, delete, select

from adwatch.domain.sealed import Sealed, Token
from adwatch.store import tables
from adwatch.store.upsert import upsert


def page_states(connection: Connection, board: str, since: date) -> dict[Token, tuple[date, Sealed]]:
    """The sealed states of the pages of `board` that were last read on `since` or later, and when."""
    state = tables.PageState
    query = (
        select(state.key_id, state.token, state.night, state.sealed_key_id, state.sealed)
        .join(tables.Board)
        .where(tables.Board.name == board, state.night >= since)
    )
    return {Token(row[0], row[1]): (row[2], Sealed(row[3], row[4])) for row in connection.execute(query)}


def write_page_states(
    connection: Connection, board_id: int, night: date, states: Mapping[Token, Sealed], forget: date
) -> None:
    """Keep what pages were like on `night`, and forget those that were last read before `forget`."""
    state = tables.PageState
    rows = (
        {
            "board_id": board_id,
            "key_id": token.key_id,
            "token": token.digest,
            "night": night,
            "sealed_key_id": sealed.key_id,
            "sealed": sealed.blob,
        }
        for token, sealed in states.items()
    )
    upsert(connection, state.__table__, rows, ("night", "sealed_key_id", "sealed"))
    connection.execute(delete(state).where(state.board_id == board_id, state.night < forget))
