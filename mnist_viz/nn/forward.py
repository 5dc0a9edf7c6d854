"""The forward pass of any recorded parameters, without a network object."""

import numpy as np

from mnist_viz.nn.activations import activation
from mnist_viz.nn.arrays import FloatArray
from mnist_viz.nn.layout import Layout
from mnist_viz.nn.losses import softmax


@np.errstate(all="ignore")  # some BLAS kernels flag what lies beyond a vector's end
def logits_and_activations(
    layout: Layout, parameters: FloatArray, x: FloatArray
) -> tuple[FloatArray, tuple[FloatArray, ...]]:
    """Run images through the network.

    Parameters
    ----------
    layout : Layout
    parameters : float array, shape (layout.size,)
    x : float array, shape (n, inputs)
        Pixels from 0 to 1.

    Returns
    -------
    logits : float array, shape (n, classes)
    activations : tuple of float arrays, shape (n, units) each
        One a layer; the last holds the scores.
    """
    activations = []
    z = x
    for layer in layout.layers:
        z = x @ layer.weight.of(parameters)
        z += layer.bias.of(parameters)
        if layer is layout.layers[-1]:
            activations.append(softmax(z))
        else:
            x = np.empty_like(z)
            activation(layer.activation).forward(z, x)
            activations.append(x)
    return z, tuple(activations)


def predict(layout: Layout, parameters: FloatArray, x: FloatArray) -> FloatArray:
    """Return the scores of images, shape (n, classes); parameters as above."""
    return logits_and_activations(layout, parameters, x)[1][-1]
