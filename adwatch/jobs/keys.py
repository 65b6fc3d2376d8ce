"""The keys of a deployment at work: made, replaced, and destroyed once nothing is left that they are needed for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import TypeAlias

from adwatch.errors import KeyFault, Refused
from adwatch.guard.audit import Duty
from adwatch.guard.keys import (
    Key,
    KeyPurpose,
    Keyring,
    KeyState,
    Master,
    change_key_file,
    content_keys,
    create_key_file,
)
from adwatch.guard.retention import next_month
from adwatch.jobs.office import Office
from adwatch.specs.mandate import RetentionClass
from adwatch.store import keys as stored
from adwatch.store.keys import Made

BATCH = 5_000
"""Versions a transaction, when tokens of a destroyed key are taken away."""


Change: TypeAlias = Callable[[Keyring], tuple[Iterable[Key], Master | None]]
"""From the keys there are to those there shall be, and the master key above them."""


class Rotated(StrEnum):
    """What can be replaced."""

    CONTENT = "content"
    TOKEN = "token"  # noqa: S105 - the name of a purpose
    AUDIT = "audit"
    MASTER = "master"


class Standing(StrEnum):
    """What a key does now."""

    MAKES = "in use"
    AHEAD = "for later"
    READS = "reads only"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """One key, never its secret. made: how much of what it made is still here, None where nobody counts that.

    goes: the day from which it is destroyed; None where none is known, and `until` says why.
    """

    purpose: str
    id: str
    standing: Standing
    since: date | None
    period: date | None
    made: int | None
    goes: date | None
    until: str

    def as_json(self) -> dict[str, object]:
        """As `adwatch keys status --json` prints it."""
        return {
            "purpose": self.purpose,
            "id": self.id,
            "state": self.standing.value,
            "since": self.since.isoformat() if self.since else None,
            "month": self.period.isoformat()[:7] if self.period else None,
            "made": self.made,
            "destroyed_from": self.goes.isoformat() if self.goes else None,
            "kept_until": self.until,
        }


def init_keys(office: Office) -> bool:
    """Make the key file, or bring one of before to the form with a master key and a key a month; whether it changed.

    Where there are keys for fewer months than can be, more are made. No key is lost by it.

    Raises:
        KeyFault: it can't be read or written, or keys come from the environment.
    """
    path, today = office.deployment.keys_file, office.today
    if not path.exists():
        create_key_file(path)
        return True
    ring = office.keyring
    if ring.master is not None and len(with_months(ring, today)) == len(list(ring)):
        return False
    with office.trail.opening(
        "make keys", purpose=Duty.KEYS, reason="a master key, and a content key a month", subject_type="key", count=1
    ):
        _change(office, lambda ring: (with_months(ring, today), ring.master or Master.new(today)))
    return True


def with_months(ring: Keyring, today: date) -> list[Key]:
    """The keys with one for content in this month and each month ahead; one for any time is retired."""
    content = [key for key in ring if key.purpose is KeyPurpose.CONTENT and key.state is KeyState.ACTIVE]
    more = content_keys(today, (key.period for key in content))
    kept = (retired(key, today) if key in content and key.period is None else key for key in ring)
    return [*kept, *more]


def retired(key: Key, today: date) -> Key:
    """The key, which makes nothing new from `today` on."""
    return replace(key, state=KeyState.RETIRED, retired=today)


def rotate(office: Office, what: Rotated, reason: str) -> Keyring:
    """Put a new key in the place of the one in use: from now on new work takes it; what runs keeps the key it has.

    content: the rest of this month and all months ahead have new keys. token: adverts are named and compared under the
    old key, and have tokens under both, for as long as the mandate keeps tokens. audit: persons have other tokens from
    now on. master: all keys are wrapped anew, so that an earlier copy of the file is worth nothing with the new one.

    Raises:
        KeyFault: the keys come from the environment, or can't be read or written.
        Refused: there is no reason, or tokens are still being brought from one key to another.
    """
    today = office.today
    if what is Rotated.MASTER and office.keyring.master is not None and office.keyring.master.outside:
        raise KeyFault(f"{office.keyring.source}: its master key comes from the environment, and is replaced there")
    older = [key for key in office.keyring.all_of(KeyPurpose.TOKEN) if key.retired]
    if what is Rotated.TOKEN and older:
        goes = token_end(office, older[-1])
        raise Refused(f"key {older[-1].id} is still being replaced, until {goes}; rotate tokens again after that day")
    with office.trail.opening(f"replace the {what} key", purpose=Duty.KEYS, reason=reason, subject_type="key", count=1):
        if what is Rotated.TOKEN:
            with office.store.begin() as connection:
                stored.compare_under(connection, office.keyring.active(KeyPurpose.TOKEN).id)
        return _change(office, lambda ring: _rotated(ring, what, today))


def _rotated(ring: Keyring, what: Rotated, today: date) -> tuple[Iterable[Key], Master | None]:
    if what is Rotated.MASTER:
        return list(ring), Master.new(today)
    purpose = KeyPurpose(what.value)
    begun = [key for key in ring if key.purpose is not purpose or key.period is None or key.period <= today]
    kept = [retired(key, today) if key.purpose is purpose and key.state is KeyState.ACTIVE else key for key in begun]
    fresh = content_keys(today, ()) if purpose is KeyPurpose.CONTENT else (Key.new(purpose, today),)
    return [*kept, *fresh], ring.master


def _change(office: Office, change: Change) -> Keyring:
    deployment = office.deployment
    ring = change_key_file(deployment.keys_file, change, variable=deployment.settings.keys.environment)
    for read in ("keyring", "sealer", "opener"):
        office.__dict__.pop(read, None)
    return ring


def token_end(office: Office, key: Key) -> date:
    """The last day on which a retired token key is kept: by then all that has tokens under it alone has expired."""
    days = office.mandate.retention_days(RetentionClass.TOKENS)
    return (key.retired or key.created) + timedelta(days=days)


def expired_keys(office: Office, today: date) -> list[Key]:
    """The keys that are not needed any more.

    content: its month is over, or it was retired, and nothing that it sealed is kept. token, audit: it was retired
    longer ago than the mandate keeps tokens, or lines of the trail. Others are never destroyed, nor is one that was
    retired by hand, on nobody knows which day.
    """
    with office.store.begin() as connection:
        sealed = stored.sealed_by(connection)
    return [key for key in office.keyring if _is_expired(office, key, today, sealed.get(key.id, Made(0)).count)]


def _is_expired(office: Office, key: Key, today: date, sealed: int) -> bool:
    match key.purpose:
        case KeyPurpose.CONTENT:
            return not sealed and today > _last_use(office.keyring, key)
        case KeyPurpose.TOKEN:
            return key.retired is not None and today > token_end(office, key)
        case KeyPurpose.AUDIT:
            days = office.mandate.retention_days(RetentionClass.AUDIT)
            return key.retired is not None and today > key.retired + timedelta(days=days)
        case _:
            return False


def _last_use(ring: Keyring, key: Key) -> date:
    """The last day on which a content key may seal, and a day more for work that began before midnight."""
    if key.state is KeyState.RETIRED:
        return (key.retired or key.created) + timedelta(days=1)
    if key.period is None or key.period == max(other.period for other in ring if other.period):
        return date.max
    return next_month(key.period) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Destroyed:
    """Keys that were destroyed; left: those that are due, but come from the environment, where others must do it."""

    keys: tuple[Key, ...] = ()
    left: tuple[Key, ...] = ()


def destroy_expired(office: Office, today: date) -> Destroyed:
    """Destroy the keys that are not needed any more, and the tokens that only they could make; a line for each."""
    due = expired_keys(office, today)
    if due and office.keyring.source != str(office.deployment.keys_file):
        return Destroyed(left=tuple(due))
    for key in due:
        with office.trail.opening(
            "destroy a key",
            purpose=Duty.KEYS,
            reason=f"nothing is left that {key.purpose} key {key.id} is needed for",
            subject_type="key",
            count=1,
        ):
            if key.purpose is KeyPurpose.TOKEN:
                _take_tokens(office, key)
            _change(office, partial(_without, key))
    return Destroyed(tuple(due))


def _without(key: Key, ring: Keyring) -> tuple[Iterable[Key], Master | None]:
    return [other for other in ring if other.id != key.id], ring.master


def _take_tokens(office: Office, key: Key) -> None:
    """Let adverts compare under the key after this one, and take away what this one made."""
    oldest = [other for other in office.keyring.all_of(KeyPurpose.TOKEN) if other.id != key.id][-1]
    with office.store.begin() as connection:
        stored.compare_under(connection, oldest.id)
        versions = stored.bearers(connection, key.id)
    for start in range(0, len(versions), BATCH):
        with office.store.begin() as connection:
            stored.take_tokens_of(connection, key.id, versions[start : start + BATCH])


def status(office: Office) -> list[KeyStatus]:
    """Every key there is, by purpose, and every one that the database names and nobody has."""
    with office.store.begin() as connection:
        sealed, tokens = stored.sealed_by(connection), stored.tokens_by(connection)
    ring, made = office.keyring, sealed | tokens
    known = sorted(ring, key=lambda key: (list(KeyPurpose).index(key.purpose), key.period or date.min, key.created))
    found = [_status(office, key, made.get(key.id, Made(0))) for key in known]
    lost = sorted(made.keys() - {key.id for key in ring})
    return [*_master_status(ring), *found, *(_lost(key_id, made[key_id], key_id in sealed) for key_id in lost)]


def _master_status(ring: Keyring) -> list[KeyStatus]:
    master = ring.master
    if master is None:
        return []
    where = "in the environment" if master.outside else "until it is replaced"
    return [KeyStatus("master", master.id, Standing.MAKES, master.created, None, len(list(ring)), None, where)]


def _lost(key_id: str, made: Made, sealed: bool) -> KeyStatus:
    purpose = KeyPurpose.CONTENT if sealed else KeyPurpose.TOKEN
    return KeyStatus(purpose, key_id, Standing.LOST, None, None, made.count, None, "what it made can't be used")


def _status(office: Office, key: Key, made: Made) -> KeyStatus:
    counted = key.purpose in {KeyPurpose.CONTENT, KeyPurpose.TOKEN, KeyPurpose.SIGNATURE}
    goes, until = _end(office, key, made)
    return KeyStatus(
        purpose=key.purpose.value,
        id=key.id,
        standing=_standing(office.keyring, key, office.today),
        since=key.created,
        period=key.period,
        made=made.count if counted else None,
        goes=goes,
        until=until,
    )


def _standing(ring: Keyring, key: Key, today: date) -> Standing:
    if key.state is KeyState.RETIRED:
        return Standing.READS
    if ring.active(key.purpose, today).id == key.id:
        return Standing.MAKES
    return Standing.AHEAD if key.period and key.period > today else Standing.READS


def _end(office: Office, key: Key, made: Made) -> tuple[date | None, str]:
    """The day from which a key is destroyed, as far as it is known now, and what that hangs on."""
    day = timedelta(days=1)
    match key.purpose:
        case KeyPurpose.CONTENT:
            last = max(_last_use(office.keyring, key), made.until or date.min)
            return (None if last == date.max else last + day), "until all that it sealed has expired"
        case KeyPurpose.TOKEN if key.retired:
            return token_end(office, key) + day, "for as long as tokens are kept"
        case KeyPurpose.AUDIT if key.retired:
            days = office.mandate.retention_days(RetentionClass.AUDIT)
            return key.retired + timedelta(days=days) + day, "for as long as lines are kept"
        case KeyPurpose.SIGNATURE | KeyPurpose.STANDING:
            return None, "for good: it is not replaced"
        case _:
            return None, "until it is replaced"


def months_left(ring: Keyring, today: date) -> int | None:
    """For how many months after this one there are content keys; None where content has one key for any time."""
    ahead = [key.period for key in ring if key.purpose is KeyPurpose.CONTENT and key.state is KeyState.ACTIVE]
    if not ahead or None in ahead:
        return None
    return sum(period is not None and period > today for period in ahead)
