"""What explains a linkage: which version stood under which advert, which links hold an advertiser, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from adwatch.store import tables


@dataclass(frozen=True, slots=True)
class StoredLink:
    """One of the links that hold an advertiser together: two versions, and their log-odds when they were linked."""

    left_id: int
    right_id: int
    score: float


@dataclass(frozen=True, slots=True)
class StoredChange:
    """A merge (`advertiser` took in `other`) or a split (`other` was parted from `advertiser`), and when (UTC)."""

    recorded_at: datetime
    kind: str
    advertiser: int
    other: int


def boards(connection: Connection) -> dict[int, str]:
    """The name of every board."""
    return {row[0]: row[1] for row in connection.execute(select(tables.Board.id, tables.Board.name))}


def current_version(connection: Connection, advert_id: int) -> tuple[int, int] | None:
    """The newest version of an advert and how many it has; None where there is no such advert."""
    version = tables.AdvertVersion
    many = select(func.count()).select_from(version).where(version.advert_id == advert_id).scalar_subquery()
    row = connection.execute(select(tables.Advert.version_id, many).where(tables.Advert.id == advert_id)).one_or_none()
    return (row[0], row[1]) if row else None


def links_of(connection: Connection, advertiser: int) -> list[StoredLink]:
    """The links that hold this advertiser together."""
    link, posting, member = tables.Link, tables.PostingVersion, tables.Membership
    query = (
        select(link.left_id, link.right_id, link.score)
        .join(posting, posting.version_id == link.left_id)
        .join(member, member.posting_id == posting.posting_id)
        .where(member.advertiser_id == advertiser)
        .order_by(link.left_id, link.right_id)
    )
    return [StoredLink(*row) for row in connection.execute(query)]


def identity_changes(connection: Connection, since: datetime | None = None) -> list[StoredChange]:
    """Merges and splits of advertisers, the latest first; from `since` on where it is given."""
    change = tables.IdentityChange
    query = select(change.recorded_at, change.kind, change.advertiser_id, change.other_id).order_by(change.id.desc())
    if since is not None:
        query = query.where(change.recorded_at >= since)
    return [StoredChange(*row) for row in connection.execute(query)]
