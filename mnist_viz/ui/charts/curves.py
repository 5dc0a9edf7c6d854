"""A long series of numbers, reduced to what a screen can show, with nothing hidden."""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training.step_record import BIN, Record
from mnist_viz.ui.charts.step_bins import COUNT, HIGH, LOW, SUM, StepBins, split_of, table_of

Floats = NDArray[np.float64]

SMOOTHING_STEPS = 50
"""How many steps the smoothed line averages, where its points are not farther apart."""

_FEW = 8  # entries in a bin that are quickly compared anew
_EARLY = 4  # before step 200, the last quarter: the loss falls too fast for a mean of all


class Envelope(NamedTuple):
    """What lies between two steps, bin by bin.

    Attributes
    ----------
    steps : float64, shape (bins,)
        The middle of each bin.
    low, high : float64, shape (bins,)
        Its smallest and largest finite number; NaN if it has none.
    broken : bool, shape (bins,)
        Whether some number in it is not finite.
    apart : bool
        Whether the bins are longer than was asked for, as no shorter ones are known.
    """

    steps: Floats
    low: Floats
    high: Floats
    broken: NDArray[np.bool_]
    apart: bool = False

    def outline(self) -> tuple[Floats, Floats]:
        """Return one line, x and y, that touches the two ends of every bin; NaN is a gap."""
        if self.low is self.high:
            return self.steps, self.low
        if self.apart:  # from bin to bin it would look like the losses' own course
            gaps = np.full(len(self.low), np.nan)
            ends = np.stack([self.low, self.high, gaps], axis=1)
            return np.repeat(self.steps, 3), ends.ravel()
        return _up_and_down(self.steps, self.low, self.high)


class LongSeries:
    """Numbers of which there is one a step, starting with step 1, and ever more."""

    def __init__(self) -> None:
        self._values: Record = np.empty(0, dtype=np.float32)
        self._all_bins = StepBins()

    def __len__(self) -> int:
        return len(self._values)

    def follow(self, values: Record) -> None:
        """Take in a record; if it continues the last one, only what is new costs time.

        Parameters
        ----------
        values : float32, shape (steps,), or StepRecord
            May also be a beginning of the last one. It is kept, not copied.
        """
        if values is not self._values:
            self._values = values
            self._all_bins.follow(values)

    def value_at(self, step: int) -> float | None:
        """Return the number of a step from 1 on, unless it is kept in a bin with others."""
        return None if step <= split_of(self._values) else float(self._values[step - 1])

    def smoothed_at(self, step: int) -> float | None:
        """Return the mean of the finite numbers among the last up to a step, if there are any.

        The last are `SMOOTHING_STEPS`, or, near the start, a quarter of all. A step that is
        kept in a bin has the mean of that.
        """
        split = split_of(self._values)
        start = max(split, step - _window(step)) if step > split else step - 1
        recent = self._values[max(0, start) : step].astype(np.float64)
        recent = recent[np.isfinite(recent)]
        return float(recent.mean()) if len(recent) else None

    def envelope(self, first: float, last: float, most: int) -> Envelope:
        """Return what lies between two steps, in at most about `most` bins."""
        size = self._bin_size(first, last, most)
        begin, end = self._bins_between(first, last, size)
        steps = np.arange(begin, end, dtype=np.float64) * size + (size + 1) / 2
        missing = max(0, end * size - len(self))
        if begin < end and missing:
            steps[-1] -= missing / 2
        few = size <= _FEW
        values = self._values[begin * size : end * size if few else begin * size]
        if size == 1:
            exact = np.where(np.isfinite(values), values, np.nan).astype(np.float64)
            return Envelope(steps, exact, exact, np.isnan(exact))
        if few and len(values) and np.isfinite(values).all():
            low, high = _extremes(values, size, missing)
            return Envelope(steps, low, high, np.zeros(len(low), dtype=np.bool_))
        table = self._all_bins.between(begin, end, size, len(self))
        low, high, counts = table[:, LOW], table[:, HIGH], table[:, COUNT]
        broken = counts < size
        if begin < end and missing:
            broken[-1] = counts[-1] < size - missing
        if broken.any():
            low[counts == 0] = high[counts == 0] = np.nan
        apart = size > _size_for(last - first, most)
        return Envelope(steps, low, high, broken, apart)

    def spans(
        self, first: float, last: float, most: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the first and the last step of each bin of `envelope`, shape (bins,)."""
        size = self._bin_size(first, last, most)
        begin, end = self._bins_between(first, last, size)
        before = np.arange(begin, end, dtype=np.int64) * size
        return before + 1, np.minimum(before + size, len(self))

    def smooth(self, first: float, last: float, most: int) -> tuple[Floats, Floats]:
        """Return a smoothed line between two steps, of at most about `most` points.

        Each point is the mean of `smoothed_at`. Where they are more than `SMOOTHING_STEPS`
        apart, it is that of all finite numbers since the point before, but for the newest
        point, which goes on telling what `smoothed_at` does.

        Returns
        -------
        steps, means : float64, shape (points,)
            Without points for which there is no finite number.
        """
        ends, sums, counts = self._smooth_points(first, last, self._bin_size(first, last, most))
        return ends.astype(np.float64), sums / counts

    def smooth_spans(
        self, first: float, last: float, most: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the first and the last step that each point of `smooth` is of."""
        size = self._bin_size(first, last, most)
        ends, *_ = self._smooth_points(first, last, size)
        spans = np.clip(ends // _EARLY, 1, SMOOTHING_STEPS)
        if size > SMOOTHING_STEPS:
            spans = np.where(ends == len(self), spans, np.minimum(ends, size))
        return ends - spans + 1, ends

    def _smooth_points(
        self, first: float, last: float, size: int
    ) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Return, for each point, its step, and sum and number of the finite that it is of."""
        begin, end = self._bins_between(first, last, size)
        ends = np.minimum(np.arange(begin + 1, end + 1) * size, len(self))
        if begin == 0 and len(self) and not split_of(self._values):
            ends = np.concatenate([[1], ends[ends > 1]])
        if size > SMOOTHING_STEPS:
            sums, counts = self._bin_sums(ends, begin, end, size)
        else:
            sums, counts = self._window_sums(ends)
        if not counts.all():
            ends, sums, counts = ends[counts > 0], sums[counts > 0], counts[counts > 0]
        return ends, sums, counts

    def _bin_size(self, first: float, last: float, most: int) -> int:
        """Return the steps in a bin; those that are kept in bins are not told apart."""
        size = _size_for(last - first, most)
        if size < BIN and (split := split_of(self._values)):
            begin, _ = self._bins_between(first, last, size)
            if begin * size < split + SMOOTHING_STEPS:
                return BIN
        return size

    def _bins_between(self, first: float, last: float, size: int) -> tuple[int, int]:
        """Return the numbers of the bins that a line between two steps needs."""
        all_bins = -(-len(self) // size)
        # One more at either side, so that the line runs to the edge of the picture.
        begin = math.floor((first - 1) / size) - 1
        end = math.ceil(last / size) + 1
        return min(max(begin, 0), all_bins), max(min(end, all_bins), 0)

    def _bin_sums(
        self, ends: NDArray[np.int64], begin: int, end: int, size: int
    ) -> tuple[Floats, Floats]:
        """Return sum and number of the finite in each bin that ends at `ends`."""
        newest = len(self)
        has_newest = bool(len(ends)) and int(ends[-1]) == newest
        tables = [self._all_bins.between(begin, end - has_newest, size, newest)]
        if len(ends) > end - begin:
            tables.insert(0, table_of(self._values, 0, 1, 1))
        if has_newest:
            window = _window(newest)
            tables.append(table_of(self._values, newest - window, newest, window))
        table = np.concatenate(tables)
        return table[:, SUM], table[:, COUNT]

    def _window_sums(self, ends: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Return sum and number of the finite among the last steps before each end."""
        if not len(ends):
            return np.empty(0), np.empty(0)
        start = int(ends[0]) - SMOOTHING_STEPS
        padding, rows = max(0, -start), ends - ends[0]
        values = self._values[max(0, start) : ends[-1]]
        finite = np.isfinite(values)
        whole = bool(finite.all())
        widths = np.clip(ends // _EARLY, 1, SMOOTHING_STEPS)
        if whole and widths[0] == SMOOTHING_STEPS:
            return _windows(values, padding)[rows].sum(axis=1, dtype=np.float64), widths.astype(
                np.float64
            )
        counted = np.arange(SMOOTHING_STEPS) >= SMOOTHING_STEPS - widths[:, None]
        if not whole:
            values = np.where(finite, values, np.float32(0))
            counted &= _windows(finite, padding)[rows]
        sums = _windows(values, padding)[rows].sum(axis=1, dtype=np.float64, where=counted)
        return sums, counted.sum(axis=1, dtype=np.float64)


def thinned(x: Floats, y: Floats, first: float, last: float, most: int) -> tuple[Floats, Floats]:
    """Return the part of a line between two places, with at most about `most` points.

    Parameters
    ----------
    x, y : float64, shape (n,)
        Of the line, x finite and ascending; NaN in y is a gap, and with it all of its bin.
    first, last : float
    most : int
        If there are more, each of half as many bins keeps its smallest and largest y, in order.
    """
    begin = max(0, int(np.searchsorted(x, first)) - 1)
    end = int(np.searchsorted(x, last, side="right")) + 1
    x, y = x[begin:end], y[begin:end]
    if len(x) <= most:
        return x, y
    bins = np.floor((x - first) * (most // 2) / (last - first))
    starts = np.flatnonzero(np.diff(bins, prepend=-np.inf))
    return _ends_in_order(x, y, starts)


def _window(step: int) -> int:
    """Return how many steps the mean at one is of."""
    return min(max(step // _EARLY, 1), SMOOTHING_STEPS, step)


def _extremes(values: NDArray[np.float32], size: int, missing: int) -> tuple[Floats, Floats]:
    """Return the smallest and the largest of each bin, the last of which lacks some entries."""
    if missing:
        values = np.append(values, np.repeat(values[-1], missing))
    rows = values.reshape(-1, size)
    return rows.min(axis=1).astype(np.float64), rows.max(axis=1).astype(np.float64)


def _windows(values: NDArray[Any], padding: int) -> NDArray[Any]:
    """Return all windows of `SMOOTHING_STEPS` in a row, after so many noughts."""
    if padding:
        values = np.concatenate([np.zeros(padding, dtype=values.dtype), values])
    width, stride = SMOOTHING_STEPS, values.strides[0]
    shape = (len(values) - width + 1, width)
    return np.ndarray(shape, values.dtype, values, strides=(stride, stride))


def _ends_in_order(x: Floats, y: Floats, starts: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return the smallest and the largest y of each bin, each where it first is."""
    low, high = np.minimum.reduceat(y, starts), np.maximum.reduceat(y, starts)
    lengths = np.diff(starts, append=len(y))
    # So compared, any place will do in a bin that has a gap.
    x_low = np.minimum.reduceat(np.where(y > np.repeat(low, lengths), np.inf, x), starts)
    x_high = np.minimum.reduceat(np.where(y < np.repeat(high, lengths), np.inf, x), starts)
    high_first = x_high < x_low
    ends = np.stack([low, high], axis=1)
    ends[high_first] = ends[high_first, ::-1]
    return np.sort(np.stack([x_low, x_high], axis=1)).ravel(), ends.ravel()


def _up_and_down(x: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return a line that goes up in one place and down in the next.

    It is half as long as one that always goes up, and takes as much less to draw.
    """
    ends = np.stack([low, high], axis=1)
    ends[1::2] = ends[1::2, ::-1]
    return np.repeat(x, 2), ends.ravel()


def _size_for(steps: float, most: int) -> int:
    """Return the smallest power of two of which `most` cover so many steps."""
    return 1 << max(0, math.ceil(math.log2(max(1.0, steps / max(1, most)))))
