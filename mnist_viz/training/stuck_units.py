"""Units that have got stuck: through which none of some images can teach."""

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import activation

SATURATED = 0.99
"""Share of its ceiling beyond which the derivative of a squashing activation is next to nothing."""


def stuck_units(name: str, values: NDArray[np.float32]) -> NDArray[np.bool_] | None:
    """Return which units have almost no derivative for any image.

    A ReLU is 0 for all, dead; a tanh or sigmoid is at one of its ends for all, saturated.

    Parameters
    ----------
    name : str
        Of the activation.
    values : float32, shape (images, units)

    Returns
    -------
    bool, shape (units,), or None
        None for an output layer and for activations that never get stuck.
    """
    kind = activation(name)
    if name == "relu":
        stuck = values <= 0.0
    elif name == "sigmoid":
        stuck = (values > SATURATED) | (values < 1.0 - SATURATED)
    elif name != "softmax" and kind.ceiling is not None:
        stuck = np.abs(values) > SATURATED * kind.ceiling
    else:
        return None
    return np.asarray(stuck.all(axis=0))


def stuck_word(name: str) -> str:
    """Return what a stuck unit of an activation is called."""
    return "dead" if name == "relu" else "saturated"
