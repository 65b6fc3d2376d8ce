"""People and their roles, and attempts to log in that failed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from adwatch.domain.roles import Person, Role
from adwatch.store import tables

TABLE = tables.Person
ROLE = tables.PersonRole
FAILURE = tables.LoginFailure


def people(connection: Connection) -> list[Person]:
    """Everybody, by name; who is disabled, too."""
    return _read(connection)


def anybody(connection: Connection) -> bool:
    """Whether anybody is named at all."""
    return bool(connection.execute(select(exists().where(TABLE.id.is_not(None)))).scalar_one())


def person_named(connection: Connection, name: str) -> Person | None:
    """The person of this name, disabled or not."""
    return next(iter(_read(connection, TABLE.name == name)), None)


def person_with_login(connection: Connection, os_user: str) -> Person | None:
    """Whoever is not disabled and known by this login of the operating system."""
    return next(iter(_read(connection, TABLE.os_user == os_user, TABLE.disabled_at.is_(None))), None)


def person_by_id(connection: Connection, person_id: int) -> Person | None:
    """The person whose session this is."""
    return next(iter(_read(connection, TABLE.id == person_id)), None)


def password_hash(connection: Connection, person_id: int) -> str | None:
    """The hash of a person's password; None where she has none."""
    return connection.execute(select(TABLE.password_hash).where(TABLE.id == person_id)).scalar_one_or_none()


def add_person(connection: Connection, name: str, roles: Iterable[Role], os_user: str | None) -> None:
    """Name somebody new."""
    row = {"name": name, "os_user": os_user, "session_epoch": 0, "created_at": datetime.now(UTC)}
    connection.execute(insert(TABLE), row)
    grant(connection, connection.execute(select(TABLE.id).where(TABLE.name == name)).scalar_one(), roles)


def grant(connection: Connection, person_id: int, roles: Iterable[Role]) -> None:
    """Give roles that the person does not have yet."""
    rows = [{"person_id": person_id, "role": role.value} for role in roles]
    if rows:
        connection.execute(insert(ROLE), rows)


def withdraw(connection: Connection, person_id: int, roles: Iterable[Role]) -> None:
    """Take roles away."""
    names = [role.value for role in roles]
    connection.execute(delete(ROLE).where(ROLE.person_id == person_id, ROLE.role.in_(names)))


def disable(connection: Connection, person_id: int) -> None:
    """Let a person do nothing any more; name and roles stay, so that the trail can be read."""
    connection.execute(update(TABLE).where(TABLE.id == person_id).values(disabled_at=datetime.now(UTC)))


def set_password_hash(connection: Connection, person_id: int, hashed: str) -> None:
    """Keep the hash of a new password."""
    connection.execute(update(TABLE).where(TABLE.id == person_id).values(password_hash=hashed))


def end_sessions(connection: Connection, person_id: int) -> None:
    """Let every session of a person that is open end."""
    change = update(TABLE).where(TABLE.id == person_id)
    connection.execute(change.values(session_epoch=TABLE.session_epoch + 1))


def failures(connection: Connection, token: bytes) -> tuple[int, datetime | None]:
    """How often a log-in under the name of this token failed in a row, and when it did last."""
    found = connection.execute(select(FAILURE.failures, FAILURE.last_at).where(FAILURE.token == token)).one_or_none()
    return (found.failures, found.last_at) if found else (0, None)


def count_attempt(connection: Connection, token: bytes, known: int, failed: int, at: datetime) -> bool:
    """Count an attempt, as the `failed`th failure in a row, where `known` are on record.

    False where another attempt under this name was counted meanwhile: of many at once, one alone may go on.
    """
    if known:
        change = update(FAILURE).where(FAILURE.token == token, FAILURE.failures == known)
        return connection.execute(change.values(failures=failed, last_at=at)).rowcount == 1
    insert_new = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(FAILURE)
    row = insert_new.values(token=token, failures=failed, last_at=at)
    return connection.execute(row.on_conflict_do_nothing().returning(FAILURE.token)).one_or_none() is not None


def forget_failures(connection: Connection, *, token: bytes | None = None, before: datetime | None = None) -> None:
    """Begin to count anew under one name, or under all that were tried `before` a moment for the last time."""
    if token is not None:
        connection.execute(delete(FAILURE).where(FAILURE.token == token))
    if before is not None:
        connection.execute(delete(FAILURE).where(FAILURE.last_at < before))


def _read(connection: Connection, *which: ColumnElement[bool]) -> list[Person]:
    columns = (TABLE.id, TABLE.name, TABLE.os_user, TABLE.disabled_at, TABLE.password_hash, TABLE.session_epoch)
    found = connection.execute(select(*columns).where(*which).order_by(TABLE.name)).all()
    roles: dict[int, set[Role]] = {row.id: set() for row in found}
    for person_id, role in connection.execute(select(ROLE.person_id, ROLE.role).where(ROLE.person_id.in_(roles))):
        roles[person_id].add(Role(role))
    return [
        Person(
            id=row.id,
            name=row.name,
            roles=frozenset(roles[row.id]),
            os_user=row.os_user,
            disabled=row.disabled_at is not None,
            has_password=row.password_hash is not None,
            session_epoch=row.session_epoch,
        )
        for row in found
    ]
