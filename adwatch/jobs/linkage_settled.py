"""What becomes, in the store, of versions whose tokens have expired when others are linked anew."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from adwatch.resolve.settled import ADVERTISER, NETWORK, POSTING, follow
from adwatch.resolve.table import Ints
from adwatch.store import linking
from adwatch.store.session import Connection


def keep_settled(connection: Connection, settled: Ints, before: Ints, now: Ints, sure: Mapping[int, float]) -> None:
    """Write where the settled versions stand, once the others' new answer is written.

    settled, before, now: version, posting, advertiser and network of the settled versions, and of those that were
    linked anew, before and after. sure: how sure each settled version's posting was.
    """
    if not len(settled):
        return
    after = follow(settled, before, now)
    linking.write_postings(connection, zip(after[:, 0].tolist(), after[:, POSTING].tolist(), strict=True))
    alone = after[~np.isin(after[:, POSTING], now[:, POSTING])]
    rows = {
        posting: {
            "posting_id": posting,
            "advertiser_id": advertiser,
            "network_id": network,
            "confidence": sure.get(posting, 1.0),
        }
        for posting, advertiser, network in alone[:, [POSTING, ADVERTISER, NETWORK]].tolist()
    }
    linking.write_memberships(connection, rows.values())
