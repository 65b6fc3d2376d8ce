"""An advert after cleaning and sealing: what may rest in the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from adwatch.domain.adverts import Origin, Persons
from adwatch.domain.features import FeatureKind


@dataclass(frozen=True, slots=True)
class Token:
    """A value's keyed hash (HMAC-SHA-256, 32 bytes) and the id of its key; only tokens of one key compare."""

    key_id: str
    digest: bytes

    def __str__(self) -> str:
        return f"{self.key_id}:{self.digest.hex()}"


@dataclass(frozen=True, slots=True)
class Sealed:
    """Something sealed: the id of its key, and nonce, ciphertext and tag in one blob."""

    key_id: str
    blob: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signature:
    """The MinHash of a text over keyed shingles and the id of the key of those shingles."""

    key_id: str
    minhash: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedVersion:
    """One version of an advert: sealed content, keyed features, and the plain values that figures need.

    `version_id` and `advert_id` are made from keyed tokens, so that the same advert gets the same ids in every process
    and a write can be repeated.
    """

    version_id: int
    advert_id: int
    board: str
    advert_token: Token
    content_token: Token
    content: Sealed
    features: tuple[tuple[FeatureKind, Token], ...]
    signature: Signature | None
    origin: Origin | None
    age: int | None
    languages: tuple[str, ...]
    price_per_hour: float | None
    persons: Persons
    expires_on: date


@dataclass(frozen=True, slots=True)
class Sighting:
    """An advert seen in one municipality on one night, in the version that stood there."""

    advert_id: int
    night: date
    municipality: str
    version_id: int
