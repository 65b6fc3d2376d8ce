"""Origin as advertised: which share of a period's adverts and advertisers states which region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from adwatch.domain.figures import UNKNOWN_REGION, OriginShare
from adwatch.measure.observed import BoolArray, Int64Array, Observed


@dataclass(frozen=True, slots=True)
class ShareBounds:
    """Between which shares the truth lies, whatever the unknown ones are: (least, greatest), 0 to 1."""

    adverts: tuple[float, float] | None
    advertisers: tuple[float, float] | None


def origin_shares(observed: Observed, region_of: Callable[[str], str]) -> tuple[OriginShare, ...]:
    """The regions of origin of the unique adverts (postings) and advertisers sighted in `observed`, a period's rows.

    `region_of` groups an origin's code. Regions come in descending order of adverts; `unknown` is always there, last.
    """
    adverts = _per_region(observed, observed.posting, region_of)
    advertisers = _per_region(observed, observed.advertiser, region_of)
    return share_rows(adverts, advertisers)


def share_rows(adverts: Counter[str], advertisers: Counter[str]) -> tuple[OriginShare, ...]:
    """The rows of `origin_shares`, from how many unique adverts and advertisers there are of each region."""
    regions = (adverts.keys() | advertisers.keys()) - {UNKNOWN_REGION}
    ordered = sorted(regions, key=lambda region: (-adverts[region], -advertisers[region], region))
    return tuple(_share_row(region, adverts, advertisers) for region in [*ordered, UNKNOWN_REGION])


def bounds(row: OriginShare, unknown: OriginShare) -> ShareBounds:
    """A region's share if none of the unknown were from there, and if all of them were."""
    return ShareBounds(
        adverts=_between(row.share_adverts, unknown.share_adverts),
        advertisers=_between(row.share_advertisers, unknown.share_advertisers),
    )


def prevailing_origin(observed: Observed, ids: Int64Array) -> tuple[Int64Array, Int64Array]:
    """Each different id and the origin on most of its sightings, as an index into `observed.origins`.

    Sightings that state none don't vote; -1 where no sighting states one. Of equally frequent origins the one stated
    most recently holds, then the one whose code sorts first.
    """
    unique = np.unique(ids)
    origin = np.full(len(unique), -1, dtype=np.int64)
    stated = observed.origin >= 0
    owner, code, votes, latest = _votes(observed, ids, stated)
    rank = np.argsort(np.argsort(np.array(observed.origins, dtype=np.str_)))
    order = np.lexsort((-rank[code], latest, votes, owner))
    owner, code = owner[order], code[order]
    best = _before(_changes(owner))
    origin[np.searchsorted(unique, owner[best])] = code[best]
    return unique, origin


def _votes(
    observed: Observed, ids: Int64Array, stated: BoolArray
) -> tuple[Int64Array, Int64Array, Int64Array, Int64Array]:
    """Each pair of id and stated origin, with its number of sightings and the last night of one."""
    owner, code, night = ids[stated], observed.origin[stated].astype(np.int64), observed.night[stated]
    order = np.lexsort((night, code, owner))
    owner, code, night = owner[order], code[order], night[order]
    new = _changes(owner) | _changes(code)
    starts, ends = np.flatnonzero(new), np.flatnonzero(_before(new))
    return owner[starts], code[starts], ends - starts + 1, night[ends].astype(np.int64)


def _changes(values: Int64Array) -> BoolArray:
    """Where a value differs from the one before it; the first always does."""
    changed = np.ones(len(values), dtype=np.bool_)
    changed[1:] = values[1:] != values[:-1]
    return changed


def _before(starts: BoolArray) -> BoolArray:
    """Where a run ends: just before the next start. The first start, which is always true, comes round to the end."""
    return np.roll(starts, -1)


def _per_region(observed: Observed, ids: Int64Array, region_of: Callable[[str], str]) -> Counter[str]:
    """How many different ids prevail in each region."""
    regions = [region_of(code) for code in observed.origins]
    _, origin = prevailing_origin(observed, ids)
    return Counter(regions[index] if index >= 0 else UNKNOWN_REGION for index in origin.tolist())


def _share_row(region: str, adverts: Counter[str], advertisers: Counter[str]) -> OriginShare:
    """One region's counts with their shares in all."""
    return OriginShare(
        region=region,
        adverts=adverts[region],
        advertisers=advertisers[region],
        share_adverts=_part(adverts[region], adverts.total()),
        share_advertisers=_part(advertisers[region], advertisers.total()),
    )


def _part(count: int, total: int) -> float | None:
    """The share of `count` in `total`."""
    return count / total if total else None


def _between(known: float | None, unknown: float | None) -> tuple[float, float] | None:
    """From the known share to the known and unknown ones together."""
    return None if known is None or unknown is None else (known, min(1.0, known + unknown))
