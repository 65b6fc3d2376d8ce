"""The figure of a period: unique adverts and advertisers, their spread over the nights, their origin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from adwatch.domain.figures import PeriodFigure, Spread
from adwatch.measure.counts import distinct_per_night
from adwatch.measure.coverage import NightCoverage
from adwatch.measure.observed import Int64Array, Observed
from adwatch.measure.origin import origin_shares


def period_figure(
    observed: Observed,
    coverage: NightCoverage,
    municipality: str,
    name: str,
    first: date,
    last: date,
    region_of: Callable[[str], str],
) -> PeriodFigure:
    """The figure of one area from `first` to `last`, both included.

    Whoever is sighted counts as unique, on a gap night too: they were seen. Least, mean and greatest are taken over
    the covered nights alone, those without a sighting included.
    """
    seen, window = observed.between(first, last), coverage.between(first, last)
    advertisers = distinct_per_night(seen.night, seen.advertiser, window.first, len(window.share))
    return PeriodFigure(
        municipality=municipality,
        name=name,
        first=first,
        last=last,
        unique_adverts=len(np.unique(seen.posting)),
        unique_advertisers=len(np.unique(seen.advertiser)),
        advertisers_per_night=spread(advertisers[window.covered]),
        origin=origin_shares(seen, region_of),
        nights=len(window.share),
        nights_covered=window.nights_covered,
    )


def spread(counts: Int64Array) -> Spread:
    """The least, mean and greatest of the counts."""
    if not len(counts):
        return Spread(None, None, None)
    return Spread(int(counts.min()), float(counts.mean()), int(counts.max()))
