"""Small factories for nights, coverage rows and sightings."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from adwatch.domain.coverage import Coverage, CoverageStatus
from adwatch.measure.coverage import NightCoverage
from adwatch.measure.observed import Observed, night_number

START = date(2021, 1, 1)


def night(offset):
    return START + timedelta(days=offset)


def row(offset, board="a", municipality="GM1", status=CoverageStatus.COMPLETE, adverts=0):
    return Coverage(board, municipality, night(offset), status, adverts=adverts)


def coverage(pattern):
    """`#` a covered night, `.` a gap, from START on."""
    return NightCoverage(night_number(START), np.array([1.0 if mark == "#" else 0.5 for mark in pattern]))


def observed(rows, origins=()):
    """Rows of (night offset, advert, posting, advertiser, origin)."""
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    return Observed(
        night=(table[:, 0] + night_number(START)).astype(np.int32),
        advert=table[:, 1],
        posting=table[:, 2],
        advertiser=table[:, 3],
        origin=table[:, 4].astype(np.int32),
        origins=tuple(origins),
    )


def seen(*pairs):
    """Sightings of (night offset, advertiser), each advertiser with one advert."""
    return observed([(offset, who, who, who, -1) for offset, who in pairs])
