"""A number a step, for millions of steps: the last singly, those before in bins.

An hour of training has tens of millions of steps; kept singly they would fill the memory that the
network's past is to have. A bin tells the smallest, the mean and the largest of its steps.
"""

from typing import Any, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

BIN = 64
"""Steps in a bin; every bin begins at a multiple of it."""

LOW, MEAN, HIGH = range(3)
"""Columns of bins."""

_NO_BINS = np.empty((0, 3), dtype=np.float32)
_NO_BINS.flags.writeable = False


class StepRecord:
    """What one number was at every step; entry k belongs to step k + 1. Immutable.

    It is indexed, sliced and measured as an array of all steps would be; entries in bins are
    means.

    Parameters
    ----------
    single : float32, shape (n,)
        Of the last steps.
    bins : float32, shape (m, 3)
        `LOW`, `MEAN` and `HIGH` of `BIN` steps each, before those.
    """

    __slots__ = ("bins", "single", "split")

    def __init__(self, single: NDArray[np.float32], bins: NDArray[np.float32] = _NO_BINS) -> None:
        for array in (single, bins):
            array.flags.writeable = False
        self.single = single
        self.bins = bins
        self.split = BIN * len(bins)

    def __len__(self) -> int:
        return self.split + len(self.single)

    @overload
    def __getitem__(self, key: int) -> np.float32: ...

    @overload
    def __getitem__(self, key: slice | NDArray[np.integer[Any]]) -> NDArray[np.float32]: ...

    def __getitem__(
        self, key: int | slice | NDArray[np.integer[Any]]
    ) -> np.float32 | NDArray[np.float32]:
        if isinstance(key, slice):
            start, stop, step = key.indices(len(self))
            assert step == 1, "steps follow one another"
            return self._column(start, max(start, stop), MEAN)
        if isinstance(key, np.ndarray):
            if not self.split:
                return np.asarray(self.single[key])
            found = np.empty(key.shape, dtype=np.float32)
            is_binned = key < self.split
            found[is_binned] = self.bins[key[is_binned] // BIN, MEAN]
            found[~is_binned] = self.single[key[~is_binned] - self.split]
            return found
        place = range(len(self))[key]
        value = self.bins[place // BIN, MEAN] if place < self.split else self._single_at(place)
        return np.float32(value)

    def _single_at(self, place: int) -> np.float32:
        return np.float32(self.single[place - self.split])

    def __array__(
        self,
        dtype: np.dtype[Any] | None = None,
        copy: bool | None = None,
    ) -> NDArray[Any]:
        whole = self._column(0, len(self), MEAN)
        return np.array(whole, dtype=dtype) if dtype is not None or copy else whole

    def max(self) -> float:
        """Return the largest number of all."""
        parts = (self.bins[:, HIGH], self.single)
        return float(max(part.max() for part in parts if len(part)))

    def spread(
        self, start: int, stop: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Return, for some entries, the smallest, the mean and the largest that each stands for."""
        if start >= self.split:
            single = self._column(start, stop, MEAN)
            return single, single, single
        return (
            self._column(start, stop, LOW),
            self._column(start, stop, MEAN),
            self._column(start, stop, HIGH),
        )

    def up_to(self, step: int) -> "StepRecord":
        """Return the record of the first steps; it goes on from there singly."""
        if step >= self.split:
            return StepRecord(self.single[: step - self.split], self.bins)
        full = step // BIN
        rest = np.repeat(self.bins[full : full + 1, MEAN], step - full * BIN)
        return StepRecord(rest, self.bins[:full])

    def extended(self, single: NDArray[np.float32]) -> "StepRecord":
        """Return the record with more steps."""
        return StepRecord(np.concatenate([self.single, single]), self.bins)

    def _column(self, start: int, stop: int, column: int) -> NDArray[np.float32]:
        split = self.split
        if start >= split:
            return self.single[start - split : stop - split]
        bins = self.bins[start // BIN : -(-min(stop, split) // BIN), column]
        first = start - start // BIN * BIN
        spread = np.repeat(bins, BIN)[first : first + min(stop, split) - start]
        if stop <= split:
            return spread
        return np.concatenate([spread, self.single[: stop - split]])


Record: TypeAlias = NDArray[np.float32] | StepRecord
"""Numbers of steps, however they are kept."""


def binned(single: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the bins of so many steps, a multiple of `BIN`."""
    rows = single.reshape(-1, BIN)
    means = rows.mean(axis=1, dtype=np.float64)
    return np.stack([rows.min(axis=1), means, rows.max(axis=1)], axis=1).astype(np.float32)


def spread_of(
    record: Record, start: int, stop: int
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return, for some entries, the smallest, the mean and the largest that each stands for."""
    if isinstance(record, StepRecord):
        return record.spread(start, stop)
    single = record[start:stop]
    return single, single, single
