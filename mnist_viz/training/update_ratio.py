"""How far an update moved the weights of each layer, as a share of their size.

A common rule of thumb wants about a thousandth; far less learns slowly, far more overshoots.
"""

import numpy as np

from mnist_viz.nn import FloatArray, Layout, Network, Optimizer
from mnist_viz.training.frame import Frame

PLAIN = "sgd"
"""The optimizer whose updates a frame holds all of: it remembers nothing."""


def update_ratios(
    network: Network,
    optimizer: Optimizer,
    gradient: FloatArray,
    *,
    learning_rate: float,
    weight_decay: float,
) -> tuple[float, ...]:
    """Return ‖Δw‖ / ‖w‖ of each layer for the update just made; biases do not count.

    Parameters
    ----------
    network : Network
    optimizer : Optimizer
        As the update left them.
    gradient : float array, shape (layout.size,)
        Of the loss alone.
    learning_rate, weight_decay : float
        Of the update.
    """
    with np.errstate(all="ignore"):  # a broken network is shown as it is
        after = network.parameters
        moved = optimizer.last_update(after, gradient, learning_rate, weight_decay)
        return _ratios(network.layout, after, moved)


def update_ratios_of(frame: Frame) -> tuple[float, ...] | None:
    """Return those of a frame's own update, or None where it does not tell."""
    if frame.update_ratios is not None:
        return frame.update_ratios
    if frame.gradients is None or frame.learning_rate is None or frame.config.optimizer != PLAIN:
        return None
    with np.errstate(all="ignore"):
        moved = _moved_plainly(frame, frame.gradients, frame.learning_rate)
        return _ratios(frame.layout, frame.parameters, moved)


def _moved_plainly(frame: Frame, gradients: FloatArray, learning_rate: float) -> FloatArray:
    """Return what plain gradient descent added: −η·g, with weight decay −η·(g + λ·w)."""
    step = gradients * np.float32(learning_rate)
    decay = frame.config.weight_decay
    if not decay:
        return -step
    kept = 1.0 - np.float32(learning_rate * decay) * frame.layout.weight_mask()
    moved: FloatArray = frame.parameters - (frame.parameters + step) / kept
    return moved


def _ratios(layout: Layout, parameters: FloatArray, moved: FloatArray) -> tuple[float, ...]:
    ratios = []
    for layer in layout.layers:
        part = slice(layer.weight.start, layer.weight.stop)
        before = parameters[part] - moved[part]
        ratios.append(float(np.linalg.norm(moved[part]) / np.linalg.norm(before)))
    return tuple(ratios)
