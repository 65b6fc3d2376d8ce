"""What persons said of pairs, as the linkage takes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from adwatch.domain.decisions import Decision, Word
from adwatch.resolve.table import Decided, VersionTable


def with_decisions(table: VersionTable, decisions: Iterable[Decision]) -> VersionTable:
    """`table` with what was said of its rows; a pair of which somebody is unsure is left to the score."""
    row_of = {version: row for row, version in enumerate(table.version.tolist())}
    said = [
        (row_of[each.left_id], row_of[each.right_id], each.said is Word.SAME)
        for each in decisions
        if each.said is not Word.UNSURE and each.left_id in row_of and each.right_id in row_of
    ]
    columns = np.array(said, np.int32).reshape(-1, 3)
    return replace(table, decided=Decided(columns[:, 0], columns[:, 1], columns[:, 2].astype(np.bool_)))
