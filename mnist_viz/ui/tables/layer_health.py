"""How well each layer can still learn: the size of its gradient, and its stuck units."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import LayerLayout
from mnist_viz.training import View, update_ratios_of
from mnist_viz.ui.pictures.stuck_units import stuck_units


@dataclass(frozen=True)
class LayerHealth:
    """One layer in numbers.

    Attributes
    ----------
    title : str
    gradient : float or None
        Norm of the loss's last gradient, over weights and biases; None without one.
    update : float or None
        How far the last update moved its weights, as a share of their size; None if unknown.
    unusable : int or None
        Units through which no probe image can teach; None for an output layer and for
        activations that never get stuck.
    units : int
    """

    title: str
    gradient: float | None
    update: float | None
    unusable: int | None
    units: int


def layer_health(view: View) -> list[LayerHealth]:
    """Return the health of each layer of what a view shows."""
    frame, gradients = view.frame, view.gradients
    layers = frame.layout.layers
    # Between its gradient and its update, of a step that is told, the update is yet to come.
    is_whole = view.gradient_step == frame.step
    updates = (update_ratios_of(frame) if is_whole else None) or (None,) * len(layers)
    return [
        LayerHealth(
            layer.title,
            None if gradients is None else gradient_norm(layer, gradients),
            update,
            _count(stuck_units(layer.activation, values)),
            layer.units,
        )
        for layer, update, values in zip(layers, updates, view.probe_activations, strict=True)
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


def _count(units: NDArray[np.bool_] | None) -> int | None:
    return None if units is None else int(np.count_nonzero(units))
