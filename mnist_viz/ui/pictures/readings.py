"""What the network reads in the images of a view, and what these are called."""

from typing import NamedTuple

import numpy as np

from mnist_viz.nn import LayerLayout, activation
from mnist_viz.training import ToldStep, View
from mnist_viz.ui import numbers
from mnist_viz.ui.pictures.heatmap_layout import DRAWING, Spot


class Reading(NamedTuple):
    """How one image is read.

    Attributes
    ----------
    predicted : int or None
        The class of the highest score; None if the scores are not finite.
    is_right : bool or None
        None if nobody knows what the image shows.
    """

    predicted: int | None
    is_right: bool | None


def readings(view: View) -> tuple[Reading | None, ...]:
    """Return how the first row's image is read, None if it is empty, then those of the probe."""
    first, label = None, None if view.told is None else view.told.label
    if view.lead is not None:
        scores = view.lead.activations[-1]
        winner = int(scores.argmax()) if np.isfinite(scores).all() else None
        first = Reading(winner, None if label is None else winner == label)
    scores = view.probe_activations[-1]
    readable = np.asarray(np.isfinite(scores).all(axis=1)).tolist()
    winners: list[int] = scores.argmax(axis=1).tolist()
    labels: list[int] = view.probe.labels.tolist()
    return (
        first,
        *(
            Reading(winner if fine else None, fine and winner == label)
            for winner, fine, label in zip(winners, readable, labels, strict=True)
        ),
    )


def spot_texts(view: View, spot: Spot) -> tuple[str, str, str]:
    """Return the unit, the image and the activation, as the card at the pointer says them."""
    layers = view.frame.layout.layers
    layer = layers[spot.layer]
    unit = unit_words(view, spot.layer, spot.unit)
    row = None if spot.row == DRAWING else spot.row - 1
    if row is None:
        values = None if view.lead is None else view.lead.activations[spot.layer]
    else:
        values = view.probe_activations[spot.layer][row]
    if values is None:
        return unit, "no drawing", numbers.ABSENT
    return unit, image_words(view, row), activation_text(layer, float(values[spot.unit]))


def unit_words(view: View, layer: int, unit: int) -> str:
    """Return what a unit is called: ``Layer 1, unit 23``; ``Output, class 5``."""
    layers = view.frame.layout.layers
    if layer == len(layers) - 1:
        return f"{layers[layer].title}, class {view.class_names[unit]}"
    return f"{layers[layer].title}, unit {unit}"


def image_words(view: View, row: int | None) -> str:
    """Return what an image of the probe is called, or what stands before it (None)."""
    if row is None:
        return "your drawing" if view.told is None else batch_image_words(view, view.told)
    probe = view.probe
    label = with_article(view.class_names[int(probe.labels[row])])
    return f"test image {numbers.count(probe.indices[row])} ({label})"


def batch_image_words(view: View, told: ToldStep) -> str:
    """Return what the followed image of a step is called: ``batch image 57 (a 7)``."""
    label = with_article(view.class_names[told.label])
    return f"batch image {numbers.count(told.image + 1)} ({label})"


def activation_text(layer: LayerLayout, value: float) -> str:
    """Return an activation, with a plus where there are negative ones too."""
    sign = "+" if activation(layer.activation).signed and value > 0 else ""
    return sign + numbers.plain(value)


def with_article(name: str) -> str:
    """Return ``a 1``, ``an 8``; a longer name stands alone."""
    if len(name) > 1:
        return name
    return f"an {name}" if name in {"8", "A", "E", "I", "O"} else f"a {name}"
