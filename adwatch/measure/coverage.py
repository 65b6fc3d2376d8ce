"""Which share of a night could be seen, per area.

The share is the weight of the cells that were read completely over the weight of all cells that were expected; a cell
is one board in one municipality. Its weight on a night is its mean number of adverts over its last 28 completely read
nights before that night. All cells weigh the same where one of those expected has fewer than 7 such nights, or where
none of them carried an advert.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from adwatch.domain.coverage import Coverage, CoverageStatus
from adwatch.measure.definitions import COVERED_SHARE, WEIGHT_LEAST, WEIGHT_WINDOW
from adwatch.measure.observed import BoolArray, Int32Array, Int64Array, night_date, night_number

FloatArray: TypeAlias = NDArray[np.float64]
Cell: TypeAlias = tuple[bool, str, str]
"""Whether the board is imported, the board, the municipality."""

SHARE_DECIMALS = 9
"""Sums of floating-point weights are rounded to this, so that a share of exactly 80 % stays one."""


class CellState(IntEnum):
    """What is on record of one cell on one night."""

    NO_ROW = 0
    READ = 1
    NOT_READ = 2
    DISALLOWED = 3


STATES: Mapping[CoverageStatus, CellState] = MappingProxyType(
    {
        CoverageStatus.COMPLETE: CellState.READ,
        CoverageStatus.PARTIAL: CellState.NOT_READ,
        CoverageStatus.FAILED: CellState.NOT_READ,
        CoverageStatus.BARRED: CellState.NOT_READ,
        CoverageStatus.DISALLOWED: CellState.DISALLOWED,
    }
)
ROW = np.dtype([("cell", np.int32), ("night", np.int32), ("state", np.int8), ("adverts", np.int32)])


@dataclass(frozen=True, eq=False)
class NightCoverage:
    """The coverage of consecutive nights in one area, from night number `first` on; nights outside have none."""

    first: int
    share: FloatArray

    @cached_property
    def covered(self) -> BoolArray:
        """Which nights are no gap."""
        return self.share >= COVERED_SHARE.value

    @cached_property
    def _running(self) -> Int64Array:
        return np.concatenate(([0], np.cumsum(self.covered, dtype=np.int64)))

    @property
    def nights_covered(self) -> int:
        """How many nights are no gap."""
        return int(self._running[-1])

    def covered_before(self, nights: Int32Array) -> Int64Array:
        """For each night number, how many covered nights lie before it."""
        counts: Int64Array = self._running[np.clip(nights - self.first, 0, len(self.share))]
        return counts

    def covered_after(self, nights: Int32Array) -> Int64Array:
        """For each night number, how many covered nights lie after it."""
        return self.nights_covered - self.covered_before(nights + 1)

    def between(self, first: date, last: date) -> NightCoverage:
        """The coverage from `first` to `last`, both included, with a share of 0 where nothing is known."""
        start, length = night_number(first), (last - first).days + 1
        if length < 1:
            raise ValueError(f"a period ends before it starts: {first} to {last}")
        share = np.zeros(length)
        low, high = max(start, self.first), min(start + length, self.first + len(self.share))
        if low < high:
            share[low - start : high - start] = self.share[low - self.first : high - self.first]
        return NightCoverage(start, share)

    def by_night(self) -> dict[date, float]:
        """The share of each night, 0 to 1."""
        return {night_date(self.first + offset): float(share) for offset, share in enumerate(self.share)}


@dataclass(frozen=True, slots=True, eq=False)
class CoverageGrid:
    """All coverage on record as arrays of shape (cells, nights), from night number `first` on."""

    first: int
    municipalities: tuple[str, ...]
    expected: BoolArray
    read: BoolArray
    adverts: Int32Array

    def of_area(self, municipalities: Collection[str]) -> NightCoverage:
        """The coverage of the municipalities (CBS codes) taken as one area, for every night on record."""
        wanted = frozenset(municipalities)
        cells = [cell for cell, code in enumerate(self.municipalities) if code in wanted]
        return NightCoverage(self.first, _share(self.expected[cells], self.read[cells], self.adverts[cells]))


def coverage_grid(crawled: Sequence[Coverage], imported: Sequence[Coverage]) -> CoverageGrid:
    """Lay out the coverage rows, once for all areas; of two rows on one cell and night the later one holds.

    The rows must reach back to the first night on record, because weights look back and a crawled cell is expected
    from its first row on. An imported board has a row for each night with a record in each municipality it ever named.
    """
    cells: dict[Cell, int] = {}
    rows = np.fromiter(_rows(crawled, imported, cells), dtype=ROW)
    first = int(rows["night"].min()) if len(rows) else 0
    shape = (len(cells), int(rows["night"].max()) - first + 1 if len(rows) else 0)
    state, adverts = np.zeros(shape, dtype=np.int8), np.zeros(shape, dtype=np.int32)
    state[rows["cell"], rows["night"] - first] = rows["state"]
    adverts[rows["cell"], rows["night"] - first] = rows["adverts"]
    return CoverageGrid(
        first=first,
        municipalities=tuple(municipality for _, _, municipality in cells),
        expected=_expected(state, tuple(cells)),
        read=state == CellState.READ,
        adverts=adverts,
    )


def coverage_share(
    crawled: Sequence[Coverage],
    imported: Sequence[Coverage],
    municipalities: Collection[str],
    first: date,
    last: date,
) -> dict[date, float]:
    """The coverage of one area for each night from `first` to `last`; for many areas lay out one grid instead."""
    return coverage_grid(crawled, imported).of_area(municipalities).between(first, last).by_night()


def _rows(
    crawled: Sequence[Coverage], imported: Sequence[Coverage], cells: dict[Cell, int]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield each row as numbers, numbering the cells in `cells` as they appear."""
    epoch = date(1970, 1, 1).toordinal()
    for is_import, source in ((False, crawled), (True, imported)):
        for row in source:
            cell = cells.setdefault((is_import, row.board, row.municipality), len(cells))
            yield cell, row.night.toordinal() - epoch, STATES[row.status], row.adverts


def _expected(state: NDArray[np.int8], cells: Sequence[Cell]) -> BoolArray:
    """Which cells were to be read on which night: a crawled one from its first row on, unless it is disallowed."""
    on_record = state != CellState.NO_ROW
    expected: BoolArray = np.logical_or.accumulate(on_record, axis=1) & (state != CellState.DISALLOWED)
    for board in {board for is_import, board, _ in cells if is_import}:
        own = [index for index, cell in enumerate(cells) if cell[:2] == (True, board)]
        nights = np.flatnonzero(on_record[own].any(axis=0))
        expected[own] = False
        expected[own, nights[0] : nights[-1] + 1] = True
    return expected


def _share(expected: BoolArray, read: BoolArray, adverts: Int32Array) -> FloatArray:
    """The weight of what was read over the weight of what was expected, per night; 0 where nothing was expected."""
    mean, nights_read = _mean_of_last_reads(read, adverts)
    known = np.all(~expected | (nights_read >= WEIGHT_LEAST.value), axis=0)
    weighty = np.any(expected & (mean > 0), axis=0)
    weight = np.where(expected, np.where(known & weighty, mean, 1.0), 0.0)
    total = weight.sum(axis=0)
    part = np.where(read, weight, 0.0).sum(axis=0)
    share: FloatArray = np.divide(part, total, out=np.zeros_like(total), where=total > 0).round(SHARE_DECIMALS)
    return share


def _mean_of_last_reads(read: BoolArray, adverts: Int32Array) -> tuple[FloatArray, Int64Array]:
    """For each cell and night the mean adverts over the last completely read nights before it, and how many there were.

    One running sum goes through all cells' read nights in a row; each mean is the difference of two of its values.
    """
    running = np.cumsum(read, axis=1, dtype=np.int64)
    before: Int64Array = running - read
    total = np.concatenate(([0], np.cumsum(adverts[read], dtype=np.int64)))
    reads_per_cell = np.count_nonzero(read, axis=1)
    start = (np.cumsum(reads_per_cell) - reads_per_cell)[:, np.newaxis]
    window = np.minimum(before, WEIGHT_WINDOW.value)
    newest = start + before
    return (total[newest] - total[newest - window]) / np.maximum(window, 1), before
