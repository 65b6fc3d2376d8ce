"""What a spider hands to the pipelines."""

from __future__ import annotations

from dataclasses import dataclass

from adwatch.domain.adverts import Advert, RawAdvert
from adwatch.domain.sealed import SealedVersion


@dataclass(slots=True)
class ListedAdverts:
    """The adverts of one listing page by the tokens of their ids: one item a page, since items are what costs."""

    municipality: str
    tokens: tuple[bytes, ...]


@dataclass(slots=True)
class AdvertItem:
    """One advert that was read; each pipeline fills in what it adds."""

    raw: RawAdvert
    entry_token: bytes
    advert: Advert | None = None
    sealed: SealedVersion | None = None
