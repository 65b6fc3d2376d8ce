"""Seals content and opens it again: AES-256-GCM of the `cryptography` package."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adwatch.domain.sealed import Sealed
from adwatch.errors import KeyFault, StoreFault
from adwatch.guard.keys import KeyPurpose, Keyring

NONCE_BYTES = 12
"""96 bits, random: NIST SP 800-38D, section 8.3, then allows 2**32 seals under one key."""
TAG_BYTES = 16


class Vault:
    """Seals under one content key, the one active when it first seals; opens under whichever key it was.

    Work that goes on while keys change keeps the key it has; what is begun afterwards takes the new one.
    """

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._ciphers: dict[str, AESGCM] = {}
        self._sealing: str | None = None

    def seal(self, plain: bytes, *, bound_to: bytes) -> Sealed:
        """Seal `plain` so that it opens only with the same `bound_to`, which names its row: rows can't be swapped."""
        key_id = self._sealing = self._sealing or self._keyring.active(KeyPurpose.CONTENT).id
        nonce = os.urandom(NONCE_BYTES)
        return Sealed(key_id, nonce + self._cipher(key_id).encrypt(nonce, plain, bound_to))

    def open(self, sealed: Sealed, *, bound_to: bytes) -> bytes:
        """What was sealed; `KeyFault` where its key is not here, `StoreFault` where the blob was changed or moved."""
        cipher = self._cipher(sealed.key_id)
        if len(sealed.blob) < NONCE_BYTES + TAG_BYTES:
            raise StoreFault(f"content sealed under key {sealed.key_id} was cut short; restore the database's backup")
        try:
            return cipher.decrypt(sealed.blob[:NONCE_BYTES], sealed.blob[NONCE_BYTES:], bound_to)
        except InvalidTag:
            raise StoreFault(
                f"content sealed under key {sealed.key_id} was changed, or belongs to another row; "
                "restore the database from its backup"
            ) from None

    def _cipher(self, key_id: str) -> AESGCM:
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            key = self._keyring.get(key_id)
            if key.purpose is not KeyPurpose.CONTENT:
                raise KeyFault(f"{self._keyring.source}: key {key_id} is for {key.purpose}, not for content")
            cipher = self._ciphers[key_id] = AESGCM(key.secret)
        return cipher
