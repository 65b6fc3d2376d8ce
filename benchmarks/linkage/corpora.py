"""Adverts with their truth, as the linkage sees them: cleaned, sealed and laid out by the product's own code.

Nothing is written to a store: what rests between sealing and linking is held in memory, so that a grid of provinces
takes minutes. The keys are fixed, so that a run can be repeated to the last bit.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from adwatch.clean.advert import clean_advert, content_of
from adwatch.clean.places import resolve_municipality
from adwatch.demo.noise import HABITS, Habits
from adwatch.demo.province import DemoProvince
from adwatch.demo.shown import ShownAdvert
from adwatch.domain.adverts import Advert, RawAdvert
from adwatch.domain.sealed import SealedVersion
from adwatch.guard.keys import Key, KeyPurpose, Keyring, KeyState, key_id_of
from adwatch.guard.sealing import Sealer
from adwatch.jobs.records import BadRecord, read_records
from adwatch.jobs.resolving import build_table
from adwatch.resolve.table import VersionTable
from adwatch.store.linkage import StoredVersion

EPOCH = date(1970, 1, 1).toordinal()
KEY_DAY = date(2020, 1, 1)
KEPT_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Corpus:
    """Adverts under a name: what adwatch links, whose each row is, and what other tools are given instead.

    truth: the advertiser of each row. adverts: each row as understood. places: the municipality where each row was
    first seen.
    """

    name: str
    table: VersionTable
    truth: Sequence[str]
    adverts: Sequence[Advert]
    places: Sequence[str]

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.truth)


@dataclass(frozen=True, slots=True)
class Seen:
    """One version as it was read: where it stood on which nights (days since 1970), and who wrote it."""

    raw: RawAdvert
    municipality: str
    nights: Sequence[int]
    advertiser: str


def demo_corpus(seed: int, habits: Habits = HABITS, *, photos: bool = False, content: bool = True) -> Corpus:
    """All versions of all adverts that the boards of a demo province showed, read without a fault.

    Without `content` it is as if every advert's content had expired: tokens, signatures and plain values are left.
    """
    return _corpus(f"demo {seed}", demo_versions(seed, habits, photos=photos), content=content)


def folder_corpus(folder: Path, *, content: bool = True) -> Corpus:
    """A folder of import records (`observations.jsonl`) with their truth (`truth.csv`: board, advert_id, advertiser).

    Raises:
        ValueError: a record can't be taken in, or the truth does not name its advert.
    """
    return _corpus(folder.name, _folder_versions(folder), content=content)


def demo_versions(seed: int, habits: Habits = HABITS, *, photos: bool) -> Iterator[Seen]:
    """Every version of every advert that a demo province's boards showed, as its boards offer it."""
    for version in DemoProvince(seed, habits=habits).versions:
        nights = [night - EPOCH for night in version.nights()]
        if nights:
            yield Seen(_raw(version.shown, photos=photos), version.shown.municipality, nights, version.person.key)


def _raw(shown: ShownAdvert, *, photos: bool) -> RawAdvert:
    """An advert of the demo with every field that its boards offer; `clean` sorts the contact field out."""
    return RawAdvert(
        board=shown.board,
        advert_id=shown.advert_id,
        title=shown.title,
        text=shown.text,
        alias=shown.alias,
        account=shown.account,
        age=shown.age,
        phones=tuple(one for one in shown.contact if "@" not in one),
        emails=tuple(one for one in shown.contact if "@" in one),
        origin=shown.origin,
        languages=shown.languages,
        prices=dict(shown.prices),
        postcode=shown.postcode,
        place=shown.place,
        photo_hashes=tuple(_fingerprint(photo) for photo in shown.photos) if photos else (),
    )


def _fingerprint(photo: int) -> str:
    """64 bits per picture: equal pictures have equal ones, as the demo's boards draw them from the seed alone."""
    return hashlib.blake2b(str(photo).encode(), digest_size=8).hexdigest()


def _folder_versions(folder: Path) -> Iterator[Seen]:
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        truth = {(row["board"], row["advert_id"]): row["advertiser"] for row in csv.DictReader(file)}
    with (folder / "observations.jsonl").open("rb") as source:
        for item in read_records(source):
            if isinstance(item, BadRecord):
                raise ValueError(f"{folder}: {item}")  # noqa: TRY004 - a bad record is bad data
            raw = item.record.raw()
            place = resolve_municipality(item.record.municipality)
            if place is None or (raw.board, raw.advert_id) not in truth:
                raise ValueError(f"{folder}: line {item.line}: unknown municipality or advert without a truth")
            night = item.record.observed_at.toordinal() - EPOCH
            yield Seen(raw, place.code, [night], truth[raw.board, raw.advert_id])


def _corpus(name: str, seen: Iterable[Seen], *, content: bool) -> Corpus:
    """The versions sealed and laid out; equal versions of one advert are one row, as in the store."""
    sealer = Sealer(_keyring(), KEPT_DAYS)
    rows: dict[int, tuple[StoredVersion, SealedVersion, Advert, str, str]] = {}
    sightings: list[tuple[int, int, int, str]] = []
    boards: dict[str, int] = {}
    for one in seen:
        night = date.fromordinal(min(one.nights) + EPOCH)
        advert = clean_advert(one.raw, reference=night)
        sealed = sealer.seal(advert, night)
        board = boards.setdefault(sealed.board, len(boards) + 1)
        if sealed.version_id not in rows:
            rows[sealed.version_id] = (
                _stored(sealed, board, night, content=content),
                sealed,
                advert,
                one.advertiser,
                one.municipality,
            )
        sightings += [(sealed.advert_id, sealed.version_id, each, one.municipality) for each in one.nights]
    kept = sorted(rows.values(), key=lambda row: row[0].version_id)
    codes = sorted({code for *_, code in sightings})
    number = {code: at for at, code in enumerate(codes)}
    seen_rows = np.array([(a, v, n, number[code]) for a, v, n, code in sightings], np.int64).reshape(-1, 4)
    contents: dict[int, dict[str, Any]] = (
        {stored.version_id: dict(content_of(advert)) for stored, _, advert, _, _ in kept} if content else {}
    )
    table = build_table(
        [row[0] for row in kept],
        [(row[1].version_id, kind.value, token.digest) for row in kept for kind, token in row[1].features],
        {row[1].version_id: row[1].signature.minhash for row in kept if row[1].signature is not None},
        seen_rows,
        codes,
        contents,
    )
    return Corpus(name, table, [row[3] for row in kept], [row[2] for row in kept], [row[4] for row in kept])


def _stored(sealed: SealedVersion, board: int, night: date, *, content: bool) -> StoredVersion:
    return StoredVersion(
        version_id=sealed.version_id,
        advert_id=sealed.advert_id,
        board_id=board,
        night=night,
        sealed_key_id=sealed.content.key_id if content else None,
        sealed=sealed.content.blob if content else None,
        age=sealed.age,
        languages=",".join(sealed.languages),
        price_per_hour=sealed.price_per_hour,
        persons=sealed.persons.value,
    )


def _keyring() -> Keyring:
    """Keys that are the same in every run; they guard nothing."""
    secrets = {purpose: hashlib.sha256(f"benchmark {purpose}".encode()).digest() for purpose in KeyPurpose}
    return Keyring(
        [Key(key_id_of(each, secret), each, KEY_DAY, KeyState.ACTIVE, secret) for each, secret in secrets.items()],
        "benchmark",
    )
