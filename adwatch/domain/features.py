"""The facts by which adverts can be linked."""

from __future__ import annotations

from enum import StrEnum


class FeatureKind(StrEnum):
    """What a keyed token stands for. The value is part of the token, so that a number never equals an alias."""

    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"
    ACCOUNT = "account"
    ALIAS = "alias"
    ADDRESS = "address"
    POSTCODE = "postcode"
    PHOTO = "photo"
    PHOTO_BAND = "photo_band"
    """A quarter of an image's fingerprint and which one: near-equal images share one more often than not."""
