"""Where a run that went wrong was still right."""

import numpy as np

from mnist_viz.training.metrics import Metrics

_WINDOW = 10
_TOLERANCE = 1.5
"""How many times its least value a loss may have and still count as good."""


def last_good_step(metrics: Metrics) -> int:
    """Return the last step up to which the loss was near the least it had reached.

    Losses are averaged over ten steps, since those of single batches jump about.
    Step 0 is good if no other is.
    """
    loss = np.asarray(metrics.loss, dtype=np.float64)
    window = min(_WINDOW, len(loss))
    if window == 0:
        return 0
    sums = np.cumsum(np.concatenate([[0.0], np.where(np.isfinite(loss), loss, np.inf)]))
    with np.errstate(invalid="ignore"):
        means = (sums[window:] - sums[:-window]) / window
    means[~np.isfinite(means)] = np.inf
    good = np.flatnonzero(means <= _TOLERANCE * np.minimum.accumulate(means))
    good = good[np.isfinite(means[good])]
    # The entry k averages the updates up to k + window; the weights before the last are meant.
    return int(good[-1]) + window - 1 if len(good) else 0
