"""Stopping when training has collapsed, which no value that is not finite gives away.

A learning rate far too high often ends so: the loss leaps, the weights are thrown
to where a layer answers every image alike, and no gradient leads back. The loss
then stays where guessing is.
"""

import math

import numpy as np

from mnist_viz.nn import Network
from mnist_viz.training.divergence import DivergenceError
from mnist_viz.training.metrics import Metrics

ANSWERS_ALIKE = "activations"
"""The quantity that a collapse is seen in."""

WINDOW = 50
"""Steps between two looks, which are judged by their mean."""

_LEAP = 1.2
_GUESSING = 0.95
_READING = 0.8
"""Shares of the loss of guessing, ln (number of classes)."""


class CollapseError(DivergenceError):
    """A layer answers every image alike, and the loss is that of guessing.

    Attributes
    ----------
    step : int
        The last update.
    layer : str
    quantity : str
        ``activations``.
    last_good_step : int
        The last step at which a batch was read better than by guessing.
    """

    def __init__(self, step: int, layer: str, last_good_step: int, highest: float) -> None:
        super().__init__(step, layer, ANSWERS_ALIKE)
        self.last_good_step = last_good_step
        self.args = (
            f"Training has collapsed: the loss leapt to {highest:,.3g}, and at step {step:,} "
            f"{layer} answers every image alike. Go back to step {last_good_step:,} and go on "
            "with a lower learning rate.",
        )


def check_collapse(network: Network, batch: int, metrics: Metrics) -> None:
    """Look whether training has collapsed; cheap while the loss is below that of guessing.

    Parameters
    ----------
    network : Network
        Just trained with a batch, or a piece, of `batch` images.
    batch : int
    metrics : Metrics
        Of all steps so far.

    Raises
    ------
    CollapseError
    """
    if not _has_leapt(network, metrics, WINDOW, _GUESSING):
        return
    guessing = math.log(network.layout.classes)
    losses = metrics.loss
    for layer, activations in zip(
        network.layout.layers, network.hidden_activations(batch), strict=False
    ):
        if (activations == activations[0]).all():
            good = np.flatnonzero(np.asarray(losses) < _READING * guessing)
            last_good_step = int(good[-1]) if len(good) else 0
            raise CollapseError(len(losses), layer.title, last_good_step, losses.max())


def may_have_collapsed(network: Network, metrics: Metrics) -> bool:
    """Return whether the losses so far let `check_collapse` look closely at the next step.

    Parameters
    ----------
    network : Network
    metrics : Metrics
        Of the steps before.
    """
    return len(metrics) > 0 and _has_leapt(network, metrics, WINDOW - 1, _READING)


def _has_leapt(network: Network, metrics: Metrics, window: int, share: float) -> bool:
    """Return whether the loss went far above that of guessing, and came back to a share of it."""
    guessing, losses = math.log(network.layout.classes), metrics.loss
    return bool(losses[-window:].mean() >= share * guessing and losses.max() >= _LEAP * guessing)
