"""Which versions still have tokens. Those without stay where they were linked last: nothing compares them any more."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_

from adwatch.store import tables

NO_TOKEN = b""
"""What stands in the place of a version's content token once its tokens have expired."""

VERSION = tables.AdvertVersion.__table__.c
POSTING = tables.PostingVersion.__table__.c


def has_tokens() -> ColumnElement[bool]:
    """Whether a version has any token; one that is read again after its tokens expired has new ones."""
    carried = (exists().where(each.version_id == VERSION.id) for each in (tables.Feature, tables.Signature))
    return or_(VERSION.content_token != NO_TOKEN, *carried)


def is_settled() -> ColumnElement[bool]:
    """Whether a version was linked, and has lost its tokens since."""
    return and_(
        VERSION.content_token == NO_TOKEN,
        exists().where(POSTING.version_id == VERSION.id),
        ~has_tokens(),
    )
