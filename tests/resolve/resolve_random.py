"""Version tables of nothing but chance: no sense, every shape that a store could hold."""

import numpy as np

from adwatch.domain.features import FeatureKind
from adwatch.resolve.table import Sightings, Tokens, VersionTable

NAMES = ("", "Anna", "Ana", "Annabel", "Ünï", "李", "a b", "x" * 200)
DAY = 18_000


def random_table(seed):
    """A table of up to 200 rows."""
    chance = np.random.default_rng(seed)
    rows = int(chance.choice([0, 1, 2, 3, 10, 60, 200]))
    values = int(chance.choice([1, 2, 5, 50, 1000]))
    places = int(chance.choice([1, 3, 30]))
    first = (DAY + chance.integers(0, 400, rows)).astype(np.int32)
    unknown = [chance.random(rows) < chance.random() for _ in range(3)]
    named = chance.random() < 0.7
    return VersionTable(
        version=np.arange(rows, dtype=np.int64) * 3,
        advert=chance.integers(0, max(1, rows), rows).astype(np.int64),
        board=chance.integers(0, 4, rows).astype(np.int32),
        first_night=first,
        last_night=(first + chance.integers(0, 20, rows)).astype(np.int32),
        age=np.where(unknown[0], -1, chance.integers(18, 99, rows)).astype(np.int16),
        price=np.where(unknown[1], np.nan, chance.choice([0.0, 50, 100, 150, 1e6], rows)).astype(np.float32),
        persons=chance.integers(0, 3, rows).astype(np.int8),
        languages=chance.integers(0, 16, rows).astype(np.uint32),
        tokens={kind: _tokens(chance, rows, float(chance.choice([0, 0.5, 3])), values) for kind in FeatureKind},
        signature=_signatures(chance, rows),
        has_text=unknown[2],
        sightings=_sightings(chance, rows, places),
        municipality_xy=chance.random((places, 2)) * 200,
        alias=[NAMES[one] for one in chance.integers(0, len(NAMES), rows)] if named else None,
        photos=_tokens(chance, rows, float(chance.choice([0, 1])), values),
    )


def _tokens(chance, rows, each, values):
    count = int(chance.poisson(rows * each)) if rows else 0
    code = np.unique(chance.integers(0, max(rows, 1), count) * values + chance.integers(0, values, count))
    return Tokens((code // values).astype(np.int32), (code % values).astype(np.uint64))


def _signatures(chance, rows):
    texts = chance.integers(0, 2**32, (int(chance.choice([1, 3, 40])), 128), np.uint32)
    signature = texts[chance.integers(0, len(texts), rows)]
    slips = chance.random(signature.shape) < chance.choice([0, 0.1, 0.6])
    signature[slips] = chance.integers(0, 2**32, int(slips.sum()), np.uint32)
    return signature


def _sightings(chance, rows, places):
    count = int(chance.poisson(rows * 2)) if rows else 0
    row = np.sort(chance.integers(0, max(rows, 1), count)).astype(np.int32)
    night = (DAY + chance.integers(0, 400, count)).astype(np.int32)
    return Sightings(row=row, night=night, municipality=chance.integers(0, places, count).astype(np.int32))
