"""Deleting what has expired: which rows are due, and their removal a piece at a time.

`before` is a class's cutoff: what started before that day is due. What a person's review holds on `today` is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, exists, func, or_, select, update

from adwatch.domain.nights import AMSTERDAM
from adwatch.store import linking, tables
from adwatch.store.columns import Ids, listed, numbers
from adwatch.store.expired import NO_TOKEN, has_tokens
from adwatch.store.upsert import upsert

ADVERT = tables.Advert.__table__.c
VERSION = tables.AdvertVersion.__table__.c
SIGHTING = tables.Sighting.__table__.c
POSTING = tables.PostingVersion.__table__.c
MEMBER = tables.Membership.__table__.c
PAGE = tables.PageState.__table__.c
CHANGE = tables.IdentityChange.__table__.c
AUDIT = tables.Audit.__table__.c

TOKEN_TABLES = (tables.Feature, tables.Signature, tables.BlockingKey)


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of a class there is, the day on which the oldest clock started, and how much of it is due."""

    rows: int
    oldest: date | None
    due: int


@dataclass(frozen=True, slots=True)
class Mark:
    """When a class was last looked through (UTC), up to which day, and how much was deleted."""

    ran_at: datetime
    before: date
    removed: int


def contents(connection: Connection, before: date, today: date) -> Standing:
    """The sealed contents and the pages' states."""
    held = VERSION.sealed.is_not(None)
    rows, until, seen = connection.execute(
        select(func.count(), func.min(VERSION.expires_on), func.min(_last_seen())).where(held)
    ).one()
    pages, page = connection.execute(select(func.count(), func.min(PAGE.night))).one()
    # When it was read is no column: no later than it was seen, and so long before it expires.
    oldest = min(filter(None, (until and until - (today - before), seen, page)), default=None)
    return Standing(rows + pages, oldest, count_due_contents(connection, before, today))


def count_due_contents(connection: Connection, before: date, today: date) -> int:
    """How many sealed contents and pages' states are due."""
    contents_due = _count(connection, select(func.count()).where(_content_is_due(before, today)))
    return contents_due + _count(connection, select(func.count()).where(PAGE.night < before))


def tokens(connection: Connection, before: date, today: date) -> Standing:
    """The versions that still have tokens."""
    rows, oldest = connection.execute(select(func.count(), func.min(_last_seen())).where(has_tokens())).one()
    return Standing(rows, oldest, count_due_tokens(connection, before, today))


def count_due_tokens(connection: Connection, before: date, today: date) -> int:
    """How many versions have tokens that are due."""
    return _count(connection, select(func.count()).where(_tokens_are_due(before, today)))


def sightings(connection: Connection, before: date, today: date) -> Standing:
    """The sightings."""
    rows, oldest = connection.execute(select(func.count(), func.min(SIGHTING.night))).one()
    return Standing(rows, oldest, count_due_sightings(connection, before, today))


def count_due_sightings(connection: Connection, before: date, today: date) -> int:
    """How many sightings are due."""
    return _count(connection, select(func.count()).where(_sighting_is_due(today), SIGHTING.night < before))


def audit_lines(connection: Connection, before: date, today: date) -> Standing:
    """The lines of the audit trail."""
    rows, oldest = connection.execute(select(func.count(), func.min(AUDIT.start_time))).one()
    due = count_due_lines(connection, before, today)
    return Standing(rows, date.fromisoformat(oldest[:10]) if oldest else None, due)


def count_due_lines(connection: Connection, before: date, today: date) -> int:  # noqa: ARG001 - as of every class
    """How many lines of the audit trail are due."""
    midnight = datetime(before.year, before.month, before.day, tzinfo=AMSTERDAM).astimezone(UTC)
    return _count(connection, select(func.count()).where(AUDIT.start_time < midnight.isoformat()[:19]))


def due_contents(connection: Connection, before: date, today: date) -> Ids:
    """The versions whose content is due."""
    return numbers(connection, select(VERSION.id).where(_content_is_due(before, today)))


def due_tokens(connection: Connection, before: date, today: date) -> Ids:
    """The versions whose tokens are due."""
    return numbers(connection, select(VERSION.id).where(_tokens_are_due(before, today)))


def due_nights(connection: Connection, before: date, today: date) -> list[tuple[date, int]]:
    """The nights that have sightings which are due, the oldest first, and how many."""
    query = (
        select(SIGHTING.night, func.count())
        .where(_sighting_is_due(today), SIGHTING.night < before)
        .group_by(SIGHTING.night)
        .order_by(SIGHTING.night)
    )
    return [(night, count) for night, count in connection.execute(query)]


def unseen_versions(connection: Connection, before: date, today: date) -> Ids:
    """The versions that were first read before that day and have no sighting left.

    An advert that still has one keeps its current version, whatever became of that version's own.
    """
    current = exists().where(
        ADVERT.id == VERSION.advert_id, ADVERT.version_id == VERSION.id, SIGHTING.advert_id == ADVERT.id
    )
    query = select(VERSION.id).where(VERSION.night < before, _is_free(today), ~exists().where(_sighted()), ~current)
    return numbers(connection, query)


def take_contents(connection: Connection, versions: Ids) -> None:
    """Delete these versions' content."""
    statement = update(tables.AdvertVersion).where(VERSION.id.in_(listed(connection, versions)))
    connection.execute(statement.values(sealed=None, sealed_key_id=None))


def take_page_states(connection: Connection, before: date) -> None:
    """Delete the states of pages that were last read before that day."""
    connection.execute(delete(tables.PageState).where(PAGE.night < before))


def take_tokens(connection: Connection, versions: Ids) -> None:
    """Delete these versions' tokens and text signatures, and what their adverts' listing entries last looked like.

    The token of an advert's own name on its board stays as long as its sightings do: it says which advert stood there.
    """
    for table in TOKEN_TABLES:
        connection.execute(delete(table).where(table.version_id.in_(listed(connection, versions))))
    connection.execute(
        update(tables.AdvertVersion).where(VERSION.id.in_(listed(connection, versions))).values(content_token=NO_TOKEN)
    )
    connection.execute(
        update(tables.Advert).where(ADVERT.version_id.in_(listed(connection, versions))).values(entry_token=None)
    )


def take_sightings(connection: Connection, night: date, today: date) -> None:
    """Delete one night's sightings, but those that are held."""
    connection.execute(delete(tables.Sighting).where(SIGHTING.night == night, _sighting_is_due(today)))


def take_versions(connection: Connection, versions: Ids) -> None:
    """Delete these versions and all that is known of them."""
    for pairs in (tables.PairDecision, tables.Link):
        for side in (pairs.left_id, pairs.right_id):
            connection.execute(delete(pairs).where(side.in_(listed(connection, versions))))
    for table in (*TOKEN_TABLES, tables.PostingVersion):
        connection.execute(delete(table).where(table.version_id.in_(listed(connection, versions))))
    connection.execute(delete(tables.AdvertVersion).where(VERSION.id.in_(listed(connection, versions))))


def take_what_is_left(connection: Connection, before: date) -> None:
    """Delete what no version refers to any more: adverts, memberships, and changes of identity before that day.

    The linkage is told what it goes on from: numbers of decisions may come again on SQLite.
    """
    state = linking.state(connection)
    connection.execute(delete(tables.Membership).where(~exists().where(POSTING.posting_id == MEMBER.posting_id)))
    connection.execute(
        delete(tables.Advert).where(
            ~exists().where(VERSION.advert_id == ADVERT.id), ~exists().where(SIGHTING.advert_id == ADVERT.id)
        )
    )
    start = datetime(before.year, before.month, before.day, tzinfo=UTC)
    connection.execute(delete(tables.IdentityChange).where(CHANGE.recorded_at < start))
    if "decision" in state:
        newest = min(int(state["decision"]), linking.newest_decision(connection))
        versions = min(int(state["versions"]), linking.count_versions(connection))
        linking.keep_state(connection, {"decision": str(newest), "versions": str(versions)})


def marks(connection: Connection) -> dict[str, Mark]:
    """When each class was last looked through."""
    mark = tables.RetentionMark
    query = select(mark.kept, mark.ran_at, mark.before, mark.removed)
    return {kept: Mark(at, before, removed) for kept, at, before, removed in connection.execute(query)}


def write_mark(connection: Connection, kept: str, mark: Mark) -> None:
    """Note that a class was looked through; a run for an earlier day takes nothing back."""
    earlier = marks(connection).get(kept)
    before = max(earlier.before, mark.before) if earlier else mark.before
    row = {"kept": kept, "ran_at": mark.ran_at, "before": before, "removed": mark.removed}
    upsert(connection, tables.RetentionMark.__table__, [row], ("ran_at", "before", "removed"))


def _sighted() -> ColumnElement[bool]:
    return and_(SIGHTING.advert_id == VERSION.advert_id, SIGHTING.version_id == VERSION.id)


def _last_seen() -> ColumnElement[date]:
    last = select(func.max(SIGHTING.night)).where(_sighted()).scalar_subquery()
    return func.coalesce(last, VERSION.night)


def _is_free(today: date) -> ColumnElement[bool]:
    return or_(VERSION.hold_until.is_(None), VERSION.hold_until < today)


def _content_is_due(before: date, today: date) -> ColumnElement[bool]:
    # What was written with the content holds, and a mandate that has become shorter since holds, too: no version was
    # read later than it was seen.
    seen_since = exists().where(_sighted(), SIGHTING.night >= before)
    outlived = and_(VERSION.night < before, ~seen_since)
    return and_(VERSION.sealed.is_not(None), _is_free(today), or_(VERSION.expires_on < today, outlived))


def _tokens_are_due(before: date, today: date) -> ColumnElement[bool]:
    seen_since = exists().where(_sighted(), SIGHTING.night >= before)
    return and_(VERSION.night < before, _is_free(today), has_tokens(), ~seen_since)


def _sighting_is_due(today: date) -> ColumnElement[bool]:
    return ~exists().where(VERSION.id == SIGHTING.version_id, VERSION.hold_until >= today)


def _count(connection: Connection, query: Select[Any]) -> int:
    return int(connection.execute(query).scalar_one())
