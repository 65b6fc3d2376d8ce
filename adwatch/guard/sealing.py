"""From an understood advert to what may rest in the store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

from adwatch.clean.advert import content_of, fingerprint
from adwatch.clean.text import fold
from adwatch.domain.adverts import Advert
from adwatch.domain.features import FeatureKind
from adwatch.domain.pages import PageState
from adwatch.domain.sealed import Sealed, SealedVersion, Signature, Token
from adwatch.guard.keys import Keyring
from adwatch.guard.signatures import Signer
from adwatch.guard.tokens import Tokenizer
from adwatch.guard.vault import Vault

ID_MASK = (1 << 63) - 1  # ids are positive 64-bit integers on both engines


class Sealer:
    """Seals adverts under one keyring. `retention_days` is how long content is kept after it was last read.

    While a token key is being replaced, names (of adverts, versions, pages) go on under the old one, so that nothing is
    taken for new; what adverts are linked by has tokens under both, so that all of it compares until the old key goes.
    """

    def __init__(self, keyring: Keyring, retention_days: int) -> None:
        """Take the keys, and the days that the mandate allows for content."""
        self._tokenizer = Tokenizer(keyring)
        self._vault = Vault(keyring)
        self._signer = Signer(keyring)
        self._retention = timedelta(days=retention_days)

    def advert_token(self, board: str, advert_id: str) -> Token:
        """The token of a board's own id; the board is part of it, since boards number from one alike."""
        return self._tokenizer.name("advert", f"{board}\0{advert_id}")

    def entry_token(self, shown: str) -> bytes:
        """The token of a listing entry, by which a change is noticed without keeping what it said."""
        return self._tokenizer.name("entry", shown).digest

    def expires_on(self, night: date) -> date:
        """Until when content that was read on `night` may be kept."""
        return night + self._retention

    def page_token(self, address: str) -> Token:
        """The token of a page's address, under which its state is kept."""
        return self._tokenizer.name("page", address)

    def passed_over_token(self, board: str, advert_id: str) -> Token:
        """The token under which it is remembered that an advert does not concern this deployment."""
        return self._tokenizer.name("passed over", f"{board}\0{advert_id}")

    def seal_page(self, token: Token, state: PageState) -> Sealed:
        """A page's state, sealed; no content of an advert is in it."""
        entries = [[one.hex(), other.hex()] for one, other in state.entries]
        plain = {"etag": state.etag, "modified": state.modified, "next": state.next, "entries": entries}
        return self._vault.seal(json.dumps(plain, separators=(",", ":")).encode(), bound_to=b"page:" + token.digest)

    def open_page(self, token: Token, sealed: Sealed) -> PageState:
        """A page's state again; `KeyFault` and `StoreFault` as of any sealed thing."""
        plain = json.loads(self._vault.open(sealed, bound_to=b"page:" + token.digest))
        entries = tuple((bytes.fromhex(one), bytes.fromhex(other)) for one, other in plain["entries"])
        return PageState(plain["etag"], plain["modified"], plain["next"], entries)

    def seal(self, advert: Advert, night: date) -> SealedVersion:
        """One version of an advert as read on `night`; the same content always gives the same ids."""
        advert_token = self.advert_token(advert.board, advert.advert_id)
        written = fingerprint(advert).decode("utf-8", "surrogatepass")
        content_token = self._tokenizer.name("content", written)
        version_id = id_of(content_token)
        signature = self._signer.sign(f"{advert.title}\n{advert.text}")
        return SealedVersion(
            version_id=version_id,
            advert_id=id_of(advert_token),
            board=advert.board,
            advert_token=advert_token,
            content_token=content_token,
            content=self._vault.seal(_plain(advert), bound_to=_bound(version_id)),
            features=tuple(
                (kind, token)
                for kind, value in facts(advert)
                for token in self._tokenizer.tokens_to_compare(kind.value, value)
            ),
            signature=Signature(self._signer.key_id, signature) if signature is not None else None,
            origin=advert.origin,
            age=advert.age,
            languages=advert.languages,
            price_per_hour=advert.price_per_hour,
            persons=advert.persons,
            expires_on=self.expires_on(night),
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
    for photo in advert.photo_hashes:
        yield FeatureKind.PHOTO, photo
        yield from ((FeatureKind.PHOTO_BAND, f"{start}:{photo[start : start + 4]}") for start in range(0, 16, 4))
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
