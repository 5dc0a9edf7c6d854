"""Which card belongs to a widget. What the cards say is not read before one is asked for."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from mnist_viz.ui.components.tooltips import with_more

PLACES = {
    "drawing_panel_dock": "ink",
    "prediction": "score",
    "scores": "score",
    "seen_picture": "ink",
    "filters_panel_dock": "filter",
    "activations_panel_dock": "activation",
    "network_panel_dock": "network",
    "neuron_panel_dock": "unit",
    "why_panel_dock": "evidence",
    "raw_switch": "ink",
    "loss_panel_dock": "loss",
    "scores_panel_dock": "test_accuracy",
    "confusion_matrix": "confusion_matrix",
    "health_panel_dock": "gradient",
    "speed_control": "speed",
    "speed_list": "speed",
    "preset": "preset",
    "learning_rate": "learning_rate",
    "batch_size": "batch",
    "data": "data",
    "reset_button": "init",
    "new_weights_button": "init",
    "step_button": "step",
    "back_button": "step",
    "play_button": "step",
    "builder_button": "network",
    "about_button": "network",
    "activations_images": "probe",
    "health_sizes": "update_ratio",
    "timeline": "run",
    "shown_step": "step",
    "status": "epoch",
    "teach_button": "teaching",
    "phases_button": "step",
}
"""By the widgets' objectNames, the keys of their cards."""

CARDS_OF_FIELDS = {"hidden": "layer", "batch_size": "batch", "validation": "held_out"}
"""By the fields of `mnist_viz.training.RunConfig`, the keys of their cards where they differ."""

LINK = "card:"
"""What the address of a card begins with, in rich text."""

_PROPERTY = "card"


def function_card(activation: str) -> str:
    """Return the key of the card of an activation function, by its name."""
    return activation if activation == "softmax" else f"activation.{activation}"


def explain(widget: QWidget, key: str) -> None:
    """Give a widget, and what stands in it, the card of a key."""
    widget.setProperty(_PROPERTY, key)
    if widget.toolTip():
        widget.setToolTip(with_more(widget.toolTip()))


def explain_places(part: QWidget) -> None:
    """Give a window, or a part of one, and what stands in it the cards of `PLACES`."""
    for widget in (part, *part.findChildren(QWidget)):
        key = PLACES.get(widget.objectName())
        if key is not None:
            explain(widget, key)


def own_key(widget: QWidget, point: QPoint | None = None) -> str | None:
    """Return the key of a widget's own card, or None.

    Parameters
    ----------
    widget : QWidget
        One that shows several things has a `card_at(point)`, which tells the key of one.
    point : QPoint, optional
        Of the screen: what is meant; without it, what the keys are at.
    """
    card_at = getattr(widget, "card_at", None)
    if card_at is not None:
        found = card_at(None if point is None else widget.mapFromGlobal(point))
        if found is not None:
            return str(found)
    key = widget.property(_PROPERTY)
    return None if key is None else str(key)
