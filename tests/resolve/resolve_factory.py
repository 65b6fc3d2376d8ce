"""Version tables for tests, built from import records through `adwatch.clean`, without store or network."""

import csv
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np

from adwatch.clean.advert import clean_advert
from adwatch.domain.adverts import Advert, Persons, RawAdvert
from adwatch.domain.features import FeatureKind
from adwatch.domain.nights import night_of
from adwatch.guard.keys import Key, KeyPurpose, Keyring
from adwatch.guard.signatures import PERMUTATIONS, Signer
from adwatch.resolve.table import Sightings, Tokens, VersionTable

EPOCH = date(1970, 1, 1).toordinal()
LANGUAGES = ("nl", "en", "es", "pt", "de", "ro", "fr", "pl", "bg", "hu", "it")
PHOTOS = {FeatureKind.PHOTO, FeatureKind.PHOTO_BAND}
PERSONS = {Persons.UNKNOWN: 0, Persons.ONE: 1, Persons.SEVERAL: 2}


@dataclass(frozen=True)
class Seen:
    """One advert version and the nights (days since 1970) and municipalities it was seen."""

    advert: Advert
    sightings: Sequence[tuple[int, str]]


def read_folder(folder):
    """Records and one truth label per record of a folder with observations.jsonl and truth.csv."""
    folder = Path(folder)
    with (folder / "truth.csv").open() as file:
        truth = {(row["board"], row["advert_id"]): row["advertiser"] for row in csv.DictReader(file)}
    records = [json.loads(line) for line in (folder / "observations.jsonl").read_text().splitlines()]
    return records, [truth[record["board"], record["advert_id"]] for record in records]


def seen_of(record):
    """One import record, understood, with its one sighting."""
    night = night_of(datetime.fromisoformat(record["observed_at"]))
    raw = RawAdvert(
        board=record["board"],
        advert_id=record["advert_id"],
        title=record.get("title") or "",
        text=record.get("text") or "",
        alias=record.get("alias"),
        account=record.get("account"),
        age=str(record["age"]) if record.get("age") else None,
        phones=tuple(record.get("phones") or ()),
        emails=tuple(record.get("emails") or ()),
        handles=tuple(record.get("handles") or ()),
        languages=tuple(record.get("languages") or ()),
        prices={str(key): str(value) for key, value in (record.get("prices") or {}).items()},
        address=record.get("address"),
        postcode=record.get("postcode"),
        photo_hashes=tuple(record.get("photo_hashes") or ()),
    )
    return Seen(clean_advert(raw, reference=night), [(night.toordinal() - EPOCH, record["municipality"])])


def token(kind, value):
    return int.from_bytes(hashlib.blake2b(f"{kind}:{value}".encode(), digest_size=8).digest(), "big")


def values_of(advert):
    """Kind to values, of one advert."""
    return {
        FeatureKind.PHONE: advert.phones,
        FeatureKind.EMAIL: advert.emails,
        FeatureKind.HANDLE: advert.handles,
        FeatureKind.ACCOUNT: [f"{advert.board}:{advert.account}"] if advert.account else [],
        FeatureKind.ALIAS: [advert.alias.lower()] if advert.alias else [],
        FeatureKind.ADDRESS: [advert.address.lower()] if advert.address else [],
        FeatureKind.POSTCODE: [advert.postcode] if advert.postcode else [],
    }


def tokens_of(columns, kind):
    row = [index for index, column in enumerate(columns) for _ in column[kind]]
    value = [token(kind, item) for column in columns for item in column[kind]]
    return Tokens(np.array(row, np.int32), np.array(value, np.uint64))


def photos_of(adverts):
    row = [index for index, advert in enumerate(adverts) for _ in advert.photo_hashes]
    value = [int(item, 16) for advert in adverts for item in advert.photo_hashes]
    return Tokens(np.array(row, np.int32), np.array(value, np.uint64))


def signatures(texts):
    """The signatures, as `adwatch.guard` makes them, and which texts are long enough to have one."""
    keyring = Keyring([Key.new(KeyPurpose.SIGNATURE, date(2020, 1, 1))], "test")
    signer = Signer(keyring)
    signed = [signer.sign(text) for text in texts]
    matrix = [np.frombuffer(one, "<u4") if one else np.zeros(PERMUTATIONS, "<u4") for one in signed]
    return (
        np.array(matrix, np.uint32).reshape(len(texts), PERMUTATIONS),
        np.array([one is not None for one in signed], np.bool_),
    )


def dense(values):
    return np.unique(np.array(values, dtype=str), return_inverse=True)[1] if len(values) else np.empty(0, np.int64)


def invented_coordinates(places):
    """Kilometres east and north, spread over a country."""
    return {place: (token("x", place) % 200, token("y", place) % 250) for place in places}


def build_table(records, content=True, coordinates=None):
    """One row per import record; each record is one sighting."""
    return table_of([seen_of(record) for record in records], content, coordinates)


def table_of(rows, content=True, coordinates=None):
    """One row per version; `coordinates`: municipality to kilometres east and north."""
    adverts = [row.advert for row in rows]
    seen = [(index, night, place) for index, row in enumerate(rows) for night, place in row.sightings]
    places = sorted({place for _, _, place in seen})
    at = {place: number for number, place in enumerate(places)}
    spread = coordinates or invented_coordinates(places)
    nights = [[night for night, _ in row.sightings] for row in rows]
    texts = [f"{advert.title}\n{advert.text}" for advert in adverts]
    signature, has_text = signatures(texts)
    values = [values_of(advert) for advert in adverts]
    price = [advert.price_per_hour for advert in adverts]
    return VersionTable(
        version=np.arange(len(rows), dtype=np.int64),
        advert=dense([f"{advert.board} {advert.advert_id}" for advert in adverts]).astype(np.int64),
        board=dense([advert.board for advert in adverts]).astype(np.int32),
        first_night=np.array([min(column) for column in nights], np.int32),
        last_night=np.array([max(column) for column in nights], np.int32),
        age=np.array([advert.age or -1 for advert in adverts], np.int16),
        price=np.array([np.nan if euros is None else euros for euros in price], np.float32),
        persons=np.array([PERSONS[advert.persons] for advert in adverts], np.int8),
        languages=np.array([languages_of(advert) for advert in adverts], np.uint32),
        tokens={kind: tokens_of(values, kind) for kind in FeatureKind if kind not in PHOTOS},
        signature=signature,
        has_text=has_text,
        sightings=Sightings(
            np.array([index for index, _, _ in seen], np.int32),
            np.array([night for _, night, _ in seen], np.int32),
            np.array([at[place] for _, _, place in seen], np.int32),
        ),
        municipality_xy=np.array([spread[place] for place in places], np.float64).reshape(-1, 2),
        alias=[advert.alias or "" for advert in adverts] if content else None,
        text=texts if content else None,
        photos=photos_of(adverts),
    )


def languages_of(advert):
    return sum(1 << LANGUAGES.index(code) for code in advert.languages if code in LANGUAGES)
