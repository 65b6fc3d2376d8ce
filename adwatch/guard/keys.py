"""The keys of a deployment: a file of mode 0600 outside the database, or the same text in the environment.

A key's id is drawn from its secret, so a key file with another secret under a known id can't exist: a wrong key is
found when the file is read, never when something sealed comes out as garbage.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from adwatch.errors import KeyFault
from adwatch.specs.loading import toml_line
from adwatch.specs.spec import Spec

KEYS_VARIABLE = "ADWATCH_KEYS"
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
    """One key; its secret (32 bytes) is never printed."""

    id: str
    purpose: KeyPurpose
    created: date
    state: KeyState
    secret: bytes = field(repr=False)

    @classmethod
    def new(cls, purpose: KeyPurpose, created: date) -> Key:
        """A fresh active key from the operating system's randomness."""
        secret = secrets.token_bytes(SECRET_BYTES)
        return cls(key_id_of(purpose, secret), purpose, created, KeyState.ACTIVE, secret)


def key_id_of(purpose: KeyPurpose, secret: bytes) -> str:
    """The id of a key: 8 hexadecimal digits of an HMAC under its secret, which tell nothing of the secret."""
    return hmac.digest(secret, f"adwatch key id\0{purpose}".encode(), hashlib.sha256)[:4].hex()


class Keyring:
    """The keys of a deployment, by id and by purpose."""

    def __init__(self, keys: Iterable[Key], source: str) -> None:
        """Hold `keys`, read from `source`; `KeyFault` where an id or an active key of one purpose stands twice."""
        self._keys: dict[str, Key] = {}
        self._active: dict[KeyPurpose, Key] = {}
        self.source = source
        for key in keys:
            self._take(key)

    def __repr__(self) -> str:
        return f"Keyring({len(self._keys)} keys from {self.source})"

    def __iter__(self) -> Iterator[Key]:
        return iter(self._keys.values())

    def active(self, purpose: KeyPurpose) -> Key:
        """The key that makes new things for `purpose`; `KeyFault` where there is none."""
        try:
            return self._active[purpose]
        except KeyError:
            raise KeyFault(
                f"{self.source}: no active key for {purpose}; restore the key file from its backup"
            ) from None

    def get(self, key_id: str) -> Key:
        """The key of this id; `KeyFault` where it is not here: lost, destroyed, or of another deployment."""
        try:
            return self._keys[key_id]
        except KeyError:
            raise KeyFault(
                f"{self.source}: has no key {key_id}, which this database was written with; "
                "use the key file that belongs to this database, or restore it from its backup"
            ) from None

    def all_of(self, purpose: KeyPurpose) -> tuple[Key, ...]:
        """Every key for `purpose`, the active one first."""
        keys = [key for key in self if key.purpose is purpose]
        return tuple(sorted(keys, key=lambda key: key.state is not KeyState.ACTIVE))

    def _take(self, key: Key) -> None:
        if key.id in self._keys:
            raise KeyFault(f"{self.source}: key {key.id} stands twice; delete one of the two")
        if key.state is KeyState.ACTIVE and key.purpose in self._active:
            raise KeyFault(f"{self.source}: two active keys for {key.purpose}; set the older to state = 'retired'")
        self._keys[key.id] = key
        if key.state is KeyState.ACTIVE:
            self._active[key.purpose] = key


def _decoded(secret: object) -> bytes:
    try:
        return base64.b64decode(str(secret), validate=True)
    except binascii.Error:
        raise ValueError("a secret is written in base64") from None


class _KeyEntry(Spec):
    id: str = Field(pattern=r"^[0-9a-f]{8}$")
    purpose: KeyPurpose
    created: date
    state: KeyState
    secret: Annotated[bytes, BeforeValidator(_decoded)]

    @model_validator(mode="after")
    def _id_fits_secret(self) -> _KeyEntry:
        if len(self.secret) != SECRET_BYTES:
            raise ValueError(f"a secret has {SECRET_BYTES} bytes, this one {len(self.secret)}")
        if key_id_of(self.purpose, self.secret) != self.id:
            raise ValueError("the secret does not belong to this id and purpose")
        return self

    def key(self) -> Key:
        return Key(self.id, self.purpose, self.created, self.state, self.secret)


class _KeyFile(Spec):
    key: tuple[_KeyEntry, ...] = Field(min_length=1)


def new_keys(created: date) -> tuple[Key, ...]:
    """One active key for every purpose."""
    return tuple(Key.new(purpose, created) for purpose in KeyPurpose)


def keys_text(keys: Iterable[Key]) -> str:
    """The key file's text for `keys`, which `parse_keys` reads."""
    head = (
        "# The keys of this adwatch deployment. Whoever has this file and the database can read everything.\n"
        "# Back it up apart from the database; without it nothing sealed can be opened and nothing linked.\n"
    )
    entries = (
        f'[[key]]\nid = "{key.id}"\npurpose = "{key.purpose}"\ncreated = {key.created.isoformat()}\n'
        f'state = "{key.state}"\nsecret = "{base64.b64encode(key.secret).decode()}"\n'
        for key in keys
    )
    return "\n".join((head, *entries))


def create_key_file(path: Path) -> Keyring:
    """Write a new key file, readable by its owner alone; `KeyFault` where there already is one: it is never lost."""
    keys = new_keys(datetime.now(UTC).date())
    try:
        # O_EXCL and the mode at once: at no moment is there a file that others can read.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFault(f"{path}: there is a key file already; it is never overwritten") from None
    except OSError as error:
        raise KeyFault(f"{path}: {error.strerror}; the key file can't be written there") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(keys_text(keys))
        file.flush()
        os.fsync(file.fileno())
    return Keyring(keys, str(path))


def load_keyring(path: Path, *, variable: str = KEYS_VARIABLE, environ: Mapping[str, str] | None = None) -> Keyring:
    """The keys from the environment's `variable` where it is set, else from the file at `path`; raises `KeyFault`."""
    text = (environ if environ is not None else os.environ).get(variable)
    if text is not None:
        return parse_keys(text, f"environment variable {variable}")
    return parse_keys(_read_private(path), str(path))


def parse_keys(text: str, source: str) -> Keyring:
    """The keys in a key file's `text`; `KeyFault` names `source` and the place, and never repeats a value."""
    try:
        entries = _KeyFile.model_validate(tomllib.loads(text)).key
    except tomllib.TOMLDecodeError as error:
        raise KeyFault(f"{source}: line {toml_line(error, text)} is no valid TOML; {_RESTORE}") from None
    except ValidationError as error:
        raise KeyFault(f"{source}: {_place_of(error)}; {_RESTORE}") from None
    return Keyring((entry.key() for entry in entries), source)


_RESTORE = "restore the key file from its backup"


def _place_of(error: ValidationError) -> str:
    detail = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part + 1) if isinstance(part, int) else part for part in detail["loc"])
    return f"{place}: {detail['msg'].removeprefix('Value error, ')}"


def _read_private(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise KeyFault(f"{path}: mode {mode:04o} lets others read the keys; allowed: 0600 (chmod 600 {path})")
            return file.read()
    except FileNotFoundError:
        raise KeyFault(
            f"{path}: there is no key file; restore it from its backup, set {KEYS_VARIABLE}, "
            "or make a new deployment with `adwatch init DIR`"
        ) from None
    except OSError as error:
        raise KeyFault(f"{path}: the key file can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise KeyFault(f"{path}: the key file is no text; {_RESTORE}") from None
