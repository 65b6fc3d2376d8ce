"""Which versions of one advertiser are one unique advert: a repost, an edit, or a copy on another board."""

from __future__ import annotations

import numpy as np

from adwatch.resolve.compare.near_text import text_similarity
from adwatch.resolve.index import Index
from adwatch.resolve.pairing import Pairs, components
from adwatch.resolve.settings import LinkageSettings
from adwatch.resolve.table import Bools, Ints, Rows, VersionTable


def find_postings(index: Index, pairs: Pairs, advertiser: Ints, settings: LinkageSettings) -> Ints:
    """One dense label per row; a posting never spans two advertisers, and a wholly new text is a new posting."""
    table = index.table
    inside = advertiser[pairs.left] == advertiser[pairs.right]
    left, right = pairs.left[inside], pairs.right[inside]
    same_advert = table.advert[left] == table.advert[right]
    similarity = text_similarity(index, left, right)
    least = np.where(same_advert, settings.same_posting_edited, settings.same_posting)
    both = table.has_text[left] & table.has_text[right]
    neither = ~(table.has_text[left] | table.has_text[right])
    one = np.where(both, similarity >= least, same_advert | (neither & _otherwise_equal(table, left, right)))
    return components(left[one].astype(np.int64), right[one].astype(np.int64), len(table))


def _otherwise_equal(table: VersionTable, left: Rows, right: Rows) -> Bools:
    """Adverts without a text to compare are one posting where age and price are the same, unknown included."""
    price = np.nan_to_num(table.price, nan=-1)
    result: Bools = (table.age[left] == table.age[right]) & (price[left] == price[right])
    return result
