"""Sightings and coverage of the store, as measures take them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from adwatch.jobs.office import Office
from adwatch.measure.coverage import CoverageGrid, coverage_grid
from adwatch.measure.observed import Observed
from adwatch.store import boards
from adwatch.store.linkage import ResolvedSighting


def read_coverage(office: Office) -> CoverageGrid:
    """All coverage on record."""
    with office.store.begin() as connection:
        return coverage_grid(boards.crawled_coverage(connection), boards.imported_coverage(connection))


def observed_of(rows: Sequence[ResolvedSighting]) -> Observed:
    """These sightings as columns."""
    origins = tuple(sorted({row.origin for row in rows if row.origin}))
    index = {origin: place for place, origin in enumerate(origins)}
    return Observed(
        night=np.array([row.night for row in rows], np.int32),
        advert=np.array([row.advert_id for row in rows], np.int64),
        posting=np.array([row.posting_id for row in rows], np.int64),
        advertiser=np.array([row.advertiser_id for row in rows], np.int64),
        origin=np.array([index[row.origin] if row.origin else -1 for row in rows], np.int32),
        origins=origins,
    )
