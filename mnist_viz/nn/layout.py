"""Where each layer's weights and biases lie in the one flat parameter vector.

One vector makes a snapshot one copy and an optimizer a handful of whole-array
operations; the layout gives the vector back its meaning, without a network.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from mnist_viz.nn.activations import activation
from mnist_viz.nn.arrays import FloatArray


class ArraySlot(NamedTuple):
    """One named array inside the flat vector."""

    name: str
    shape: tuple[int, ...]
    start: int

    @property
    def stop(self) -> int:
        return self.start + math.prod(self.shape)

    def of(self, flat: FloatArray) -> FloatArray:
        """Return the array as a view of the flat vector."""
        return flat[self.start : self.stop].reshape(self.shape)


class LayerLayout(NamedTuple):
    """One fully connected layer.

    Attributes
    ----------
    title : str
        ``Layer 1``, ``Layer 2``, …, ``Output``.
    inputs, units : int
        Numbers of inputs and of units.
    activation : str
    weight, bias : ArraySlot
        Of shapes (inputs, units) and (units,).
    """

    title: str
    inputs: int
    units: int
    activation: str
    weight: ArraySlot
    bias: ArraySlot

    @property
    def unit_grid(self) -> tuple[int, int]:
        """Rows and columns in which the units stand wherever they are tiled, by index."""
        rows = max(1, math.isqrt(self.units))
        return rows, math.ceil(self.units / rows)


@dataclass(frozen=True)
class Layout:
    """The layers of a network, in order, and the place of their arrays.

    Attributes
    ----------
    input_shape : (int, int)
        Height and width of the input picture.
    layers : tuple of LayerLayout
    """

    input_shape: tuple[int, int]
    layers: tuple[LayerLayout, ...]

    @classmethod
    def of(
        cls, input_shape: tuple[int, int], widths: tuple[int, ...], activations: tuple[str, ...]
    ) -> "Layout":
        """Lay out fully connected layers.

        Parameters
        ----------
        input_shape : (int, int)
        widths : tuple of int
            Units of each layer, the output layer last.
        activations : tuple of str
            One a layer; the last is ``softmax``.
        """
        layers = []
        start, inputs = 0, math.prod(input_shape)
        for number, (units, name) in enumerate(zip(widths, activations, strict=True), 1):
            activation(name)
            weight = ArraySlot(f"layer{number}.weight", (inputs, units), start)
            bias = ArraySlot(f"layer{number}.bias", (units,), weight.stop)
            title = "Output" if number == len(widths) else f"Layer {number}"
            layers.append(LayerLayout(title, inputs, units, name, weight, bias))
            start, inputs = bias.stop, units
        return cls(input_shape, tuple(layers))

    @property
    def inputs(self) -> int:
        return math.prod(self.input_shape)

    @property
    def classes(self) -> int:
        return self.layers[-1].units

    @cached_property
    def size(self) -> int:
        """Number of parameters."""
        return self.layers[-1].bias.stop

    @cached_property
    def slots(self) -> tuple[ArraySlot, ...]:
        """All arrays, in the order of the vector."""
        return tuple(slot for layer in self.layers for slot in (layer.weight, layer.bias))

    def weight_mask(self) -> FloatArray:
        """Return 1 for weights and 0 for biases, in the order of the vector, as float32."""
        mask = np.zeros(self.size, dtype=np.float32)
        for layer in self.layers:
            layer.weight.of(mask)[...] = 1.0
        return mask

    def filters(self, flat: FloatArray) -> FloatArray:
        """Return the first layer's weights as pictures, shape (units, height, width)."""
        first = self.layers[0]
        return first.weight.of(flat).T.reshape(first.units, *self.input_shape)

    def describe(self) -> str:
        """Return the network in a line: ``784 → 64 tanh → 10 softmax``."""
        parts = [str(self.inputs)]
        parts += [f"{layer.units} {activation(layer.activation).title}" for layer in self.layers]
        return " → ".join(parts)
