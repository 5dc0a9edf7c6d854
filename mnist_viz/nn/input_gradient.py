"""How a network's logits change with its input: what asks why, and what would have to differ."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from mnist_viz.nn.activations import activation
from mnist_viz.nn.arrays import FloatArray
from mnist_viz.nn.layout import LayerLayout, Layout

Pullback: TypeAlias = Callable[[FloatArray], FloatArray]


def logits_and_pullback(
    layout: Layout, parameters: FloatArray, x: FloatArray
) -> tuple[FloatArray, Pullback]:
    """Run images forward, and return the way back from their logits to their pixels.

    Parameters
    ----------
    layout : Layout
    parameters : float array, shape (layout.size,)
    x : float array, shape (n, inputs)
        Pixels from 0 to 1.

    Returns
    -------
    logits : float array, shape (n, classes)
    pullback : callable
        Is given how much each logit counts, shape (classes,), and returns the gradient of
        their weighted sum with respect to the pixels, shape (n, inputs). A one at class k
        asks for that of z_k; with a minus one at class j, for that of z_k − z_j.
    """
    return through(layout.layers, parameters, x)


def through(
    layers: Sequence[LayerLayout], parameters: FloatArray, x: FloatArray
) -> tuple[FloatArray, Pullback]:
    """Do what `logits_and_pullback` does with the last layers of a network.

    Parameters
    ----------
    layers : sequence of LayerLayout
        At least the output layer.
    parameters : float array, shape (layout.size,)
    x : float array, shape (n, units)
        What enters the first of them.

    Returns
    -------
    logits, pullback
        As there; the gradient is with respect to what enters.
    """
    hidden, output = layers[:-1], layers[-1]
    kept = []
    a = x
    for layer in hidden:
        z = a @ layer.weight.of(parameters)
        z += layer.bias.of(parameters)
        kind = activation(layer.activation)
        a = np.empty_like(z)
        kind.forward(z, a)
        kept.append((layer, kind, z if kind.needs_input else a))
    logits: FloatArray = a @ output.weight.of(parameters) + output.bias.of(parameters)

    def pullback(direction: FloatArray) -> FloatArray:
        of_sum = output.weight.of(parameters) @ direction
        gradient = np.repeat(of_sum[None], len(x), axis=0)
        for layer, kind, value in reversed(kept):
            kind.backward(gradient, value, kind.scratch(value.shape, value.dtype))
            gradient = gradient @ layer.weight.of(parameters).T
        return gradient

    return logits, pullback
