"""From stored versions to postings, advertisers and networks."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from adwatch.clean.gazetteer import municipalities
from adwatch.domain.adverts import Persons
from adwatch.domain.features import FeatureKind
from adwatch.domain.sealed import Sealed
from adwatch.jobs.office import Office
from adwatch.resolve.identity import Identity, stable_ids
from adwatch.resolve.linkage import Linkage, link
from adwatch.resolve.table import SIGNATURE_WIDTH, Sightings, Tokens, VersionTable
from adwatch.specs.mandate import Purpose
from adwatch.store import linkage as stored
from adwatch.store.linkage import StoredVersion

PERSONS = {Persons.ONE.value: 1, Persons.SEVERAL.value: 2}
KM_PER_DEGREE = 111.32  # of latitude, and of longitude at the equator
LANGUAGE_BITS = 32
REASON = "linkage of adverts into unique advertisers"


@dataclass(frozen=True, slots=True)
class ResolveResult:
    """What a run of the linkage found."""

    versions: int
    postings: int
    advertisers: int
    networks: int
    merges: int
    splits: int
    warnings: tuple[str, ...]


def resolve(office: Office) -> ResolveResult:
    """Link all versions in the store; the ids of the last run live on, and merges and splits are recorded.

    Content that is still held is opened under the audit trail, one line for the batch.
    """
    office.mandate.require(Purpose.FIGURES, office.today)
    with office.store.begin() as connection:
        versions = list(stored.versions(connection))
        features = list(stored.features(connection))
        signatures = dict(stored.signatures(connection))
        sightings, codes = stored.sightings(connection)
        previous = stored.previous(connection)
    contents = _contents(office, versions)
    table = build_table(versions, features, signatures, sightings, codes, contents)
    linkage = link(table)
    newest = max((max(each.values(), default=0) for each in previous), default=0)
    counter = iter(range(newest + 1, newest + 1 + 3 * len(table)))
    postings, advertisers, networks = (
        stable_ids(earlier, table.version, labels, counter.__next__)
        for earlier, labels in zip(previous, (linkage.posting, linkage.advertiser, linkage.network), strict=True)
    )
    with office.store.begin() as connection:
        stored.replace_linkage(
            connection,
            dict(zip(table.version.tolist(), postings.ids.tolist(), strict=True)),
            _memberships(postings, advertisers, networks, linkage),
            _links(table, linkage),
            _changes(advertisers),
        )
    return ResolveResult(
        versions=len(table),
        postings=len(np.unique(postings.ids)),
        advertisers=len(np.unique(advertisers.ids)),
        networks=len(np.unique(networks.ids)),
        merges=len(advertisers.merges),
        splits=len(advertisers.splits),
        warnings=linkage.warnings,
    )


def build_table(
    versions: list[StoredVersion],
    features: Iterable[tuple[int, str, bytes]],
    signatures: Mapping[int, bytes],
    sightings: npt.NDArray[np.int64],
    codes: list[str],
    contents: Mapping[int, Mapping[str, Any]],
) -> VersionTable:
    """The columns that the linkage reads; `contents` holds what could still be opened, by version."""
    row_of = {version.version_id: row for row, version in enumerate(versions)}
    n = len(versions)
    seen_row = np.fromiter((row_of[version] for version in sightings[:, 1].tolist()), np.int32, len(sightings))
    night = sightings[:, 2].astype(np.int32)
    read = np.fromiter(((version.night.toordinal() - 719163) for version in versions), np.int32, n)
    first, last = read.copy(), read.copy()
    np.minimum.at(first, seen_row, night)
    np.maximum.at(last, seen_row, night)
    signature = np.zeros((n, SIGNATURE_WIDTH), np.uint32)
    has_text = np.zeros(n, np.bool_)
    for version, blob in signatures.items():
        signature[row_of[version]] = np.frombuffer(blob, "<u4")
        has_text[row_of[version]] = True
    boards = {board: index for index, board in enumerate(sorted({version.board_id for version in versions}))}
    held = [contents.get(version.version_id, {}) for version in versions]
    return VersionTable(
        version=np.fromiter((version.version_id for version in versions), np.int64, n),
        advert=np.fromiter((version.advert_id for version in versions), np.int64, n),
        board=np.fromiter((boards[version.board_id] for version in versions), np.int32, n),
        first_night=first,
        last_night=last,
        age=np.fromiter((-1 if version.age is None else version.age for version in versions), np.int16, n),
        price=np.array([version.price_per_hour for version in versions], np.float32),
        persons=np.fromiter((PERSONS.get(version.persons, 0) for version in versions), np.int8, n),
        languages=_language_bits(versions),
        tokens=_tokens(features, row_of),
        signature=signature,
        has_text=has_text,
        sightings=Sightings(seen_row, night, sightings[:, 3].astype(np.int32)),
        municipality_xy=_coordinates(codes),
        alias=[str(content.get("alias") or "") for content in held] if contents else None,
        text=[_written(content) for content in held] if contents else None,
        photos=_photos(held),
    )


def _written(content: Mapping[str, Any]) -> str:
    return f"{content.get('title') or ''}\n{content.get('text') or ''}".strip()


def _contents(office: Office, versions: list[StoredVersion]) -> dict[int, dict[str, Any]]:
    held = [version for version in versions if version.sealed is not None and version.sealed_key_id is not None]
    if not held:
        return {}
    with office.trail.opening(
        "open sealed content for linkage",
        purpose=Purpose.FIGURES,
        reason=REASON,
        subject_type="advert_version",
        count=len(held),
    ):
        return {
            version.version_id: office.opener.open(
                version.version_id, Sealed(version.sealed_key_id or "", version.sealed or b"")
            )
            for version in held
        }


def _tokens(features: Iterable[tuple[int, str, bytes]], row_of: Mapping[int, int]) -> dict[FeatureKind, Tokens]:
    found: dict[str, tuple[list[int], list[int]]] = {kind.value: ([], []) for kind in FeatureKind}
    for version, kind, token in features:
        rows, values = found[kind]
        rows.append(row_of[version])
        values.append(int.from_bytes(token[:8], "big"))
    return {FeatureKind(kind): _columns(rows, values) for kind, (rows, values) in found.items()}


def _photos(held: list[Mapping[str, Any]]) -> Tokens:
    rows: list[int] = []
    values: list[int] = []
    for row, content in enumerate(held):
        for photo in content.get("photo_hashes") or ():
            rows.append(row)
            values.append(int(photo, 16))
    return _columns(rows, values)


def _columns(rows: list[int], values: list[int]) -> Tokens:
    row, value = np.array(rows, np.int32), np.array(values, np.uint64)
    order = np.lexsort((value, row))
    return Tokens(row[order], value[order])


def _language_bits(versions: list[StoredVersion]) -> npt.NDArray[np.uint32]:
    spoken = sorted({code for version in versions for code in version.languages.split(",") if code})
    bit = {code: 1 << (index % LANGUAGE_BITS) for index, code in enumerate(spoken)}
    sets = (sum(bit[code] for code in set(version.languages.split(",")) if code) for version in versions)
    return np.fromiter((value & 0xFFFFFFFF for value in sets), np.uint32, len(versions))


def _coordinates(codes: list[str]) -> npt.NDArray[np.float64]:
    """Kilometres on a plane that is true at the middle of the country."""
    known = municipalities()
    middle = math.cos(math.radians(52.2))
    degrees = np.array([(known[code].longitude * middle, known[code].latitude) for code in codes], np.float64)
    return degrees.reshape(len(codes), 2) * KM_PER_DEGREE


def _memberships(
    postings: Identity, advertisers: Identity, networks: Identity, linkage: Linkage
) -> Iterator[dict[str, Any]]:
    """One row per posting: all its versions have one advertiser. Its confidence is its least sure version's."""
    sureness: dict[int, tuple[float, int, int]] = {}
    columns = (postings.ids, advertisers.ids, networks.ids, linkage.confidence)
    for posting, advertiser, network, confidence in zip(*(column.tolist() for column in columns), strict=True):
        held = sureness.get(posting)
        if held is None or confidence < held[0]:
            sureness[posting] = (confidence, advertiser, network)
    for posting, (confidence, advertiser, network) in sureness.items():
        yield {
            "posting_id": posting,
            "advertiser_id": advertiser,
            "network_id": network,
            "confidence": confidence,
        }


def _links(table: VersionTable, linkage: Linkage) -> Iterator[dict[str, Any]]:
    links = linkage.links
    for index in range(len(links)):
        weights = links.weight[index]
        evidence = {fact: round(float(weights[place]), 3) for place, fact in enumerate(links.facts) if weights[place]}
        yield {
            "left_id": int(table.version[links.left[index]]),
            "right_id": int(table.version[links.right[index]]),
            "score": float(links.log_odds[index]),
            "evidence": json.dumps(evidence, sort_keys=True),
        }


def _changes(advertisers: Identity) -> Iterator[tuple[str, int, int]]:
    for merge in advertisers.merges:
        yield from (("merge", merge.into, source) for source in merge.sources if source != merge.into)
    for split in advertisers.splits:
        yield from (("split", split.source, part) for part in split.parts if part != split.source)
