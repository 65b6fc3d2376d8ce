"""Looking at adverts in the store: their evidence without any content, and content for whoever states a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from adwatch.clean.gazetteer import municipalities
from adwatch.domain.sealed import Sealed
from adwatch.errors import BadInput, UnknownName
from adwatch.guard.audit import Reason, Subject
from adwatch.guard.sealing import id_of
from adwatch.jobs.decisions import with_decisions
from adwatch.jobs.linkage_weights import KeptWeights
from adwatch.jobs.office import Office
from adwatch.jobs.resolving import build_table
from adwatch.resolve.explaining import Account, explain
from adwatch.resolve.index import Index, build_index, number_values, pad_values
from adwatch.resolve.pairing import Pairs
from adwatch.resolve.scoring import Evidence, prior_of, score
from adwatch.resolve.settings import DEFAULT
from adwatch.resolve.table import Ints, Tokens
from adwatch.resolve.training import as_rows
from adwatch.resolve.weights import WEIGHTS, Weighing, Weight, weigh
from adwatch.specs.mandate import Purpose
from adwatch.store import evidence, linkage, linking
from adwatch.store.decisions import last_words
from adwatch.store.linkage import StoredVersion

EPOCH = date(1970, 1, 1)
SUBJECT = "advert_version"
COMPARING = "evidence for and against links between adverts"
"""The reason that stands on the trail where the machine compares, and nobody reads."""


@dataclass(frozen=True, slots=True)
class Record:
    """One version as it may be shown: plain values, and its content where a person opened it.

    held: whether its content is still here at all. first, last: nights on which it was seen. asked_as: the name by
    which somebody asked for it.
    """

    version: int
    board: str
    first: date
    last: date
    places: tuple[str, ...]
    age: int | None
    price: float | None
    languages: str
    held: bool
    asked_as: str = ""
    content: Mapping[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How to name it: as the board does where it was opened, else as it was asked for, else by its number."""
        advert_id = self.content.get("advert_id")
        return f"{self.board}:{advert_id}" if advert_id else self.asked_as or str(self.version)

    def as_json(self) -> dict[str, object]:
        """The same by name; no content but what was opened."""
        plain: dict[str, object] = {
            "name": self.name,
            "version": self.version,
            "board": self.board,
            "first_night": self.first.isoformat(),
            "last_night": self.last.isoformat(),
            "municipalities": list(self.places),
            "age": self.age,
            "price_per_hour": self.price,
            "languages": self.languages.split(",") if self.languages else [],
            "content": "held" if self.held else "expired",
        }
        return plain | ({"opened": dict(self.content)} if self.content else {})


@dataclass(frozen=True, slots=True)
class Lookup:
    """All that the linkage knows without content, with the answer of its last run by version.

    weights, weighing: those that the last run weighed by, in rows and in arrays; threshold: log-odds from which it took
    two adverts for one advertiser's.
    """

    index: Index
    versions: tuple[StoredVersion, ...]
    row_of: Mapping[int, int]
    posting: Mapping[int, int]
    advertiser: Mapping[int, int]
    network: Mapping[int, int]
    boards: Mapping[int, str]
    codes: tuple[str, ...]
    weights: Sequence[Weight]
    weighing: Weighing
    threshold: float

    @property
    def prior(self) -> float:
        """The log-odds to begin with."""
        return prior_of(self.weighing, len(self.versions), DEFAULT.adverts_per_advertiser)

    @property
    def labels(self) -> Ints:
        """A dense label per row: its advertiser, or a label of its own where it is not linked yet."""
        known = (self.advertiser.get(stored.version_id, -1 - row) for row, stored in enumerate(self.versions))
        return np.unique(np.fromiter(known, np.int64, len(self.versions)), return_inverse=True)[1].astype(np.int64)

    def evidence(self, pairs: Pairs, contents: Mapping[int, Mapping[str, object]] | None = None) -> Evidence:
        """The evidence of pairs of rows; alias and photos are compared where `contents` (by version) has both."""
        return score(self._with(contents or {}), pairs, self.weighing)

    def account(self, one: int, other: int, contents: Mapping[int, Mapping[str, object]]) -> Account:
        """The evidence for and against two versions, in words."""
        left, right = sorted((self.row_of[one], self.row_of[other]))
        pairs = Pairs(np.array([left], np.int32), np.array([right], np.int32))
        learned = self.weighing.prior is not None
        return explain(self.evidence(pairs, contents), self.prior, weights=self.weights, learned=learned)

    def record(self, version: int, content: Mapping[str, object] | None = None, asked_as: str = "") -> Record:
        """What may be shown of a version; with its `content` only to somebody who opened it."""
        row = self.row_of[version]
        kept, table = self.versions[row], self.index.table
        seen = table.sightings.municipality[table.sightings.row == row]
        names = {municipalities()[self.codes[place]].name for place in seen.tolist()}
        return Record(
            version=version,
            board=self.boards[kept.board_id],
            first=EPOCH + timedelta(days=int(table.first_night[row])),
            last=EPOCH + timedelta(days=int(table.last_night[row])),
            places=tuple(sorted(names)),
            age=kept.age,
            price=kept.price_per_hour,
            languages=kept.languages,
            held=kept.sealed is not None,
            asked_as=asked_as,
            content=content or {},
        )

    def _with(self, contents: Mapping[int, Mapping[str, object]]) -> Index:
        if not contents:
            return self.index
        count = len(self.versions)
        alias = [""] * count
        photos: list[tuple[int, int]] = []
        for version, content in contents.items():
            row = self.row_of[version]
            alias[row] = str(content.get("alias") or "")
            hashes = content.get("photo_hashes")
            photos.extend((row, int(str(photo), 16)) for photo in (hashes if isinstance(hashes, list) else ()))
        photos.sort()
        tokens = Tokens(
            np.array([row for row, _ in photos], np.int32), np.array([value for _, value in photos], np.uint64)
        )
        return replace(
            self.index,
            table=replace(self.index.table, alias=alias, photos=tokens),
            photo_numbers=number_values(tokens, count),
            photo_bits=pad_values(tokens, count),
        )


def require_purpose(office: Office) -> Purpose:
    """The purpose for which links may be looked into: figures, or else signals; `Refused` where there is neither."""
    stated = office.mandate.spec.purposes
    purpose = Purpose.SIGNALS if Purpose.SIGNALS in stated and Purpose.FIGURES not in stated else Purpose.FIGURES
    office.mandate.require(purpose, office.today)
    return purpose


def look(office: Office) -> Lookup:
    """Read all that the linkage reads, apart from content; raises `BadInput` where nothing is linked yet."""
    with office.store.begin() as connection:
        versions = list(linkage.versions(connection))
        features = list(linkage.features(connection))
        signatures = dict(linkage.signatures(connection))
        sightings, codes = linkage.sightings(connection)
        posting, advertiser, network = linkage.previous(connection)
        said = last_words(connection)
        boards = evidence.boards(connection)
        state = linking.state(connection)
    if not posting:
        raise BadInput("nothing is linked yet; run `adwatch resolve` first")
    table = with_decisions(build_table(versions, features, signatures, sightings, codes, {}), said)
    kept = KeptWeights.of(state.get("weighing", ""))
    return Lookup(
        index=build_index(table),
        versions=tuple(versions),
        row_of={version.version_id: row for row, version in enumerate(versions)},
        posting=posting,
        advertiser=advertiser,
        network=network,
        boards=boards,
        codes=tuple(codes),
        weights=as_rows(kept.weighing, kept.source) if kept else WEIGHTS,
        weighing=kept.weighing if kept else weigh(),
        threshold=kept.threshold if kept else DEFAULT.clusters.threshold,
    )


def find_version(office: Office, lookup: Lookup, name: str, reason: Reason | str | None = None) -> int:
    """The version that `board:advert_id` (the newest of that advert) or a version's number names.

    Raises:
        UnknownName: there is none; that somebody looked stands on the trail, with the `reason` where one was given.
    """
    version: int | None = int(name) if name.isdecimal() else None
    board, parted, advert_id = name.partition(":")
    if parted:
        with office.store.begin() as connection:
            found = evidence.current_version(connection, id_of(office.sealer.advert_token(board, advert_id)))
        version = found[0] if found else None
    if version is None or version not in lookup.row_of:
        note_search(office, Subject("advert", name), reason)
        raise UnknownName("advert", name, hint="name it board:advert_id, or by the number of a version")
    return version


def note_search(office: Office, sought: Subject, reason: Reason | str | None) -> None:
    """Keep on the trail that somebody looked for what is not here; what it was enters it as a token alone."""
    office.trail.note(
        f"look for {sought.kind.replace('_', ' ')} and find none",
        purpose=require_purpose(office),
        reason=COMPARING if reason is None else reason,
        subject=sought,
    )


def open_for_comparison(office: Office, lookup: Lookup, versions: Iterable[int]) -> dict[int, dict[str, object]]:
    """The contents of `versions` that are still held, for the machine to compare: one line on the trail for all."""
    held = _held(lookup, versions)
    if not held:
        return {}
    with office.trail.opening(
        "open sealed content to compare it",
        purpose=require_purpose(office),
        reason=COMPARING,
        subject_type=SUBJECT,
        count=len(held),
    ):
        return {version: office.opener.open(version, sealed) for version, sealed in held.items()}


def open_to_read(
    office: Office, lookup: Lookup, versions: Iterable[int], reason: Reason | str
) -> dict[int, dict[str, object]]:
    """The contents of `versions` that are still held, for a person to read: one line on the trail for each.

    Raises:
        Refused: there is no reason, or none of the mandate's grounds.
    """
    purpose = require_purpose(office)
    stated = office.mandate.require_ground(reason)
    opened: dict[int, dict[str, object]] = {}
    for version, sealed in _held(lookup, versions).items():
        with office.trail.opening(
            "open an advert to judge a link",
            purpose=purpose,
            reason=stated,
            subject=Subject(SUBJECT, str(version)),
        ):
            opened[version] = office.opener.open(version, sealed)
    return opened


def _held(lookup: Lookup, versions: Iterable[int]) -> dict[int, Sealed]:
    kept = {version: lookup.versions[lookup.row_of[version]] for version in dict.fromkeys(versions)}
    return {
        version: Sealed(stored.sealed_key_id or "", stored.sealed)
        for version, stored in kept.items()
        if stored.sealed is not None
    }
