"""Initial weights. Biases start at zero."""

import math
from collections.abc import Callable

import numpy as np

from mnist_viz.nn.arrays import FloatArray
from mnist_viz.nn.layout import Layout
from mnist_viz.nn.memory import aligned_zeros

Deviation = Callable[[int, int], float]

INITIALIZERS: dict[str, Deviation] = {
    "he": lambda inputs, _: math.sqrt(2 / inputs),
    "xavier": lambda inputs, units: math.sqrt(2 / (inputs + units)),
    "lecun": lambda inputs, _: math.sqrt(1 / inputs),
    "normal": lambda _inputs, _units: 0.01,
    "zeros": lambda _inputs, _units: 0.0,
}
"""Standard deviation of a layer's normally distributed weights, from its inputs and units.

``he``: He et al. (2015), for ReLU. ``xavier``: Glorot and Bengio (2010), for tanh
and sigmoid. ``lecun``: LeCun et al. (1998). ``normal``: 0.01 whatever the width.
``zeros``: all units of a layer stay alike for ever, which shows why chance is needed.
"""


def initial_parameters(
    layout: Layout, init: str, rng: np.random.Generator, dtype: type[np.floating] = np.float32
) -> FloatArray:
    """Draw the parameters a network starts from.

    Parameters
    ----------
    layout : Layout
    init : str
        A key of `INITIALIZERS`.
    rng : numpy.random.Generator
    dtype : float32 or float64

    Returns
    -------
    float array, shape (layout.size,)
    """
    deviation = INITIALIZERS[init]
    flat = aligned_zeros((layout.size,), dtype)
    for layer in layout.layers:
        weight = layer.weight.of(flat)
        weight[...] = rng.standard_normal(weight.shape, dtype=np.float32)
        weight *= deviation(layer.inputs, layer.units)
    return flat
