"""Keys by id and by purpose, and which of them makes new things on which day."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from adwatch.domain.nights import AMSTERDAM
from adwatch.errors import KeyFault
from adwatch.guard.retention import month_of

SECRET_BYTES = 32


class KeyPurpose(StrEnum):
    """What a key is for; no key serves two purposes."""

    CONTENT = "content"
    """Seals what an advert says."""
    TOKEN = "token"  # noqa: S105 - the name of a purpose
    """Makes the tokens by which adverts are linked."""
    SIGNATURE = "signature"
    """Makes the signatures by which near-equal texts are found."""
    AUDIT = "audit"
    """Makes the tokens of persons in the audit trail; apart, so that it can be shredded by itself."""
    STANDING = "standing"
    """Makes the tokens of the standing lists; apart, because it does not rotate with the rest."""


class KeyState(StrEnum):
    """Whether a key makes new things, or only reads old ones."""

    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Key:
    """One key; its secret (32 bytes) is never printed.

    period: the first day of the month in which it is used, None for a key of any time. retired: since when it makes
    nothing new.
    """

    id: str
    purpose: KeyPurpose
    created: date
    state: KeyState
    secret: bytes = field(repr=False)
    period: date | None = None
    retired: date | None = None

    @classmethod
    def new(cls, purpose: KeyPurpose, created: date, period: date | None = None) -> Key:
        """A fresh active key from the operating system's randomness."""
        secret = secrets.token_bytes(SECRET_BYTES)
        return cls(key_id_of(purpose, secret), purpose, created, KeyState.ACTIVE, secret, period)


@dataclass(frozen=True, slots=True)
class Master:
    """The key under which all others are wrapped. outside: it is not in the key file, but in the environment."""

    id: str
    created: date | None
    secret: bytes = field(repr=False)
    outside: bool = False

    @classmethod
    def new(cls, created: date) -> Master:
        """A fresh one from the operating system's randomness."""
        secret = secrets.token_bytes(SECRET_BYTES)
        return cls(key_id_of(MASTER, secret), created, secret)


MASTER = "master"
"""What a master key is for, as its id says."""


def key_id_of(purpose: str, secret: bytes) -> str:
    """The id of a key: 8 hexadecimal digits of an HMAC under its secret, which tell nothing of the secret."""
    return hmac.digest(secret, f"adwatch key id\0{purpose}".encode(), hashlib.sha256)[:4].hex()


class Keyring:
    """The keys of a deployment, by id and by purpose."""

    def __init__(self, keys: Iterable[Key], source: str, master: Master | None = None) -> None:
        """Hold `keys`, read from `source`, where `master` wraps them.

        `KeyFault` where an id stands twice, or an active key of one purpose and month does.
        """
        self._keys: dict[str, Key] = {}
        self._active: dict[tuple[KeyPurpose, date | None], Key] = {}
        self.source = source
        self.master = master
        for key in keys:
            self._take(key)

    def __repr__(self) -> str:
        return f"Keyring({len(self._keys)} keys from {self.source})"

    def __iter__(self) -> Iterator[Key]:
        return iter(self._keys.values())

    def active(self, purpose: KeyPurpose, on: date | None = None) -> Key:
        """The key that makes new things for `purpose` on a day, today by default; `KeyFault` where there is none.

        It is that of the month; where the months have run out the last one's goes on, and before the first the first's.
        """
        month = month_of(on or datetime.now(AMSTERDAM).date())
        months = sorted(period or date.min for of, period in self._active if of is purpose)
        if not months:
            raise KeyFault(f"{self.source}: no active key for {purpose}; restore the key file from its backup")
        chosen = max((begun for begun in months if begun <= month), default=months[0])
        return self._active[purpose, None if chosen == date.min else chosen]

    def get(self, key_id: str) -> Key:
        """The key of this id; `KeyFault` where it is not here: lost, destroyed, or of another deployment."""
        try:
            return self._keys[key_id]
        except KeyError:
            raise KeyFault(
                f"{self.source}: has no key {key_id}, which this database was written with, and nothing made with it "
                "can be used (`adwatch keys status` counts what that is); use the key file that belongs to this "
                "database, or restore it from its backup"
            ) from None

    def all_of(self, purpose: KeyPurpose) -> tuple[Key, ...]:
        """Every key for `purpose`: the active ones first, then those that were retired last."""
        keys = [key for key in self if key.purpose is purpose]
        return tuple(sorted(keys, key=lambda key: (key.state is not KeyState.ACTIVE, -_age_of(key))))

    def _take(self, key: Key) -> None:
        if key.id in self._keys:
            raise KeyFault(f"{self.source}: key {key.id} stands twice; delete one of the two")
        if key.state is KeyState.ACTIVE and (key.purpose, key.period) in self._active:
            raise KeyFault(f"{self.source}: two active keys for {key.purpose}; set the older to state = 'retired'")
        self._keys[key.id] = key
        if key.state is KeyState.ACTIVE:
            self._active[key.purpose, key.period] = key


def _age_of(key: Key) -> int:
    return (key.retired or key.created).toordinal()
