"""A part of the answer, linked anew, into the store: only what changed is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from adwatch.jobs.linkage_rows import Answer, change_rows, link_rows, membership_rows
from adwatch.jobs.linkage_settled import keep_settled
from adwatch.jobs.linkage_table import row_of
from adwatch.resolve.identity import Identity, stable_ids
from adwatch.resolve.incremental import changed_clusters, join_networks
from adwatch.resolve.linkage import Linkage
from adwatch.resolve.table import Bools, Ints, VersionTable
from adwatch.store import linking
from adwatch.store.linkage import record_changes
from adwatch.store.session import Connection

POSTING, ADVERTISER, NETWORK = 1, 2, 3
"""Columns of an answer as the store gives it; the version stands first."""


@dataclass(frozen=True, slots=True)
class Part:
    """Versions to be linked anew (ascending), and what stands of them in the store.

    answers: version, posting, advertiser and network of those that are linked. others: the same of versions that are
    not to be linked, but carry a value of one that is.
    """

    version: Ints
    answers: Ints
    others: Ints

    @property
    def everyone(self) -> Ints:
        """Both kinds of versions, ascending."""
        return np.union1d(self.version, self.others[:, 0])

    def known(self, versions: Ints) -> Ints:
        """The advertiser of each version that is not to be linked, -1 for the rest."""
        result = np.full(len(versions), -1, np.int64)
        result[row_of(versions, self.others[:, 0])] = self.others[:, ADVERTISER]
        return result

    def earlier(self, versions: Ints, column: int) -> Ints:
        """What stands in the store of each version, -1 where nothing does."""
        known = np.concatenate([self.answers, self.others])
        known = known[np.argsort(known[:, 0])]
        if not len(known):
            return np.full(len(versions), -1, np.int64)
        row = np.minimum(row_of(known[:, 0], versions), len(known) - 1)
        return np.where(known[row, 0] == versions, known[row, column], -1)


def write_part(
    connection: Connection, part: Part, table: VersionTable, linkage: Linkage, greatest: int
) -> tuple[Identity, int]:
    """Write what changed; the advertisers' identities, and the greatest id that was ever given."""
    mine = part.known(table.version) < 0
    counter = iter(range(greatest + 1, greatest + 2 + 3 * len(table)))
    version = table.version[mine]
    postings, advertisers = (
        stable_ids(dict(part.answers[:, [0, column]].tolist()), version, labels[mine], counter.__next__)
        for column, labels in ((POSTING, linkage.posting), (ADVERTISER, linkage.advertiser))
    )
    network, renamed = _networks(connection, part, table.version, linkage.network, counter)
    answer = Answer(version, postings.ids, advertisers.ids, network[mine], linkage.confidence[mine])
    moved = changed_clusters(advertisers.ids, part.earlier(version, ADVERTISER))
    changed = np.zeros(len(table), np.bool_)
    changed[np.flatnonzero(mine)[moved]] = True
    comparable = np.isin(part.answers[:, 0], version)
    settled = part.answers[~comparable]
    sure = linking.confidences(connection, np.unique(settled[:, POSTING]))
    _write(connection, part, answer, moved)
    posting = np.where(moved, answer.posting, part.earlier(version, POSTING))
    now = np.stack([version, posting, answer.advertiser, answer.network], axis=1)
    keep_settled(connection, settled, part.answers[comparable], now, sure)
    links = linkage.links
    linking.insert_links(connection, link_rows(table.version, links, changed[links.left] & changed[links.right]))
    linking.rename_networks(connection, renamed)
    record_changes(connection, change_rows(advertisers))
    return advertisers, next(counter) - 1


def _write(connection: Connection, part: Part, answer: Answer, moved: Bools) -> None:
    """Postings and memberships of the versions that moved, and memberships whose network is another one."""
    rewritten = moved | (answer.network != part.earlier(answer.version, NETWORK))
    before = part.earlier(answer.version, POSTING)
    linking.take_away(connection, answer.version[moved], np.unique(before[moved & (before >= 0)]))
    now = answer.only(moved)
    linking.write_postings(connection, zip(now.version.tolist(), now.posting.tolist(), strict=True))
    kept = answer.only(rewritten)
    stays = np.where(moved[rewritten], kept.posting, part.earlier(kept.version, POSTING))
    linking.write_memberships(
        connection,
        membership_rows(Answer(kept.version, stays, kept.advertiser, kept.network, kept.confidence)),
    )


def _networks(
    connection: Connection, part: Part, version: Ints, found: Ints, counter: Iterator[int]
) -> tuple[Ints, dict[int, int]]:
    """The network of each row, and which networks beyond the rows take another's name, since a tie now joins them."""
    earlier = part.earlier(version, NETWORK)
    before = np.unique(part.answers[:, NETWORK])
    lasting = np.union1d(
        linking.networks_beyond(connection, before, np.unique(part.answers[:, ADVERTISER])), part.others[:, NETWORK]
    )
    joined = join_networks(found, earlier, lasting)
    lasts = np.isin(earlier, lasting)
    name_of: dict[int, int] = {}
    renamed: dict[int, int] = {}
    for label, network in zip(*np.unique(np.stack([joined[lasts], earlier[lasts]]), axis=1).tolist(), strict=True):
        name = name_of.setdefault(label, network)  # ascending: the oldest network of those that are one now
        if name != network:
            renamed[network] = name
    free = ~np.isin(joined, list(name_of))
    ids = np.array([name_of.get(label, -1) for label in joined.tolist()], np.int64)
    known = dict(zip(version[earlier >= 0].tolist(), earlier[earlier >= 0].tolist(), strict=True))
    ids[free] = stable_ids(known, version[free], joined[free], counter.__next__).ids
    return ids, renamed
