"""The linkage of all versions at once."""

from __future__ import annotations

import numpy as np

from adwatch.jobs.decisions import with_decisions
from adwatch.jobs.linkage_result import SET, ResolveResult, open_held
from adwatch.jobs.linkage_rows import Answer, change_rows, link_rows, membership_rows
from adwatch.jobs.linkage_settled import keep_settled
from adwatch.jobs.linkage_table import Texts, table_of
from adwatch.jobs.linkage_weights import KeptWeights
from adwatch.jobs.office import Office
from adwatch.resolve.identity import stable_ids
from adwatch.resolve.incremental import pair_agreement, weak_keys_of
from adwatch.resolve.index import share_of_prices
from adwatch.resolve.linkage import link
from adwatch.resolve.table import Ints
from adwatch.store import columns, linking
from adwatch.store import linkage as stored
from adwatch.store.decisions import last_words


def link_all(office: Office, kept: KeptWeights | None = None) -> ResolveResult:
    """Link all versions in the store, and leave what the nights until the next full run need.

    Weights are those that were `kept`, else they are learned from all that is there, where that
    is enough to learn from.
    """
    held = open_held(office)
    with office.store.begin() as connection:
        table = table_of(
            columns.version_columns(connection),
            columns.token_columns(connection),
            Texts.of(*columns.signature_columns(connection)),
            columns.span_columns(connection),
            held,
        )
        before = linking.all_answers(connection)
        comparable = np.isin(before[:, 0], table.version)
        before, settled = before[comparable], before[~comparable]
        sure = linking.confidences(connection, np.unique(settled[:, 1]))
        expired = linking.count_versions(connection) - columns.held_count(connection)
        said = last_words(connection)
        decision, night = linking.newest_decision(connection), linking.newest_night(connection)
        greatest = max(linking.greatest_id(connection), int(linking.state(connection).get("greatest", 0)))
    table = with_decisions(table, said)
    linkage = link(table, weighing=kept.weighing, threshold=kept.threshold) if kept else link(table)
    if linkage.learned:
        kept = KeptWeights(linkage.learned, office.today)
    counter = iter(range(greatest + 1, greatest + 2 + 3 * len(table)))
    postings, advertisers, networks = (
        stable_ids(dict(before[:, [0, place]].tolist()), table.version, labels, counter.__next__)
        for place, labels in enumerate((linkage.posting, linkage.advertiser, linkage.network), start=1)
    )
    answer = Answer(table.version, postings.ids, advertisers.ids, networks.ids, linkage.confidence)
    rows, keys = weak_keys_of(table)
    with office.store.begin() as connection:
        stored.replace_linkage(
            connection,
            dict(zip(table.version.tolist(), postings.ids.tolist(), strict=True)),
            membership_rows(answer),
            link_rows(table.version, linkage.links),
            change_rows(advertisers),
        )
        now = np.stack([answer.version, answer.posting, answer.advertiser, answer.network], axis=1)
        keep_settled(connection, settled, before, now, sure)
        totals = linking.totals(connection)
        linking.replace_keys(connection, None, zip(keys.tolist(), table.version[rows].tolist(), strict=True))
        linking.keep_state(
            connection,
            {
                "versions": str(len(table)),
                "weighing": kept.as_text() if kept else "",
                "estimate": str(linkage.expected),
                "prices": linking.as_text({str(price): share for price, share in share_of_prices(table).items()}),
                "night": str(night),
                "decision": str(decision),
                "greatest": str(next(counter) - 1),
            },
        )
    return ResolveResult(
        versions=len(table),
        postings=totals[0],
        advertisers=totals[1],
        networks=totals[2],
        merges=len(advertisers.merges),
        splits=len(advertisers.splits),
        warnings=linkage.warnings,
        new=len(table) - len(before),
        linked=len(table),
        expired=expired,
        expected=linkage.expected,
        weights=kept.source if kept else SET,
        agreement=_agreement(table.version, advertisers.ids, before),
    )


def _agreement(version: Ints, advertiser: Ints, before: Ints) -> float | None:
    """How well the answer before agrees with this one, over the versions that both know."""
    if not len(before):
        return None
    row = np.minimum(np.searchsorted(version, before[:, 0]), len(version) - 1)
    both = version[row] == before[:, 0]
    return pair_agreement(advertiser[row[both]], before[both, 2])
