"""How well each layer can still learn: the size of its gradient, and its stuck units."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training import View
from mnist_viz.training.health_record import GRADIENT_NORM, STUCK, UPDATE_RATIO
from mnist_viz.training.layer_health import gradient_norm
from mnist_viz.training.stuck_units import stuck_units


@dataclass(frozen=True)
class LayerHealth:
    """One layer in numbers.

    Attributes
    ----------
    title : str
    gradient : float or None
        Norm of the loss's last gradient, over weights and biases; None without one.
    update : float or None
        How far an update moved its weights, as a share of their size; None if unknown.
    unusable : int or None
        Units through which none of some images can teach; None for an output layer and for
        activations that never get stuck.
    units : int
    """

    title: str
    gradient: float | None
    update: float | None
    unusable: int | None
    units: int


def layer_health(view: View) -> list[LayerHealth]:
    """Return the health of each layer of what a view shows.

    The gradient is that of the view, and the images are those of its probe; update ratios are
    those of the last recorded step, see `update_step`.
    """
    frame, gradients = view.frame, view.gradients
    layers = frame.layout.layers
    step = update_step(view)
    known = None if step is None else frame.metrics.health.at(step)
    updates = [None] * len(layers) if known is None else known[1][UPDATE_RATIO].tolist()
    return [
        LayerHealth(
            layer.title,
            None if gradients is None else gradient_norm(layer, gradients),
            _known(update),
            _count(stuck_units(layer.activation, values)),
            layer.units,
        )
        for layer, update, values in zip(layers, updates, view.probe_activations, strict=True)
    ]


def update_step(view: View) -> int | None:
    """Return the step whose update ratios `layer_health` tells, if any are known."""
    if view.gradient_step != view.frame.step:
        return None  # of a step that is told, between its gradient and its update
    known = view.frame.metrics.health.at(view.frame.step)
    return None if known is None else known[0]


def recorded_health(view: View, values: NDArray[np.float32]) -> list[LayerHealth]:
    """Return the health of each layer at a recorded step.

    Parameters
    ----------
    view : View
        Of the same network.
    values : float32, shape (3, layers)
        An entry of a `HealthRecord`.
    """
    gradients, updates, stuck = (
        values[row].tolist() for row in (GRADIENT_NORM, UPDATE_RATIO, STUCK)
    )
    return [
        LayerHealth(
            layer.title,
            gradient,
            _known(update),
            None if math.isnan(count) else int(count),
            layer.units,
        )
        for layer, gradient, update, count in zip(
            view.frame.layout.layers, gradients, updates, stuck, strict=True
        )
    ]


def _known(ratio: float | None) -> float | None:
    """Return a ratio, or None where there is none: of a layer whose weights were all 0."""
    return None if ratio is None or math.isnan(ratio) else ratio


def _count(units: NDArray[np.bool_] | None) -> int | None:
    return None if units is None else int(np.count_nonzero(units))
