"""The linkage of what is new or changed since the last run, against the index alone.

New or changed are versions without a posting, versions that were seen in a municipality for the first time, and
versions of which a person said something. All that one of them may belong to is linked anew with it; no other row of
the answer is touched. What a full run may still change: weights are those of the last full run; an advertiser without a
new version is not looked at again, though what is rare in the store changes about it; networks only grow together,
ties that no longer hold are let go by a full run alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from adwatch.domain.features import FeatureKind
from adwatch.jobs.decisions import with_decisions
from adwatch.jobs.linkage_result import SET, ResolveResult, open_held
from adwatch.jobs.linkage_table import Held, Texts, row_of, table_of
from adwatch.jobs.linkage_weights import KeptWeights
from adwatch.jobs.linkage_written import Part, write_part
from adwatch.jobs.office import Office
from adwatch.resolve.incremental import (
    Bands,
    Field,
    band_sizes,
    same_writing,
    similar_texts,
    weak_keys_of,
    writing_counts,
)
from adwatch.resolve.index import CONTACTS, MOST_COUNTED, Counted, Rarity, Statistics
from adwatch.resolve.linkage import link
from adwatch.resolve.pairing import Pairs
from adwatch.resolve.settings import DEFAULT
from adwatch.resolve.table import Ints, VersionTable
from adwatch.resolve.weights import Weighing, weigh
from adwatch.store import columns, linking
from adwatch.store.decisions import last_words
from adwatch.store.session import Connection

COUNTED = (*CONTACTS, FeatureKind.ADDRESS)
"""Kinds of which it counts how many persons stand behind a value."""


def link_night(office: Office, state: Mapping[str, str]) -> ResolveResult:
    """Link the versions that are new or changed since the run that left `state`."""
    with office.store.begin() as connection:
        seeds = _seeds(connection, state)
        newest = {
            "night": str(linking.newest_night(connection)),
            "decision": str(linking.newest_decision(connection)),
        }
        if not len(seeds):
            linking.keep_state(connection, newest)
            return _result(connection, state)
        new = _read(connection, seeds, Texts.none(), None)
        linking.replace_keys(connection, seeds, _keys(new))
    with office.store.begin() as connection:
        whole = _Whole.of(connection, state)
        part = _part(connection, whole, new)
    held = open_held(office, part.version)
    with office.store.begin() as connection:
        table = with_decisions(_read(connection, part.everyone, whole.texts, held), last_words(connection))
        statistics = _statistics(connection, whole, table, part)
    threshold = whole.kept.threshold if whole.kept else None
    linkage = link(table, weighing=whole.weighing, threshold=threshold, statistics=statistics)
    with office.store.begin() as connection:
        advertisers, greatest = write_part(connection, part, table, linkage, int(state["greatest"]))
        linking.keep_state(connection, newest | {"greatest": str(greatest)})
        return replace(
            _result(connection, state),
            warnings=linkage.warnings,
            expected=linkage.expected,
            merges=len(advertisers.merges),
            splits=len(advertisers.splits),
            new=len(seeds),
            linked=len(part.version),
        )


def _result(connection: Connection, state: Mapping[str, str]) -> ResolveResult:
    postings, advertisers, networks = linking.totals(connection)
    versions = linking.count_versions(connection)
    kept = KeptWeights.of(state["weighing"])
    return ResolveResult(
        versions,
        postings,
        advertisers,
        networks,
        expired=versions - columns.held_count(connection),
        full=False,
        weights=kept.source if kept else SET,
        earlier=state.get("estimate", ""),
    )


def _seeds(connection: Connection, state: Mapping[str, str]) -> Ints:
    """The versions that are new or changed."""
    parts = (
        linking.unlinked(connection),
        linking.moved(connection, int(state["night"])),
        linking.decided(connection, int(state["decision"])),
    )
    return linking.linkable(connection, np.unique(np.concatenate(parts)))


def _keys(new: VersionTable) -> list[tuple[int, int]]:
    rows, keys = weak_keys_of(new)
    return list(zip(keys.tolist(), new.version[rows].tolist(), strict=True))


def _read(connection: Connection, versions: Ints, texts: Texts, held: Held | None) -> VersionTable:
    """The table of these versions (ascending)."""
    return table_of(
        columns.version_columns(connection, versions),
        columns.token_columns(connection, versions),
        texts,
        columns.span_columns(connection, versions),
        held,
    )


@dataclass(frozen=True, slots=True)
class _Whole:
    """What is known of the whole store: its size, the weights learned from it, and all texts."""

    versions: int
    named: int
    price_share: Mapping[int, float]
    kept: KeptWeights | None
    texts: Texts
    bands: Bands
    rarity: Rarity

    @classmethod
    def of(cls, connection: Connection, state: Mapping[str, str]) -> _Whole:
        """Read it."""
        texts = Texts.of(*columns.signature_columns(connection))
        return cls(
            versions=linking.count_versions(connection),
            named=linking.count_carriers(connection, FeatureKind.ALIAS.value),
            price_share={int(price): share for price, share in json.loads(state["prices"]).items()},
            kept=KeptWeights.of(state["weighing"]),
            texts=texts,
            bands=Bands.of(texts.signature, DEFAULT.blocking.bands),
            rarity=Rarity.over(texts.signature, texts.all_have),
        )

    @property
    def weighing(self) -> Weighing:
        """The weights that were kept, else those that are set."""
        return self.kept.weighing if self.kept else weigh()

    def prices_of(self, table: VersionTable) -> Mapping[int, float]:
        """The share of each price; one that nobody asked before is as rare as can be."""
        asked = np.unique(np.round(table.price[~np.isnan(table.price)]).astype(np.int64)).tolist()
        return dict.fromkeys(asked, 1 / self.versions) | dict(self.price_share)


def _counts(connection: Connection, versions: Ints, kinds: Sequence[FeatureKind]) -> dict[FeatureKind, Counted]:
    found = linking.value_counts(connection, versions, [kind.value for kind in kinds])
    return {FeatureKind(kind): Counted(*columns) for kind, columns in found.items()}


def _key_counts(connection: Connection, table: VersionTable) -> Counted:
    keys = np.unique(weak_keys_of(table)[1])
    return Counted(keys, linking.key_counts(connection, keys))


def _part(connection: Connection, whole: _Whole, new: VersionTable) -> Part:
    """All versions of all advertisers to whom a new version may belong, and who carries what they carry."""
    seeds = new.version
    field = _field(connection, whole, new)
    near = field.near(whole.weighing, DEFAULT)
    answers = linking.answers_by(connection, near)
    versions = np.union1d(answers[:, 0], seeds)
    row, has_text = whole.texts.rows(versions)
    alike = whole.texts.version[same_writing(whole.bands, row[has_text], MOST_COUNTED)]
    carriers = linking.carriers(connection, versions, [kind.value for kind in COUNTED], MOST_COUNTED)
    others = np.setdiff1d(np.union1d(alike, carriers), versions)
    return Part(versions, answers, linking.answers_of(connection, others))


def _field(connection: Connection, whole: _Whole, new: VersionTable) -> Field:
    """The new versions, and all that one of them must be held against."""
    most, seeds = DEFAULT.blocking, new.version
    row, has_text = whole.texts.rows(seeds)
    texts = similar_texts(whole.bands, whole.texts.signature, whole.rarity, row[has_text], most)
    keys = _key_counts(connection, new)
    shared = keys.value[(keys.rows > 1) & (keys.rows <= most.shared_fact_group)]
    parts = (
        seeds,
        whole.texts.version[np.union1d(texts.left, texts.right)],
        linking.siblings(connection, seeds),
        linking.carriers(connection, seeds, [kind.value for kind in CONTACTS], most.largest_group),
        linking.carriers(connection, seeds, [FeatureKind.PHOTO_BAND.value], most.shared_fact_group),
        linking.key_carriers(connection, shared),
        linking.partners(connection, seeds),
    )
    versions = np.unique(np.concatenate(parts))
    table = with_decisions(_read(connection, versions, whole.texts, None), last_words(connection))
    statistics = Statistics(
        versions=whole.versions,
        named=whole.named,
        price_share=whole.prices_of(table),
        known=np.full(len(table), -1, np.int64),
        rows=_counts(connection, seeds, tuple(FeatureKind)),
        writings=Counted.none(),
        keys=keys,
        rarity=whole.rarity.of(table.signature, table.has_text),
        band_rows=np.full((len(table), most.bands), most.largest_text_group + 1, np.int32),  # `texts` has them
    )
    answers = linking.answers_of(connection, table.version)
    advertiser = np.full(len(table), -1, np.int64)
    advertiser[row_of(table.version, answers[:, 0])] = answers[:, 2]
    left, right = (
        row_of(table.version, whole.texts.version[side]).astype(np.int32) for side in (texts.left, texts.right)
    )
    return Field(table, statistics, np.isin(table.version, seeds), advertiser, Pairs(left, right))


def _statistics(connection: Connection, whole: _Whole, table: VersionTable, part: Part) -> Statistics:
    at, has_text = whole.texts.rows(table.version)
    band_rows = np.zeros((len(table), DEFAULT.blocking.bands), np.int32)
    band_rows[has_text] = band_sizes(whole.bands, at[has_text])
    return Statistics(
        versions=whole.versions,
        named=whole.named,
        price_share=whole.prices_of(table),
        known=part.known(table.version),
        rows=_counts(connection, part.version, tuple(FeatureKind)),
        writings=writing_counts(whole.bands, at[has_text]),
        keys=_key_counts(connection, table),
        rarity=whole.rarity.of(table.signature, table.has_text),
        band_rows=band_rows,
    )
