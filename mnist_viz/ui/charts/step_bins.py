"""Sums and extremes of ever longer bins of a record, kept up as it grows.

A record of a million steps must cost no more to draw than one of a hundred. So
bins of 32, 64, 128, … steps are kept beside it. Sums are never subtracted from one
another: after a loss of 1e30 the difference of two running sums means nothing.
"""

import itertools

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training.step_record import Record, StepRecord, spread_of
from mnist_viz.ui.charts.growing_table import GrowingTable

LOW, HIGH, SUM, COUNT = range(4)
"""Columns of a table of bins: of the finite numbers the smallest, the largest, sum, how many."""

_LEAST_BIN = 32
_QUICK = 4096  # so many entries are faster summed than put together from their bins


class StepBins:
    """A record, and the bins that are complete in it."""

    def __init__(self) -> None:
        self._record: Record = np.empty(0, dtype=np.float32)
        self._levels = [GrowingTable(4)]

    def follow(self, record: Record) -> None:
        """Take in a record; if it continues the last one, only what is new costs time.

        Parameters
        ----------
        record : float32, shape (steps,), or StepRecord
            May also be a beginning of the last one. It is kept, not copied.
        """
        if not self._continued_by(record):
            self._levels = [GrowingTable(4)]
        elif len(record) <= len(self._record):
            return
        self._record = record
        self._take_in()

    def between(self, begin: int, end: int, size: int, length: int) -> NDArray[np.float64]:
        """Return some bins of the first `length` entries.

        Parameters
        ----------
        begin, end : int
            Bin b holds the entries from b · size on.
        size : int
            A power of two.
        length : int
            The last bin ends here if it is not full by then.

        Returns
        -------
        float64, shape (end - begin, 4)
            The caller's own. Without finite numbers, low is inf and high is -inf.
        """
        if end <= begin:
            return np.empty((0, 4))
        full = max(begin, min(end, length // size))
        if size < _LEAST_BIN:
            table = table_of(self._record, begin * size, full * size, size)
        else:
            table = self._level_of(size).rows(begin, full)
        if full == end:
            return table.copy()
        return np.concatenate([table, self._unfinished(full * size, length)])

    def _continued_by(self, record: Record) -> bool:
        shared = min(len(record), len(self._record))
        # What has gone into bins since cannot be compared.
        first = max(split_of(record), split_of(self._record))
        return shared <= first or all(
            _same(record[at], self._record[at]) for at in (first, shared - 1)
        )

    def _take_in(self) -> None:
        """Bring the bins up to date, from the smallest to the largest."""
        known, full = len(self._levels[0]), len(self._record) // _LEAST_BIN
        if full == known:
            return
        start, stop = known * _LEAST_BIN, full * _LEAST_BIN
        self._levels[0].append(table_of(self._record, start, stop, _LEAST_BIN))
        for number in itertools.count(1):
            below = self._levels[number - 1]
            if len(below) < 2:
                return
            if number == len(self._levels):
                self._levels.append(GrowingTable(4))
            level = self._levels[number]
            known, full = len(level), len(below) // 2
            if full == known:
                return
            level.append(_pairs_merged(below.rows(2 * known, 2 * full)))

    def _level_of(self, size: int) -> GrowingTable:
        number = (size // _LEAST_BIN).bit_length() - 1
        return self._levels[number] if number < len(self._levels) else GrowingTable(4)

    def _unfinished(self, start: int, length: int) -> NDArray[np.float64]:
        """Return one row for the entries from `start`, where a bin begins, to `length`."""
        parts = []
        for number in reversed(range(len(self._levels))):
            size = _LEAST_BIN << number
            if size <= _QUICK:
                break
            if length - start >= size and start % size == 0:
                bin_number = start // size
                parts.append(self._levels[number].rows(bin_number, bin_number + 1))
                start += size
        if start < length:
            parts.append(table_of(self._record, start, length, length - start))
        if len(parts) == 1:
            return parts[0].copy()
        row = np.concatenate(parts)
        return np.array([[row[:, LOW].min(), row[:, HIGH].max(), *row[:, SUM:].sum(axis=0)]])


def table_of(record: Record, start: int, stop: int, size: int) -> NDArray[np.float64]:
    """Return a row of (low, high, sum, count) for each `size` entries from `start` to `stop`."""
    lows, values, highs = spread_of(record, start, stop)
    rows = values.reshape(-1, size)
    table = np.empty((len(rows), 4))
    if np.isfinite(values).all():
        lows.reshape(-1, size).min(axis=1, out=table[:, LOW])
        highs.reshape(-1, size).max(axis=1, out=table[:, HIGH])
        rows.sum(axis=1, out=table[:, SUM], dtype=np.float64)
        table[:, COUNT] = size
    else:
        finite = np.isfinite(rows)
        rows.min(axis=1, out=table[:, LOW], where=finite, initial=np.inf)
        rows.max(axis=1, out=table[:, HIGH], where=finite, initial=-np.inf)
        rows.sum(axis=1, out=table[:, SUM], where=finite, dtype=np.float64)
        finite.sum(axis=1, out=table[:, COUNT])
    return table


def split_of(record: Record) -> int:
    """Return the first entry that is kept singly."""
    return record.split if isinstance(record, StepRecord) else 0


def _same(a: np.float32, b: np.float32) -> bool:
    return bool(a == b or (a != a and b != b))  # noqa: PLR0124 - NaN is NaN


def _pairs_merged(table: NDArray[np.float64]) -> NDArray[np.float64]:
    left, right = table[0::2], table[1::2]
    merged = left + right
    np.minimum(left[:, LOW], right[:, LOW], out=merged[:, LOW])
    np.maximum(left[:, HIGH], right[:, HIGH], out=merged[:, HIGH])
    return merged
