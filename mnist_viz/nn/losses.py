"""Losses of a batch, with their gradients with respect to the logits.

Each is the mean over the batch. Logits are best given class-major (an array
of shape (n, classes) in Fortran order), so that the operations over classes
run along the batch.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn.arrays import FloatArray, LabelArray


def softmax(logits: FloatArray) -> FloatArray:
    """Return scores that are positive and sum to 1.

    Parameters
    ----------
    logits : float array, shape (n, classes)

    Returns
    -------
    float array, shape (n, classes)
    """
    scores: FloatArray = logits - logits.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores


def softmax_cross_entropy(
    logits: FloatArray,
    labels: LabelArray,
    label_smoothing: float = 0.0,
    gradient: FloatArray | None = None,
) -> float:
    """Return the mean of −Σₖ tₖ ln pₖ, where p = softmax(logits).

    The target t is 1 for the label and 0 elsewhere; with label smoothing ε it is
    1 − ε + ε/K for the label and ε/K elsewhere (Szegedy et al., 2016). The
    gradient is (p − t) / n. The largest logit is subtracted first, so that
    nothing overflows.

    Parameters
    ----------
    logits : float array, shape (n, classes)
    labels : int array, shape (n,)
    label_smoothing : float
        ε, from 0 to below 1.
    gradient : float array, shape (n, classes), optional
        Receives dL/dlogits; may be `logits` itself.
    """
    n, classes = logits.shape
    # Class-major: every line works along the batch, ten times as long as a row of classes.
    z = logits.T
    targets = _weighted_targets(classes, label_smoothing, 1 / n, logits.dtype).take(labels, axis=1)
    into = None if gradient is None else gradient.T
    shifted = np.subtract(z, np.maximum.reduce(z, axis=0), out=into)
    of_targets = np.vdot(targets, shifted)
    scores = np.exp(shifted, out=shifted)
    total = np.add.reduce(scores, axis=0)
    loss = np.add.reduce(np.log(total), dtype=np.float64) / n - of_targets
    if gradient is not None:
        total *= n
        scores /= total
        scores -= targets
    return float(loss)


@lru_cache(maxsize=32)
def _weighted_targets(
    classes: int, label_smoothing: float, weight: float, dtype: np.dtype[Any]
) -> FloatArray:
    """Return the target of each label times a weight, a column a label: (classes, classes)."""
    targets = np.full((classes, classes), label_smoothing / classes, dtype)
    targets[np.diag_indices(classes)] += 1.0 - label_smoothing
    targets *= weight
    targets.flags.writeable = False
    return targets


def squared_error(
    logits: FloatArray,
    labels: LabelArray,
    label_smoothing: float = 0.0,
    gradient: FloatArray | None = None,
) -> float:
    """Return the mean of Σₖ (pₖ − tₖ)², where p = softmax(logits) (Brier, 1950).

    Its gradient carries the factor p (1 − p), which vanishes where the network is
    sure and wrong: the reason why cross-entropy learns faster. Parameters as for
    `softmax_cross_entropy`.
    """
    n, classes = logits.shape
    scores = softmax(logits)
    error = scores - _weighted_targets(classes, label_smoothing, 1.0, logits.dtype)[labels]
    loss = float(np.square(error).sum(dtype=np.float64) / n)
    if gradient is not None:
        error *= 2.0 / n
        error -= np.einsum("nk,nk->n", error, scores)[:, None]
        np.multiply(error, scores, out=gradient)
    return loss


def losses_by_image(
    name: str, logits: FloatArray, labels: LabelArray, label_smoothing: float = 0.0
) -> NDArray[np.float64]:
    """Return the loss of each image, whose mean is the batch's.

    Parameters
    ----------
    name : str
        A key of `LOSSES`.
    logits, labels, label_smoothing
        As for the losses.

    Returns
    -------
    float64, shape (n,)
    """
    z = logits.astype(np.float64)
    z -= z.max(axis=1, keepdims=True)
    targets = _weighted_targets(z.shape[1], label_smoothing, 1.0, z.dtype)[labels]
    if name == "squared_error":
        return np.asarray(np.square(softmax(z) - targets).sum(axis=1))
    logarithms = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return np.asarray(-(targets * logarithms).sum(axis=1))


def cost_of_guessing(name: str, classes: int, label_smoothing: float = 0.0) -> float:
    """Return the loss of an image whose scores are all the same.

    By cross-entropy ln K, of K classes; by squared error (1 − ε)² (1 − 1/K), where ε is the
    label smoothing. Parameters as for `losses_by_image`.
    """
    logits, labels = np.zeros((1, classes)), np.zeros(1, np.uint8)
    return float(losses_by_image(name, logits, labels, label_smoothing)[0])


Loss = Callable[[FloatArray, LabelArray, float, FloatArray | None], float]

LOSSES: dict[str, Loss] = {
    "cross_entropy": softmax_cross_entropy,
    "squared_error": squared_error,
}
