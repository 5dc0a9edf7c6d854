"""The loss as a small curve over the timeline's scale."""

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training.step_record import Record
from mnist_viz.ui.timeline.time_scale import TimeScale

_SAMPLES = 24
"""Steps that a point averages at most; all of them could be millions."""

_PIXELS = 4.0
"""Between two points."""

_SMOOTH_POINTS = 2
_TOP, _BOTTOM = 3.0, 0.01
_LEAST = 1e-8


class LossCurve:
    """Points of a curve of logarithmic losses.

    Parameters
    ----------
    loss : float32, shape (steps,), or StepRecord
        Entry k belongs to step k + 1.
    scale : TimeScale

    Attributes
    ----------
    x : float64, shape (points,)
    loss : float64, shape (points,)
        A smoothed loss each, of up to `_SAMPLES` steps around it.
    """

    def __init__(self, loss: Record, scale: TimeScale) -> None:
        steps = min(len(loss), scale.end)
        last = scale.x(steps)
        count = max(2, int((last - scale.left) / _PIXELS) + 1)
        self.x = np.linspace(scale.left, last, count) if steps else np.empty(0)
        self.loss = _averages(loss, steps, self.x, scale) if steps else np.empty(0)

    def heights(self, top: float, bottom: float) -> NDArray[np.float64]:
        """Return the losses from 0 (at `bottom` or below) to 1 (at `top` or above)."""
        low, high = np.log10(bottom), np.log10(top)
        heights: NDArray[np.float64] = (np.log10(self.loss) - low) / (high - low)
        return np.clip(heights, 0.0, 1.0, out=heights)


def limits(*curves: LossCurve) -> tuple[float, float]:
    """Return top and bottom of an axis that holds the curves, in quarters of decades."""
    losses = [curve.loss for curve in curves if len(curve.loss)]
    high = max([_TOP, *(float(loss.max()) for loss in losses)])
    low = min([_BOTTOM * 2, *(float(loss.min()) for loss in losses)]) / 2
    if high > _TOP:
        high = 10 ** (np.ceil(4 * np.log10(high)) / 4)
    return float(high), float(10 ** (np.floor(4 * np.log10(low)) / 4))


def _averages(
    loss: Record, count: int, x: NDArray[np.float64], scale: TimeScale
) -> NDArray[np.float64]:
    """Return a loss for each place: the mean of the steps around it."""
    steps = scale.end * ((x - scale.left) / scale.width) ** 2
    reach = _SMOOTH_POINTS
    first = np.concatenate([np.repeat(steps[:1], reach), steps[:-reach]])[: len(steps)]
    last = np.concatenate([steps[reach:], np.repeat(steps[-1:], reach)])[: len(steps)]
    shares = (np.arange(_SAMPLES) + 0.5) / _SAMPLES
    places = first[:, None] + (last - first)[:, None] * shares
    values = loss[np.clip(places.astype(np.int64), 0, count - 1)].astype(np.float64)
    finite = np.isfinite(values)
    sums = np.where(finite, values, 0.0).sum(axis=1)
    means: NDArray[np.float64] = sums / np.maximum(1, finite.sum(axis=1))
    return np.maximum(means, _LEAST, out=means)
