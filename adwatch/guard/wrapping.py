"""Wraps one key under another: AES-256-GCM of the `cryptography` package, each key bound to its name."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


def wrap(secret: bytes, under: bytes, label: bytes) -> bytes:
    """`secret` sealed under another key: nonce, ciphertext and tag. It opens only with the same `label`."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(under).encrypt(nonce, secret, label)


def unwrap(wrapped: bytes, under: bytes, label: bytes) -> bytes | None:
    """The secret again; None where it was changed, or wrapped under another key or label."""
    try:
        return AESGCM(under).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], label)
    except (InvalidTag, ValueError):
        return None
