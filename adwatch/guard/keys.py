"""The keys of a deployment: a file of mode 0600 outside the database, or the same text in the environment.

A key's id is drawn from its secret, so a key file with another secret under a known id can't exist: a wrong key is
found when the file is read, never when something sealed comes out as garbage.

Every key is wrapped: sealed under one master key (`adwatch.guard.wrapping`), which stands in the same file or, better,
comes from the environment alone. Content is sealed under another key every month: once nothing of that month is kept
its key is destroyed, and with it whatever backups of the database still hold. Key files of before, without a master
key, are read as well.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import os
import stat
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from adwatch.errors import KeyFault
from adwatch.guard.keyring import MASTER, SECRET_BYTES, Key, KeyPurpose, Keyring, KeyState, Master, key_id_of
from adwatch.guard.retention import month_of, next_month
from adwatch.guard.wrapping import unwrap, wrap
from adwatch.specs.loading import toml_line
from adwatch.specs.spec import Spec

__all__ = [
    "Key",
    "KeyPurpose",
    "KeyState",
    "Keyring",
    "Master",
    "change_key_file",
    "content_keys",
    "create_key_file",
    "first_keys",
    "key_id_of",
    "keys_text",
    "load_keyring",
    "new_keys",
    "parse_keys",
]

KEYS_VARIABLE = "ADWATCH_KEYS"
MASTER_SUFFIX = "_MASTER"
"""What follows the variable's name where the environment holds the master key alone (base64), and the file the rest."""
MONTHS_AHEAD = 12
"""For how many months to come there are content keys, so that one backup of the key file does for as long (assumed)."""


def _decoded(secret: object) -> bytes:
    try:
        return base64.b64decode(str(secret), validate=True)
    except binascii.Error:
        raise ValueError("a secret is written in base64") from None


_Secret = Annotated[bytes, BeforeValidator(_decoded)]
_Id = Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]


def _require_size(secret: bytes) -> None:
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a secret has {SECRET_BYTES} bytes, this one {len(secret)}")


class _MasterEntry(Spec):
    id: _Id
    created: date
    secret: _Secret | None = None

    @model_validator(mode="after")
    def _id_fits_secret(self) -> _MasterEntry:
        if self.secret is not None:
            _require_size(self.secret)
            if key_id_of(MASTER, self.secret) != self.id:
                raise ValueError("the secret does not belong to this id")
        return self


class _KeyEntry(Spec):
    id: _Id
    purpose: KeyPurpose
    created: date
    state: KeyState
    period: date | None = None
    retired: date | None = None
    secret: _Secret | None = None
    wrapped: _Secret | None = None

    @model_validator(mode="after")
    def _id_fits_secret(self) -> _KeyEntry:
        if (self.secret is None) == (self.wrapped is None):
            raise ValueError("a key has either a secret or is wrapped")
        if self.period is not None and self.period.day != 1:
            raise ValueError("a period is the first day of a month")
        if self.secret is not None:
            _require_size(self.secret)
            if key_id_of(self.purpose, self.secret) != self.id:
                raise ValueError("the secret does not belong to this id and purpose")
        return self

    def key(self, master: Master | None, source: str) -> Key:
        secret = self.secret
        if secret is None:
            if master is None:
                raise KeyFault(f"{source}: key {self.id} is wrapped, and there is no master key; {_RESTORE}")
            secret = unwrap(self.wrapped or b"", master.secret, _label(self.id, self.purpose, self.period))
        if secret is None or key_id_of(self.purpose, secret) != self.id:
            raise KeyFault(f"{source}: key {self.id} does not open with this master key; {_RESTORE}")
        return Key(self.id, self.purpose, self.created, self.state, secret, self.period, self.retired)


class _KeyFile(Spec):
    master: _MasterEntry | None = None
    key: tuple[_KeyEntry, ...] = Field(min_length=1)


def _label(key_id: str, purpose: KeyPurpose, period: date | None) -> bytes:
    """What a wrapped key is bound to: nobody can pass one off for another."""
    return f"adwatch key\0{key_id}\0{purpose}\0{period or ''}".encode()


def new_keys(created: date) -> tuple[Key, ...]:
    """One active key for every purpose."""
    return tuple(Key.new(purpose, created) for purpose in KeyPurpose)


def first_keys(created: date) -> tuple[Key, ...]:
    """One active key for every purpose; for content one for this month and each of those ahead."""
    others = (Key.new(purpose, created) for purpose in KeyPurpose if purpose is not KeyPurpose.CONTENT)
    return (*content_keys(created, ()), *others)


def content_keys(today: date, there: Iterable[date | None]) -> tuple[Key, ...]:
    """New keys for content, for this month and those ahead for which there are none yet."""
    known, month, keys = set(there), month_of(today), []
    for _ in range(MONTHS_AHEAD + 1):
        if month not in known:
            keys.append(Key.new(KeyPurpose.CONTENT, today, month))
        month = next_month(month)
    return tuple(keys)


def keys_text(keys: Iterable[Key], master: Master | None = None) -> str:
    """The key file's text for `keys`, wrapped under `master` where there is one; `parse_keys` reads it."""
    head = (
        "# The keys of this adwatch deployment. Whoever has this file and the database can read everything.\n"
        "# Back it up apart from the database; without it nothing sealed can be opened and nothing linked.\n"
    )
    return "\n".join((head, *_master_text(master), *(_entry_text(key, master) for key in keys)))


def _master_text(master: Master | None) -> tuple[str, ...]:
    if master is None:
        return ()
    secret = "" if master.outside else f'secret = "{base64.b64encode(master.secret).decode()}"\n'
    return (f'[master]\nid = "{master.id}"\ncreated = {master.created}\n{secret}',)


def _entry_text(key: Key, master: Master | None) -> str:
    days = "".join(f"{name} = {day}\n" for name, day in (("period", key.period), ("retired", key.retired)) if day)
    name, value = "secret", key.secret
    if master is not None:
        name, value = "wrapped", wrap(key.secret, master.secret, _label(key.id, key.purpose, key.period))
    return (
        f'[[key]]\nid = "{key.id}"\npurpose = "{key.purpose}"\ncreated = {key.created}\nstate = "{key.state}"\n'
        f'{days}{name} = "{base64.b64encode(value).decode()}"\n'
    )


def create_key_file(path: Path) -> Keyring:
    """Write a new key file, readable by its owner alone; `KeyFault` where there already is one: it is never lost."""
    today = datetime.now(UTC).date()
    keys, master = first_keys(today), Master.new(today)
    try:
        # O_EXCL and the mode at once: at no moment is there a file that others can read.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFault(f"{path}: there is a key file already; it is never overwritten") from None
    except OSError as error:
        raise KeyFault(f"{path}: {error.strerror}; the key file can't be written there") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(keys_text(keys, master))
        file.flush()
        os.fsync(file.fileno())
    return Keyring(keys, str(path), master)


def change_key_file(
    path: Path,
    change: Callable[[Keyring], tuple[Iterable[Key], Master | None]],
    *,
    variable: str = KEYS_VARIABLE,
    environ: Mapping[str, str] | None = None,
) -> Keyring:
    """Put what `change` makes of the keys in the file's place, at once and for no other eyes.

    `change` sees the file as it is when nobody else can change it. Raises `KeyFault` where the keys come from the
    environment, which is changed where it is set.
    """
    if variable in (environ if environ is not None else os.environ):
        raise KeyFault(f"environment variable {variable}: the keys come from there, and can't be changed from here")
    with _alone(path.parent):
        keys, master = change(load_keyring(path, variable=variable, environ=environ))
        made = Keyring(keys, str(path), master)
        written = path.with_name(f"{path.name}.new")
        written.unlink(missing_ok=True)
        handle = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(keys_text(made, master))
            file.flush()
            os.fsync(file.fileno())
        written.replace(path)
    return made


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time change the key file in `folder`."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        os.fsync(handle)
    finally:
        os.close(handle)


def load_keyring(path: Path, *, variable: str = KEYS_VARIABLE, environ: Mapping[str, str] | None = None) -> Keyring:
    """The keys from the environment's `variable` where it is set, else from the file at `path`; raises `KeyFault`."""
    outside = environ if environ is not None else os.environ
    text, master = outside.get(variable), outside.get(variable + MASTER_SUFFIX)
    if text is not None:
        return parse_keys(text, f"environment variable {variable}", master, variable)
    return parse_keys(_read_private(path), str(path), master, variable)


def parse_keys(text: str, source: str, master: str | None = None, variable: str = KEYS_VARIABLE) -> Keyring:
    """The keys in a key file's `text`; `KeyFault` names `source` and the place, and never repeats a value.

    `master` is the master key in base64, where it is kept apart: in the environment's `variable` with its suffix.
    """
    try:
        found = _KeyFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise KeyFault(f"{source}: line {toml_line(error, text)} is no valid TOML; {_RESTORE}") from None
    except ValidationError as error:
        raise KeyFault(f"{source}: {_place_of(error)}; {_RESTORE}") from None
    above = _master(found.master, master, source, variable + MASTER_SUFFIX)
    return Keyring((entry.key(above, source) for entry in found.key), source, above)


def _master(entry: _MasterEntry | None, outside: str | None, source: str, variable: str) -> Master | None:
    if entry is None:
        return None
    if entry.secret is not None:
        return Master(entry.id, entry.created, entry.secret)
    if outside is None:
        raise KeyFault(f"{source}: its master key {entry.id} is kept apart; set {variable}, or restore it")
    try:
        secret = base64.b64decode(outside.strip(), validate=True)
    except binascii.Error:
        secret = b""
    if key_id_of(MASTER, secret) != entry.id:
        raise KeyFault(f"{source}: what {variable} holds is not its master key {entry.id}")
    return Master(entry.id, entry.created, secret, outside=True)


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
