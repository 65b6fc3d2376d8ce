"""From stored versions to postings, advertisers and networks: a night's versions, or all."""

from __future__ import annotations

from adwatch.jobs.linkage_full import link_all
from adwatch.jobs.linkage_night import link_night
from adwatch.jobs.linkage_result import ResolveResult
from adwatch.jobs.linkage_table import build_table
from adwatch.jobs.linkage_weights import KeptWeights
from adwatch.jobs.office import Office
from adwatch.specs.mandate import Purpose
from adwatch.store import linking

__all__ = ["ResolveResult", "build_table", "resolve"]

MOST_GROWTH = 1.25
"""How many times as many versions as at the last full run there may be: what was learned of them then is then old."""


def resolve(office: Office, *, full: bool = False, train: bool = False) -> ResolveResult:
    """Link what is new or changed since the last run, or all with `full`; ids live on, merges and splits are recorded.

    With `train` all is linked, by weights that are learned anew; else by those that were learned before.

    All is linked, too, on the first run, and when there are `MOST_GROWTH` times as many versions as when all was linked
    last: until then a night is judged by the weights that were learned then. Content that is still held is opened
    under the audit trail, one line for the batch.
    """
    office.mandate.require(Purpose.FIGURES, office.today)
    with office.store.begin() as connection:
        state = linking.state(connection)
        versions = linking.count_versions(connection)
    known, kept = int(state.get("versions", 0)), KeptWeights.of(state.get("weighing", ""))
    other_facts = kept is None and bool(state.get("weighing"))
    if train or not known or other_facts or versions > known * MOST_GROWTH:
        return link_all(office)
    return link_all(office, kept) if full else link_night(office, state)
