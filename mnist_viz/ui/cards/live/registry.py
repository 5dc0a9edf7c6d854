"""Which function tells a card's live numbers."""

from collections.abc import Callable
from functools import partial

from mnist_viz.nn import ACTIVATIONS, OPTIMIZERS
from mnist_viz.ui.cards.live import (
    of_activations,
    of_connections,
    of_losses,
    of_network,
    of_updates,
)
from mnist_viz.ui.cards.live.live import Live, Subject
from mnist_viz.ui.cards.live.of_settings import SETTINGS

Tell = Callable[[Subject], Live]

_ACTIVATIONS: dict[str, Tell] = {
    f"activation.{name}": partial(of_activations.activation_in_use, name) for name in ACTIVATIONS
}
_OPTIMIZERS: dict[str, Tell] = {
    f"optimizer.{name}": partial(of_updates.optimizer_in_use, name) for name in OPTIMIZERS
}

_MOMENTS = (
    "mean square",
    "first moment",
    "second moment",
    "corrected first moment",
    "corrected second moment",
)

LIVE: dict[str, Tell] = {
    **SETTINGS,
    **_ACTIVATIONS,
    **_OPTIMIZERS,
    "activation": of_activations.any_activation,
    "softmax": of_activations.softmax_of_example,
    "loss": of_losses.loss,
    "loss.cross_entropy": of_losses.cross_entropy,
    "loss.squared_error": of_losses.squared_error,
    "score": of_losses.score,
    "test_accuracy": of_losses.test_accuracy,
    "batch_accuracy": of_losses.batch_accuracy,
    "confusion_matrix": of_losses.confusion_matrix,
    "overfitting": of_losses.overfitting,
    "collapse": of_losses.collapse,
    "optimizer": of_updates.update,
    "update": of_updates.update,
    "update_ratio": of_updates.update_ratio,
    "learning_rate": of_updates.learning_rate,
    "gradient": of_updates.gradient,
    "backpropagation": of_updates.chain_of_factors,
    "chain_rule": of_updates.chain_of_factors,
    "weight_decay": of_updates.weight_decay,
    "velocity": partial(of_updates.remembered, ("velocity", "look-ahead gradient")),
    "moments": partial(of_updates.remembered, _MOMENTS),
    "connection": of_connections.connection,
    "term": of_connections.term,
    "slope": of_connections.slope,
    "delta": of_connections.delta,
    "share": of_connections.share,
    "target": of_connections.target,
    "drivers": of_connections.drivers,
    "network": of_network.network,
    "preset": of_network.network,
    "parameters": of_network.parameters,
    "layer": of_network.layer,
    "unit": of_network.unit,
    "weights": of_network.weights,
    "filter": of_network.filter_picture,
    "forward": of_network.forward,
    "logit": of_network.logit,
    "dead_unit": of_network.unusable_units,
    "saturated_unit": of_network.unusable_units,
    "probe": of_network.probe,
    "ink": of_network.ink,
    "evidence": of_network.evidence_of_drawing,
}
"""By the card's key; a card that is not here has nothing live to tell."""

NEEDS_PHASES = frozenset(
    {
        *(f"optimizer.{name}" for name in OPTIMIZERS),
        "optimizer",
        "update",
        "update_ratio",
        "backpropagation",
        "chain_rule",
        "velocity",
        "moments",
        "share",
        "batch_accuracy",
    }
)
"""Cards that tell more where the shown step was taken apart."""


def live(key: str, subject: Subject) -> Live | None:
    """Return what a card says of the run at hand, or None."""
    tell = LIVE.get(key)
    return None if tell is None else tell(subject)
