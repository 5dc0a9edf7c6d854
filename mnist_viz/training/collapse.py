"""Stopping when training has collapsed, which no value that is not finite gives away.

A learning rate far too high often ends so: the loss leaps, the weights are thrown
to where a layer answers every image alike, and no gradient leads back. The loss
then stays where guessing is. By squared error no layer need be dead for that: where
the output is sure of one class, whatever the image, its slope is nothing.
"""

import numpy as np

from mnist_viz.nn import Network, cost_of_guessing, softmax
from mnist_viz.training.config import RunConfig
from mnist_viz.training.divergence import DivergenceError
from mnist_viz.training.metrics import Metrics

ANSWERS_ALIKE = "activations"
"""The quantity that a collapse is seen in."""

WINDOW = 50
"""Steps between two looks, which are judged by their mean."""

_LEAP = 1.2
_GUESSING = 0.95
_READING = 0.8
"""Shares of the loss of guessing."""

_ALIKE = 1e-3
"""How far the scores of two images of a batch may be apart and still count as the same."""

_NO_SLOPE = 1e-3
"""How much the loss of an image may rise with a logit of which training learns nothing."""


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


def check_collapse(
    network: Network, config: RunConfig, metrics: Metrics, images: int, piece: int
) -> None:
    """Look whether training has collapsed; cheap while the loss is below that of guessing.

    Parameters
    ----------
    network : Network
        Just trained with a batch.
    config : RunConfig
    metrics : Metrics
        Of all steps so far.
    images : int
        In the batch.
    piece : int
        How many of them the network has read last.

    Raises
    ------
    CollapseError
    """
    guessing = _guessing(network, config)
    if not _has_leapt(guessing, metrics, WINDOW, _GUESSING):
        return
    layer = _layer_answering_alike(network, images, piece)
    if layer is None:
        return
    losses = metrics.loss
    good = np.flatnonzero(np.asarray(losses) < _READING * guessing)
    last_good_step = int(good[-1]) if len(good) else 0
    raise CollapseError(len(losses), layer, last_good_step, losses.max())


def may_have_collapsed(network: Network, config: RunConfig, metrics: Metrics) -> bool:
    """Return whether the losses so far let `check_collapse` look closely at the next step.

    Parameters
    ----------
    network : Network
    config : RunConfig
    metrics : Metrics
        Of the steps before.
    """
    guessing = _guessing(network, config)
    return len(metrics) > 0 and _has_leapt(guessing, metrics, WINDOW - 1, _READING)


def _guessing(network: Network, config: RunConfig) -> float:
    return cost_of_guessing(config.loss, network.layout.classes, config.label_smoothing)


def _has_leapt(guessing: float, metrics: Metrics, window: int, share: float) -> bool:
    """Return whether the loss went far above that of guessing, and came back to a share of it."""
    losses = metrics.loss
    return bool(losses[-window:].mean() >= share * guessing and losses.max() >= _LEAP * guessing)


def _layer_answering_alike(network: Network, images: int, piece: int) -> str | None:
    """Return the first layer that answers all images alike, and from which nothing leads back."""
    *hidden, last = network.layout.layers
    for layer, activations in zip(hidden, network.hidden_activations(piece), strict=True):
        if (activations == activations[0]).all():
            return layer.title
    output = network.trace(piece)[-1]
    # By cross-entropy, a wrong class that is sure has the steepest slope: such a net still moves.
    is_stuck = images * np.abs(output.delta).max() <= _NO_SLOPE
    is_alike = np.ptp(softmax(output.a), axis=0).max() <= _ALIKE
    return last.title if is_stuck and is_alike else None
