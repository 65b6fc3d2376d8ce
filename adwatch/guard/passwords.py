"""Passwords: hashed with Argon2id, tried ever more slowly, and as slowly for a name that nobody has."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from adwatch.errors import BadInput

SHORTEST, LONGEST = 15, 256
"""Letters of a password. NIST SP 800-63B-4 asks for 15 where it is the only factor, and for no mixture of kinds."""
FEWEST_KINDS = 5
"""Different letters of a password; assumed, against one key held down."""
FREE_FAILURES = 3
"""How often one may mistype before waiting begins."""
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)
"""After so long without an attempt under a name, its failures count no more."""

_hasher = PasswordHasher()
"""The library's own parameters, which are RFC 9106's second recommendation (64 MiB, three passes)."""


def hash_password(password: str, name: str) -> str:
    """The Argon2id hash of a new password of the person `name`.

    Raises:
        BadInput: it is too short, too long, one letter over and over, or holds the name.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(f"a password has {SHORTEST} to {LONGEST} letters, this one {len(password)}")
    if len(set(password)) < FEWEST_KINDS:
        raise BadInput(f"a password has {FEWEST_KINDS} different letters or more, not a few over and over")
    if name.casefold() in password.casefold():
        raise BadInput("a password does not hold the name of its person")
    return _hasher.hash(_bytes_of(password))


def fits(password: str, hashed: str | None) -> bool:
    """Whether `password` is the one that was `hashed`; None takes as long, and fits none."""
    try:
        return _hasher.verify(hashed or _nobodys_hash(), _bytes_of(password)) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(hashed: str) -> bool:
    """Whether a hash was made with weaker parameters than today's, and is to be made anew at the next log-in."""
    return _hasher.check_needs_rehash(hashed)


def wait_after(failures: int) -> timedelta:
    """How long after so many failures in a row the next attempt may come: it doubles from one second on."""
    if failures < FREE_FAILURES:
        return timedelta()
    doublings = min(failures - FREE_FAILURES, 20)  # 2 ** 20 seconds are past the longest wait by far
    return min(timedelta(seconds=2**doublings), LONGEST_WAIT)


def wait_left(failures: int, last: datetime | None, now: datetime) -> timedelta:
    """How long from `now` the next attempt has to wait; nought where it may come."""
    if last is None or now - last >= FORGOTTEN_AFTER:
        return timedelta()
    return max(last + wait_after(failures) - now, timedelta())


def _bytes_of(password: str) -> bytes:
    """One spelling for what looks the same on two keyboards (NFKC); what is no text at all has bytes, too."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("a password that nobody has")
