"""Counts per night: who is seen, who enters, who leaves."""

from __future__ import annotations

from datetime import date

import numpy as np

from adwatch.domain.figures import NightFigure
from adwatch.measure.coverage import NightCoverage
from adwatch.measure.observed import Int32Array, Int64Array, Observed, night_date
from adwatch.measure.stays import Stays


def night_figures(
    observed: Observed,
    stays: Stays,
    coverage: NightCoverage,
    municipality: str,
    name: str,
    first: date,
    last: date,
) -> list[NightFigure]:
    """The figure of each night from `first` to `last` in one area: a municipality, or a province taken as one.

    `observed`, `stays` and `coverage` are those of the area over all nights on record. On a gap night every count is
    `None`. `left` is `None` too while someone last seen the night before may still be there.
    """
    window = coverage.between(first, last)
    start, length = window.first, len(window.share)
    counts = zip(
        window.covered.tolist(),
        distinct_per_night(observed.night, observed.advert, start, length).tolist(),
        distinct_per_night(observed.night, observed.advertiser, start, length).tolist(),
        per_night(stays.first, start, length).tolist(),
        _left(stays, start, length),
        window.share.tolist(),
        strict=True,
    )
    return [
        NightFigure(municipality, name, night_date(start + offset), adverts, advertisers, entered, left, share)
        if covered
        else NightFigure(municipality, name, night_date(start + offset), None, None, None, None, share)
        for offset, (covered, adverts, advertisers, entered, left, share) in enumerate(counts)
    ]


def distinct_per_night(night: Int32Array, ids: Int64Array, start: int, length: int) -> Int64Array:
    """How many different `ids` are seen on each of `length` nights from night number `start` on."""
    order = np.lexsort((ids, night))
    night, ids = night[order], ids[order]
    new = np.ones(len(night), dtype=np.bool_)
    new[1:] = (night[1:] != night[:-1]) | (ids[1:] != ids[:-1])
    return per_night(night[new], start, length)


def per_night(night: Int32Array, start: int, length: int) -> Int64Array:
    """How many of the night numbers fall on each of `length` nights from `start` on."""
    inside = night[(night >= start) & (night < start + length)]
    counts: Int64Array = np.bincount(inside - start, minlength=length)
    return counts


def _left(stays: Stays, start: int, length: int) -> list[int | None]:
    """Stays over since the night before, per night; `None` where one of them may not be over yet."""
    over = per_night(stays.last + 1, start, length).tolist()
    open_ended = per_night(stays.last[stays.right_censored] + 1, start, length).tolist()
    return [None if unsure else left for left, unsure in zip(over, open_ended, strict=True)]
