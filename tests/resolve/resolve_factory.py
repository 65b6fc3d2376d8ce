"""Version tables for tests, built from plain import records without store, keys or network."""

import csv
import hashlib
import json
import re
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import phonenumbers
from rensa import RMinHash

from adwatch.domain.features import FeatureKind
from adwatch.resolve.table import SIGNATURE_WIDTH, Sightings, Tokens, VersionTable

EPOCH = datetime(1970, 1, 1).toordinal()  # noqa: DTZ001 - a count of days has no zone
LANGUAGES = ["nl", "en", "es", "pt", "de", "ro", "fr", "pl", "bg", "hu"]


def read_folder(folder):
    """Records and one truth label per record of a folder with observations.jsonl and truth.csv."""
    folder = Path(folder)
    with (folder / "truth.csv").open() as file:
        truth = {(row["board"], row["advert_id"]): row["advertiser"] for row in csv.DictReader(file)}
    records = [json.loads(line) for line in (folder / "observations.jsonl").read_text().splitlines()]
    return records, [truth[record["board"], record["advert_id"]] for record in records]


def token(kind, value):
    return int.from_bytes(hashlib.blake2b(f"{kind}:{value}".encode(), digest_size=8).digest(), "big")


def found_phones(record):
    """Numbers in E.164, from the field and from the text."""
    texts = [*(record.get("phones") or []), record.get("text") or "", record.get("title") or ""]
    found = set()
    for text in texts:
        for match in phonenumbers.PhoneNumberMatcher(text, "NL"):
            found.add(phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164))
    for text in record.get("phones") or []:
        digits = re.sub(r"\D", "", text)
        found.add("+31" + digits[-9:] if len(digits) >= 9 else digits)
    return sorted(found)


def stated_age(record):
    if record.get("age"):
        return int(record["age"])
    match = re.search(r"\b(\d\d) (?:years? old|jaar|a[nñ]os|anos|ani)\b", record.get("text") or "")
    return int(match[1]) if match else -1


def price_per_hour(prices):
    if not prices:
        return np.nan
    minutes = min(prices, key=lambda key: abs(int(key) - 60))
    return float(prices[minutes]) * 60 / int(minutes)


def shingles(record):
    words = re.findall(r"[^\W\d_]+", f"{record.get('title') or ''} {record.get('text') or ''}".lower())
    joined = " ".join(words)
    grams = {joined[i : i + 5] for i in range(max(len(joined) - 4, 0))}
    return [*grams, *(f"{a} {b}" for a, b in pairwise(words))]


def features(record):
    """Kind to values, of one record."""
    return {
        FeatureKind.PHONE: record["_phones"] if "_phones" in record else found_phones(record),
        FeatureKind.EMAIL: record.get("emails") or [],
        FeatureKind.HANDLE: record.get("handles") or [],
        FeatureKind.ACCOUNT: [f"{record['board']}:{record['account']}"] if record.get("account") else [],
        FeatureKind.ALIAS: [record["alias"].lower()] if record.get("alias") else [],
        FeatureKind.ADDRESS: [record["address"].lower()] if record.get("address") else [],
        FeatureKind.POSTCODE: [record["postcode"]] if record.get("postcode") else [],
    }


def tokens_of(columns, kind):
    row = [index for index, column in enumerate(columns) for _ in column[kind]]
    value = [token(kind, item) for column in columns for item in column[kind]]
    return Tokens(np.array(row, np.int32), np.array(value, np.uint64))


def photos_of(records):
    row = [index for index, record in enumerate(records) for _ in record.get("photo_hashes") or []]
    value = [int(item, 16) for record in records for item in record.get("photo_hashes") or []]
    return Tokens(np.array(row, np.int32), np.array(value, np.uint64))


def signatures(records):
    sets = [shingles(record) for record in records]
    minhash = RMinHash.digests_from_token_sets(sets, SIGNATURE_WIDTH, 7) if sets else []
    return np.array(minhash, np.uint32).reshape(len(records), SIGNATURE_WIDTH)


def languages_of(record):
    return sum(1 << LANGUAGES.index(code) for code in record.get("languages") or [] if code in LANGUAGES)


def dense(values):
    return np.unique(np.array(values, dtype=str), return_inverse=True)[1] if len(values) else np.empty(0, np.int64)


def build_table(records, content=True, coordinates=None):
    """One row per record; each record is one sighting. `coordinates`: municipality to kilometres east and north."""
    count = len(records)
    night = np.array([datetime.fromisoformat(r["observed_at"]).toordinal() - EPOCH for r in records], np.int32)
    places = sorted({record["municipality"] for record in records})
    spread = {place: (token("x", place) % 200, token("y", place) % 250) for place in places}
    xy = np.array([(coordinates or spread)[place] for place in places], np.float64).reshape(-1, 2)
    columns = [features(record) for record in records]
    text = [f"{record.get('title') or ''}\n{record.get('text') or ''}" for record in records]
    index = {place: number for number, place in enumerate(places)}
    return VersionTable(
        version=np.arange(count, dtype=np.int64),
        advert=dense([f"{record['board']} {record['advert_id']}" for record in records]).astype(np.int64),
        board=dense([record["board"] for record in records]).astype(np.int32),
        first_night=night,
        last_night=night,
        age=np.array([stated_age(record) for record in records], np.int16),
        price=np.array([price_per_hour(record.get("prices")) for record in records], np.float32),
        persons=np.zeros(count, np.int8),
        languages=np.array([languages_of(record) for record in records], np.uint32),
        tokens={kind: tokens_of(columns, kind) for kind in FeatureKind if kind is not FeatureKind.PHOTO},
        signature=signatures(records),
        has_text=np.array([len(item) > 12 for item in text], np.bool_),
        sightings=Sightings(
            np.arange(count, dtype=np.int32),
            night,
            np.array([index[record["municipality"]] for record in records], np.int32),
        ),
        municipality_xy=xy,
        alias=[record.get("alias") or "" for record in records] if content else None,
        text=text if content else None,
        photos=photos_of(records),
    )
