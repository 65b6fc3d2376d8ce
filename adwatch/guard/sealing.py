"""From an understood advert to what may rest in the store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

from adwatch.clean.advert import content_of, fingerprint
from adwatch.clean.text import fold
from adwatch.domain.adverts import Advert
from adwatch.domain.features import FeatureKind
from adwatch.domain.sealed import Sealed, SealedVersion, Signature, Token
from adwatch.guard.keys import Keyring
from adwatch.guard.signatures import Signer
from adwatch.guard.tokens import Tokenizer
from adwatch.guard.vault import Vault

ID_MASK = (1 << 63) - 1  # ids are positive 64-bit integers on both engines


class Sealer:
    """Seals adverts under one keyring. `retention_days` is how long content is kept after it was last read."""

    def __init__(self, keyring: Keyring, retention_days: int) -> None:
        """Take the keys, and the days that the mandate allows for content."""
        self._tokenizer = Tokenizer(keyring)
        self._vault = Vault(keyring)
        self._signer = Signer(keyring)
        self._retention = timedelta(days=retention_days)

    def advert_token(self, board: str, advert_id: str) -> Token:
        """The token of a board's own id; the board is part of it, since boards number from one alike."""
        return self._tokenizer.token("advert", f"{board}\0{advert_id}")

    def entry_token(self, shown: str) -> bytes:
        """The token of a listing entry, by which a change is noticed without keeping what it said."""
        return self._tokenizer.token("entry", shown).digest

    def seal(self, advert: Advert, night: date) -> SealedVersion:
        """One version of an advert as read on `night`; the same content always gives the same ids."""
        advert_token = self.advert_token(advert.board, advert.advert_id)
        written = fingerprint(advert).decode("utf-8", "surrogatepass")
        content_token = self._tokenizer.token("content", written)
        version_id = id_of(content_token)
        signature = self._signer.sign(f"{advert.title}\n{advert.text}")
        return SealedVersion(
            version_id=version_id,
            advert_id=id_of(advert_token),
            board=advert.board,
            advert_token=advert_token,
            content_token=content_token,
            content=self._vault.seal(_plain(advert), bound_to=_bound(version_id)),
            features=tuple((kind, self._tokenizer.token(kind.value, value)) for kind, value in facts(advert)),
            signature=Signature(self._signer.key_id, signature) if signature is not None else None,
            origin=advert.origin,
            age=advert.age,
            languages=advert.languages,
            price_per_hour=advert.price_per_hour,
            persons=advert.persons,
            expires_on=night + self._retention,
        )


class Opener:
    """Opens sealed content again; whoever holds one writes the audit trail first."""

    def __init__(self, keyring: Keyring) -> None:
        """Take the keys."""
        self._vault = Vault(keyring)

    def open(self, version_id: int, sealed: Sealed) -> dict[str, object]:
        """The content of a version, as `adwatch.clean.advert.content_of` gave it.

        Raises:
            KeyFault: its key is not here.
            StoreFault: it was altered, or moved from another version.
        """
        content: dict[str, object] = json.loads(self._vault.open(sealed, bound_to=_bound(version_id)))
        return content


def facts(advert: Advert) -> Iterator[tuple[FeatureKind, str]]:
    """Every value by which this advert can be linked, in the one spelling that all its writings share."""
    yield from ((FeatureKind.PHONE, phone) for phone in advert.phones)
    yield from ((FeatureKind.EMAIL, email) for email in advert.emails)
    yield from ((FeatureKind.HANDLE, handle) for handle in advert.handles)
    yield from ((FeatureKind.PHOTO, photo) for photo in advert.photo_hashes)
    if advert.account:
        yield FeatureKind.ACCOUNT, f"{advert.board}\0{advert.account.casefold()}"
    if advert.alias and (alias := "".join(filter(str.isalpha, fold(advert.alias)))):
        yield FeatureKind.ALIAS, alias
    if advert.address and (address := "".join(filter(str.isalnum, fold(advert.address)))):
        yield FeatureKind.ADDRESS, address
    if advert.postcode:
        yield FeatureKind.POSTCODE, advert.postcode


def id_of(token: Token) -> int:
    """The id made from a token: its first 63 bits. Two of a hundred million collide with a chance of 1 in 2,000."""
    return int.from_bytes(token.digest[:8], "big") & ID_MASK


def _plain(advert: Advert) -> bytes:
    return json.dumps(content_of(advert), separators=(",", ":")).encode()


def _bound(version_id: int) -> bytes:
    return b"version:%d" % version_id
