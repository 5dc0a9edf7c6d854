"""What would make it another digit: the smallest change of a drawing that a network asks for."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from mnist_viz.nn import FloatArray, Layout, logits_and_pullback, softmax

ITERATIONS = 100

_FIRST_STEP, _LAST_STEP = 0.7, 0.01  # lengths of the gradient steps, as shares of the change's
_LEAST_LENGTH = 0.3  # of a change, that a share is taken of
_TINY = 1e-12
_SHRINK = 0.1  # of the allowed change, by which it is tightened or loosened at each step


@dataclass(frozen=True, eq=False)
class ChangedImage:
    """One iteration of the search.

    Attributes
    ----------
    iteration : int
        0 is the drawing itself.
    image : float array, shape (height, width), read-only
        Pixels from 0 to 1, each a whole number of 255ths: as it can be shown and kept.
    scores : float array, shape (classes,), read-only
        Of this very image.
    size : float
        Euclidean length of the change from the drawing, over all pixels.
    reads_target : bool
        Whether the wanted class has the highest score.
    """

    iteration: int
    image: FloatArray
    scores: FloatArray
    size: float
    reads_target: bool


def smallest_change(
    layout: Layout,
    parameters: FloatArray,
    image: FloatArray,
    target: int,
    iterations: int = ITERATIONS,
) -> Iterator[ChangedImage]:
    """Look for the nearest picture that is read as another class, by gradient steps.

    Each iteration takes one step up the gradient of the target's logit minus the soft maximum
    (log-sum-exp) of the others, and then sets the length of the whole change: a little shorter
    than before where the target is read already, a little longer where it is not; pixels are
    kept in 0..1, and those at an end are not pushed beyond it. Steps shorten along a cosine.
    This is the search of Rony et al., "Decoupling Direction and Norm for Efficient
    Gradient-Based L2 Adversarial Attacks and Defenses" (CVPR 2019), with steps as long as the
    change asks for, and without the factor by which the gradient of their cross-entropy
    vanishes where a network is sure. Each iteration's picture is rounded to whole numbers of 255ths
    before it is read: what reads the target is the picture that is shown. It finds a near
    minimum; nothing proves that none is nearer.

    A generator: each ``next`` is one forward and one backward pass of one image, so it can
    be left off anywhere.

    Parameters
    ----------
    layout : Layout
    parameters : float array, shape (layout.size,)
    image : float array, shape (height, width)
        0 paper, 1 full ink; whole numbers of 255ths.
    target : int
        The wanted class.
    iterations : int

    Yields
    ------
    ChangedImage
        Iteration 0 first; ends there if the target is read already, and early where no
        gradient leads anywhere.
    """
    x = image.reshape(-1).astype(parameters.dtype)
    change = np.zeros_like(x)
    allowed = 1.0
    for iteration in range(iterations + 1):
        changed = np.clip(x + change, 0, 1)
        change = changed - x
        shown = np.rint(255 * changed) * x.dtype.type(1 / 255)
        found, gradient = _look_at(layout, parameters, shown.reshape(image.shape), target)
        found = replace(found, iteration=iteration, size=float(np.linalg.norm(shown - x)))
        yield found
        gradient[((changed <= 0) & (gradient < 0)) | ((changed >= 1) & (gradient > 0))] = 0
        length = float(np.linalg.norm(gradient))
        if (found.reads_target and iteration == 0) or not 0 < length < math.inf:
            return
        share = iteration / max(1, iterations - 1)
        step = _LAST_STEP + (_FIRST_STEP - _LAST_STEP) * (1 + math.cos(math.pi * share)) / 2
        step *= max(allowed, _LEAST_LENGTH)
        change = np.clip(changed + (step / length) * gradient, 0, 1) - x
        allowed *= 1 - _SHRINK if found.reads_target else 1 + _SHRINK
        change *= allowed / max(float(np.linalg.norm(change)), _TINY)


def nearest(found: list[ChangedImage]) -> ChangedImage | None:
    """Return the smallest change that reaches the target, or None if none does."""
    reached = [one for one in found if one.reads_target]
    return min(reached, key=lambda one: one.size, default=None)


def _look_at(
    layout: Layout, parameters: FloatArray, image: FloatArray, target: int
) -> tuple[ChangedImage, FloatArray]:
    """Read a picture; return the gradient of the target's logit minus the others' soft maximum."""
    logits, pullback = logits_and_pullback(layout, parameters, image.reshape(1, -1))
    others = logits[0].copy()
    others[target] = -np.inf
    rival = int(others.argmax())
    direction = -softmax(others[None])[0]
    direction[target] = 1
    scores = softmax(logits)[0]
    for array in (image, scores):
        array.flags.writeable = False
    reads_target = bool(logits[0, target] > logits[0, rival])
    return ChangedImage(0, image, scores, 0.0, reads_target), pullback(direction)[0]
