"""The fully connected layer: forward, backward, nothing else."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn.activations import SOFTMAX, Activation, activation
from mnist_viz.nn.arrays import FloatArray
from mnist_viz.nn.layout import LayerLayout
from mnist_viz.nn.memory import aligned


@dataclass
class Buffers:
    """What one layer keeps of one batch of n images, allocated once per batch size.

    Attributes
    ----------
    z, a, delta : float arrays, shape (n, units)
        Weighted sums, activations and dL/dz. `z` is `a` itself where the
        activation needs no input for its derivative; `delta` is where dL/da is
        written before `Dense.backward` turns it into dL/dz.
    scratch : array, shape (n, units)
    ones : float array, shape (n,)
    keep : float array, shape (n, units), or None
        Dropout's factors, 0 or 1 / (1 − rate), if there is dropout.
    """

    z: FloatArray
    a: FloatArray
    delta: FloatArray
    scratch: NDArray[Any]
    ones: FloatArray
    keep: FloatArray | None = None


class Dense:
    """A fully connected layer, ``a = f(x @ weight + bias)``.

    Parameters
    ----------
    layout : LayerLayout
    parameters, gradients : float arrays, shape (size of the network,)
        The layer's arrays are views of these, so that whoever updates the flat
        vector updates the layer.

    Attributes
    ----------
    weight, weight_gradient : float arrays, shape (inputs, units)
    bias, bias_gradient : float arrays, shape (units,)
    """

    def __init__(self, layout: LayerLayout, parameters: FloatArray, gradients: FloatArray) -> None:
        self.weight = layout.weight.of(parameters)
        self.bias = layout.bias.of(parameters)
        self.weight_gradient = layout.weight.of(gradients)
        self.bias_gradient = layout.bias.of(gradients)
        self.activation: Activation = activation(layout.activation)

    def buffers(self, n: int) -> Buffers:
        """Allocate what a batch of `n` images needs."""
        units, dtype = len(self.bias), self.weight.dtype
        if self.activation is SOFTMAX:
            # Class-major logits let the softmax run along the batch, not over ten numbers.
            a, delta = aligned((units, n), dtype).T, aligned((units, n), dtype).T
        else:
            a, delta = aligned((n, units), dtype), aligned((n, units), dtype)
        z = aligned((n, units), dtype) if self.activation.needs_input else a
        scratch = self.activation.scratch((n, units), dtype)
        return Buffers(z, a, delta, scratch, np.ones(n, dtype))

    def forward(self, x: FloatArray, kept: Buffers) -> FloatArray:
        """Return the activations of `x`, shape (n, units), and keep what `backward` needs."""
        np.matmul(x, self.weight, out=kept.z)
        kept.z += self.bias
        self.activation.forward(kept.z, kept.a)
        return kept.a

    def backward(self, x: FloatArray, kept: Buffers, grad_x: FloatArray | None) -> None:
        """Backpropagate dL/da, which `kept.delta` holds.

        Fills the gradients of weight and bias, and `grad_x`, shape (n, inputs),
        with dL/dx unless it is None: the first layer's is of use to no one.
        """
        value = kept.z if self.activation.needs_input else kept.a
        self.activation.backward(kept.delta, value, kept.scratch)
        np.matmul(x.T, kept.delta, out=self.weight_gradient)
        np.matmul(kept.ones, kept.delta, out=self.bias_gradient)
        if grad_x is not None:
            np.matmul(kept.delta, self.weight.T, out=grad_x)
