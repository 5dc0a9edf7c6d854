"""How well each layer can still learn: the size of its gradient, and its stuck units."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import OPTIMIZERS
from mnist_viz.training import Frame, View
from mnist_viz.training.health_record import GRADIENT_NORM, STUCK, UPDATE_RATIO
from mnist_viz.training.layer_health import LEAST_FORESEEN, gradient_norm
from mnist_viz.training.stuck_units import stuck_units


class LayerHealth(NamedTuple):
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


def layer_health(view: View, known: tuple[int, list[float]] | None = None) -> list[LayerHealth]:
    """Return the health of each layer of what a view shows.

    The gradient is that of the view, and the images are those of its probe.

    Parameters
    ----------
    view : View
    known : tuple, optional
        What `update_ratios` returns of it, where the update ratios matter.
    """
    frame, gradients = view.frame, view.gradients
    layers = frame.layout.layers
    updates = [None] * len(layers) if known is None else known[1]
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


def update_ratios(view: View) -> tuple[int, list[float]] | None:
    """Return the last step whose update ratios are known, and those, one a layer.

    Where an update is its gradient times the learning rate, those of the shown step are: the
    weights before it are the ones after it plus that. Else they are the last recorded ones.
    """
    frame = view.frame
    if view.gradient_step != frame.step:
        return None  # of a step that is told, between its gradient and its update
    known = frame.metrics.health.at(frame.step)
    if known is None or known[0] != frame.step:
        told = _told_by_gradient(frame)
        if told is not None:
            return frame.step, told
    return None if known is None else (known[0], known[1][UPDATE_RATIO].tolist())


def _told_by_gradient(frame: Frame) -> list[float] | None:
    """Return the update ratios of a frame's step, or None if its gradient does not tell them."""
    gradients, rate, config = frame.gradients, frame.learning_rate, frame.config
    is_plain = OPTIMIZERS[config.optimizer].follows_gradient and not config.weight_decay
    if gradients is None or rate is None or not is_plain:
        return None
    ratios = []
    with np.errstate(all="ignore"):  # a broken network is shown as it is
        for layer in frame.layout.layers:
            after, gradient = (
                flat[layer.weight.start : layer.weight.stop]
                for flat in (frame.parameters, gradients)
            )
            move = rate * rate * float(np.dot(gradient, gradient))
            size = float(np.dot(after, after)) + 2 * rate * float(np.dot(after, gradient)) + move
            ratio = float(np.sqrt(np.divide(move, size)))
            if 0.0 < ratio < LEAST_FORESEEN:
                return None
            ratios.append(ratio)
    return ratios


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
            _known(gradient),
            _known(update),
            None if math.isnan(count) else int(count),
            layer.units,
        )
        for layer, gradient, update, count in zip(
            view.frame.layout.layers, gradients, updates, stuck, strict=True
        )
    ]


def _known(size: float | None) -> float | None:
    """Return a gradient or ratio, or None where there is none: weights were all 0, for one."""
    return None if size is None or math.isnan(size) else size


def _count(units: NDArray[np.bool_] | None) -> int | None:
    return None if units is None else int(np.count_nonzero(units))
