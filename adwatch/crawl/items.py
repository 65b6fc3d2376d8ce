"""What a spider hands to the pipelines."""

from __future__ import annotations

from dataclasses import dataclass

from adwatch.domain.adverts import Advert, RawAdvert
from adwatch.domain.sealed import SealedVersion
from adwatch.store.adverts import KnownAdvert


@dataclass(slots=True)
class SameAgain:
    """An advert that the board says is as it was when it was last read."""

    known: KnownAdvert
    entry_token: bytes


@dataclass(slots=True)
class AdvertItem:
    """One advert that was read; each pipeline fills in what it adds.

    token: of the board's own id. municipality: where it stands, None until the advert itself has said so.
    """

    raw: RawAdvert
    token: bytes
    entry_token: bytes
    municipality: str | None
    advert: Advert | None = None
    sealed: SealedVersion | None = None
