"""An advert after cleaning and sealing: what may rest in the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from adwatch.domain.adverts import Origin, Persons
from adwatch.domain.features import FeatureKind


@dataclass(frozen=True, slots=True)
class KeyedToken:
    """A keyed hash of an identifier and the id of the key that made it; worthless without that key."""

    key_id: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class SealedContent:
    """Ciphertext and the id of the key that opens it."""

    key_id: str
    blob: bytes


@dataclass(frozen=True, slots=True)
class SealedVersion:
    """One version of an advert: sealed content, keyed features, and the plain values that figures need.

    `version_id` and `advert_id` are made from keyed tokens, so that the same advert gets the same ids in every process
    and a write can be repeated. `signature` is the MinHash of the text over keyed shingles.
    """

    version_id: int
    advert_id: int
    board: str
    advert_token: KeyedToken
    content_token: KeyedToken
    content: SealedContent
    features: tuple[tuple[FeatureKind, KeyedToken], ...]
    signature: SealedContent | None
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
