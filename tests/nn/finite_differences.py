"""Derivatives by central differences, to check those that the engine computes."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Float64Array = NDArray[np.float64]


def numerical_gradient(
    function: Callable[[], float], at: Float64Array, distance: float = 1e-6
) -> Float64Array:
    """Return d function / d at; `function` reads `at`, which is moved and put back."""
    gradient = np.empty_like(at)
    for place in np.ndindex(at.shape):
        middle = at[place]
        at[place] = middle + distance
        above = function()
        at[place] = middle - distance
        below = function()
        at[place] = middle
        gradient[place] = (above - below) / (2 * distance)
    return gradient


def relative_error(a: NDArray[np.floating], b: NDArray[np.floating]) -> float:
    """Return the distance of two gradients over their length."""
    length = float(np.linalg.norm(a) + np.linalg.norm(b))
    return float(np.linalg.norm(a - b)) / length if length else 0.0
