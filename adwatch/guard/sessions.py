"""Sessions at the desk: a signed cookie that ends by itself, and the token that a form must carry back.

All of it is pure: secret and moment come from the caller. The secrets (32 random bytes, the newest first) never stand
in the database: whoever has one can be anybody.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from adwatch.domain.roles import Person
from adwatch.errors import Refused

LONGEST = timedelta(hours=10)
"""A working day, after which one logs in again whatever one does."""
IDLE = timedelta(minutes=30)
"""So long without a request ends a session."""
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Session:
    """Who logged in, since when, when she was seen last (whole seconds, UTC), and what is this session's alone."""

    person_id: int
    epoch: int
    started: datetime
    seen: datetime
    nonce: str


def new_session(person: Person, now: datetime) -> Session:
    """A session for somebody who has just logged in."""
    moment = _whole(now)
    return Session(person.id, person.session_epoch, moment, moment, secrets.token_urlsafe(16))


def write_cookie(session: Session, signing: Sequence[bytes], now: datetime) -> str:
    """The cookie's value for a session that is seen `now`; to be set HttpOnly, Secure, SameSite=Strict."""
    seen = replace(session, seen=_whole(now))
    values = [seen.person_id, seen.epoch, int(seen.started.timestamp()), int(seen.seen.timestamp()), seen.nonce]
    return str(_serializer(signing, "session").dumps(values))


def read_cookie(cookie: str, signing: Sequence[bytes], now: datetime) -> Session:
    """The session in a cookie; whose it is, and whether she may still be here, is for `require_current` to say.

    Raises:
        Refused: it was signed by another or changed, it has expired, or its moments lie ahead.
    """
    try:
        person_id, epoch, started, seen, nonce = _serializer(signing, "session").loads(cookie)
        session = Session(int(person_id), int(epoch), _moment(started), _moment(seen), str(nonce))
    except (BadData, ValueError, TypeError, OverflowError, OSError):
        raise Refused("this session can't be read; log in again") from None
    if not session.started <= session.seen <= now + timedelta(minutes=1):
        raise Refused("this session can't be read; log in again")
    if now - session.started >= LONGEST or now - session.seen >= IDLE:
        raise Refused("the session has ended; log in again")
    return session


def require_current(session: Session, person: Person | None) -> Person:
    """The person whose session it is; `Refused` where she is gone or disabled, or her sessions were ended."""
    if person is None or person.disabled or (person.id, person.session_epoch) != (session.person_id, session.epoch):
        raise Refused("the session has ended; log in again")
    return person


def csrf_token(session: Session, signing: Sequence[bytes]) -> str:
    """What every form of this session carries and must bring back."""
    return str(_serializer(signing, "form").dumps(session.nonce))


def require_csrf_token(token: str, session: Session, signing: Sequence[bytes]) -> None:
    """`Refused` unless `token` was made for a form of this very session."""
    try:
        nonce: Any = _serializer(signing, "form").loads(token)
    except BadData:
        nonce = None
    if not isinstance(nonce, str) or not compare_digest(nonce.encode(), session.nonce.encode()):
        raise Refused("this form does not belong to your session; open the page again")


def _serializer(signing: Sequence[bytes], use: str) -> URLSafeSerializer:
    if not signing or any(len(secret) < SECRET_BYTES for secret in signing):
        raise ValueError(f"sessions are signed with secrets of {SECRET_BYTES} bytes or more")
    # The library signs with the last of its keys and reads with each of them.
    keys = list(reversed(signing))
    return URLSafeSerializer(keys, salt=f"adwatch {use}", signer_kwargs={"digest_method": hashlib.sha256})


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _moment(seconds: Any) -> datetime:  # noqa: ANN401 - whatever a cookie says
    return datetime.fromtimestamp(int(seconds), UTC)
