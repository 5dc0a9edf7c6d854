"""The forward pass of any recorded parameters, without a network object."""

from collections.abc import Sequence

import numpy as np

from mnist_viz.nn.activations import activation
from mnist_viz.nn.arrays import FloatArray
from mnist_viz.nn.layout import Layout
from mnist_viz.nn.losses import softmax


@np.errstate(all="ignore")  # some BLAS kernels flag what lies beyond a vector's end
def logits_and_activations(
    layout: Layout,
    parameters: FloatArray,
    x: FloatArray,
    kept: Sequence[FloatArray | None] = (),
) -> tuple[FloatArray, tuple[FloatArray, ...]]:
    """Run images through the network.

    Parameters
    ----------
    layout : Layout
    parameters : float array, shape (layout.size,)
    x : float array, shape (n, inputs)
        Pixels from 0 to 1.
    kept : sequence of float array, shape (units,), or None, optional
        Dropout's factors, layer by layer; without any, all units take part.

    Returns
    -------
    logits : float array, shape (n, classes)
    activations : tuple of float arrays, shape (n, units) each
        One a layer, as the next one gets them; the last holds the scores.
    """
    activations = []
    z = x
    for number, layer in enumerate(layout.layers):
        z = x @ layer.weight.of(parameters)
        z += layer.bias.of(parameters)
        if layer is layout.layers[-1]:
            activations.append(softmax(z))
        else:
            x = np.empty_like(z)
            activation(layer.activation).forward(z, x)
            factors = kept[number] if number < len(kept) else None
            if factors is not None:
                x *= factors
            activations.append(x)
    return z, tuple(activations)


def predict(layout: Layout, parameters: FloatArray, x: FloatArray) -> FloatArray:
    """Return the scores of images, shape (n, classes); parameters as above."""
    return logits_and_activations(layout, parameters, x)[1][-1]
