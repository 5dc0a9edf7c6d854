"""Where a run that went wrong was still right."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training.metrics import Metrics

_WINDOW, _LONG_WINDOW = 10, 50
_TOLERANCE = 1.5
"""How many times its least value a loss may have and still count as good."""

_TOLERANCE_AT_CHANGE = 3.0
"""How many times its least mean of many steps it may have where somebody changed a setting."""


def last_good_step(metrics: Metrics, changed_at: Iterable[int] = ()) -> int:
    """Return the last step up to which the loss was near the least it had reached.

    Losses are averaged over ten steps, since those of single batches jump about.
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
    means, window = _means(loss, _WINDOW)
    good = np.flatnonzero(means <= _TOLERANCE * np.minimum.accumulate(means))
    good = good[np.isfinite(means[good])]
    # The entry k averages the updates up to k + window; the weights before the last are meant.
    last = int(good[-1]) + window - 1 if len(good) else 0
    return max([last, *(step for step in changed_at if step < len(loss) and _was_calm(loss, step))])


def _was_calm(loss: NDArray[np.float64], step: int) -> bool:
    """Return whether the loss of a step's weights was no more than the usual noise above."""
    so_far = loss[: step + 1]
    recent = float(so_far[-_WINDOW:].mean())
    return recent <= _TOLERANCE_AT_CHANGE * float(_means(so_far, _LONG_WINDOW)[0].min())


def _means(loss: NDArray[np.float64], window: int) -> tuple[NDArray[np.float64], int]:
    """Return the means of as many losses in a row as wanted, or as there are, and that number."""
    window = min(window, len(loss))
    sums = np.cumsum(np.concatenate([[0.0], np.where(np.isfinite(loss), loss, np.inf)]))
    with np.errstate(invalid="ignore"):
        means = (sums[window:] - sums[:-window]) / window
    means[~np.isfinite(means)] = np.inf
    return means, window
