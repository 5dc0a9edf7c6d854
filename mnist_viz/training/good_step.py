"""Where a run that went wrong was still right."""

from collections.abc import Iterable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from mnist_viz.training.metrics import Metrics

_WINDOW, _LONG_WINDOW = 10, 50
_TOLERANCE = 1.5
"""How many times its least value a loss may have and still count as good."""

_TOLERANCE_AT_CHANGE = 3.0
"""How many times its least mean of many steps it may have where somebody changed a setting."""


def last_good_step(metrics: Metrics, changed_at: Iterable[int] = ()) -> int:
    """Return the last step up to which the loss was near the least it had reached.

    Losses are averaged over ten steps, since those of single batches jump about; at the start
    over fewer, lest a loss that leaps there be hidden in the first mean.
    Step 0 is good if no other is. Where a setting was changed, it is enough that the loss was
    not on its way up: what went wrong later most likely came from that, and who changed it
    wants to be back there.

    Parameters
    ----------
    metrics : Metrics
    changed_at : iterable of int
        Steps after which something was changed.
    """
    loss = np.asarray(metrics.loss, dtype=np.float64)
    if not len(loss):
        return 0
    loss = np.where(np.isfinite(loss), loss, np.inf)
    means = _recent_means(loss)
    good = np.isfinite(means) & (means <= _TOLERANCE * np.minimum.accumulate(means))
    changed = [step for step in changed_at if step < len(loss)]
    if changed:
        good[changed] |= _is_calm(loss)[changed]
    return int(np.flatnonzero(good).max(initial=0))


def _is_calm(loss: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return for each step whether the loss of its weights was no more than usually above."""
    recent = np.concatenate([_all_so_far(loss[: _WINDOW - 1]), _means(loss, _WINDOW)])
    earlier = _earlier_means(loss)
    least = np.minimum.accumulate(earlier)
    # The very first means are of few batches, of which one may happen to be easy.
    settled = 2 * _WINDOW
    least[settled:] = np.minimum.accumulate(earlier[settled:])
    return np.asarray(np.isfinite(recent) & (recent <= _TOLERANCE_AT_CHANGE * least))


def _earlier_means(loss: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each loss a mean of those before the last, which are at most half of all."""
    window = _LONG_WINDOW
    first = min(len(loss), 2 * window - 1)
    early = _all_so_far(loss[:window])[np.arange(first) // 2]
    return np.concatenate([early, _means(loss, window)[1 : 1 + len(loss) - first]])


def _all_so_far(loss: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.cumsum(loss) / np.arange(1, len(loss) + 1))


def _recent_means(loss: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each loss the mean of the last, which are at most half of all so far."""
    first = min(len(loss), 2 * _WINDOW)
    starts = [place - place // 2 for place in range(first)]
    early = [float(loss[start : place + 1].mean()) for place, start in enumerate(starts)]
    later = _means(loss, _WINDOW)[first - _WINDOW + 1 :]
    return np.concatenate([early, later])


def _means(loss: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """Return the means of so many losses in a row."""
    if len(loss) < window:
        return np.empty(0)
    # Not by differences of sums: beside a loss that leapt, those of all others vanish.
    means: NDArray[np.float64] = sliding_window_view(loss, window).mean(axis=1)
    return means
