"""How well each layer can still learn: the size of its gradient, and its stuck units."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import LayerLayout, activation
from mnist_viz.training import View

SATURATED = 0.99
"""Share of its ceiling beyond which the derivative of a squashing activation is next to nothing."""


@dataclass(frozen=True)
class LayerHealth:
    """One layer in numbers.

    Attributes
    ----------
    title : str
    gradient : float or None
        Norm of the last update's gradient, over weights and biases; None without one.
    unusable : int or None
        Units through which no probe image can teach; None for an output layer and for
        activations that never get stuck.
    units : int
    """

    title: str
    gradient: float | None
    unusable: int | None
    units: int


def layer_health(view: View) -> list[LayerHealth]:
    """Return the health of each layer of a view's frame."""
    frame = view.frame
    return [
        LayerHealth(
            layer.title,
            None if frame.gradients is None else gradient_norm(layer, frame.gradients),
            unusable_units(layer.activation, values),
            layer.units,
        )
        for layer, values in zip(frame.layout.layers, view.probe_activations, strict=True)
    ]


def gradient_norm(layer: LayerLayout, gradients: NDArray[np.float32]) -> float:
    """Return the Euclidean norm of a layer's part of the flat gradient."""
    part = gradients[layer.weight.start : layer.bias.stop]
    with np.errstate(over="ignore", invalid="ignore"):
        square = float(np.dot(part, part))
        if not 1e-30 < square < 1e30:  # float32 cannot be trusted here
            wide = part.astype(np.float64)
            square = float(np.dot(wide, wide))
    return float(np.sqrt(square))


def unusable_units(name: str, values: NDArray[np.float32]) -> int | None:
    """Return how many units have almost no derivative for any image.

    A ReLU is 0 for all; a tanh or sigmoid is at one of its ends for all.

    Parameters
    ----------
    name : str
        Of the activation.
    values : float32, shape (images, units)
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
    return int(np.count_nonzero(stuck.all(axis=0)))
