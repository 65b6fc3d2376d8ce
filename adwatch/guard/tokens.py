"""Keyed tokens: equal values have equal tokens, and nobody without the key can tell which value a token stands for."""

from __future__ import annotations

import hmac

from adwatch.domain.sealed import Token
from adwatch.guard.keys import Key, KeyPurpose, Keyring, KeyState


class Tokenizer:
    """Makes tokens under the keys of one purpose."""

    def __init__(self, keyring: Keyring, purpose: KeyPurpose = KeyPurpose.TOKEN) -> None:
        """Take the keys for `purpose` from `keyring`; `KeyFault` where it has no active one."""
        self._active = keyring.active(purpose)
        self._all = keyring.all_of(purpose)
        # A key that somebody retired by hand bears no day, and took no part in a replacement that adwatch knows of.
        self._replaced = tuple(key for key in self._all if key.state is KeyState.ACTIVE or key.retired)

    def token(self, kind: str, value: str) -> Token:
        """The token of `value`, understood as `kind` (a number never equals an alias), under the active key."""
        return _token(self._active, kind, value)

    def name(self, kind: str, value: str) -> Token:
        """The token by which `value` is known: under the key that is being replaced as long as it is here."""
        return _token(self._replaced[-1], kind, value)

    def tokens_to_compare(self, kind: str, value: str) -> tuple[Token, ...]:
        """The tokens of `value` under the active key and, while it is being replaced, under the one before."""
        return tuple(_token(key, kind, value) for key in self._replaced)

    def tokens_under_all(self, kind: str, value: str) -> tuple[Token, ...]:
        """The tokens of `value` under every key that is still here, the active one's first: found across rotation."""
        return tuple(_token(key, kind, value) for key in self._all)


def _token(key: Key, kind: str, value: str) -> Token:
    # A kind is a word of ours without NUL, so kind and value can't run into one another. Hostile text may hold lone
    # surrogates, which UTF-8 has no bytes for.
    message = f"{kind}\0{value}".encode("utf-8", "surrogatepass")
    return Token(key.id, hmac.digest(key.secret, message, "sha256"))
