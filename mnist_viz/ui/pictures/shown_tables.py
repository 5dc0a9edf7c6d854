"""The numbers behind the pictures of units, as tables."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training import View
from mnist_viz.ui.pictures.filter_values import FilterValues
from mnist_viz.ui.table import Table


def filters_table(shape: tuple[int, int], kind: str, values: FilterValues) -> Table:
    """Return a row a unit: its number, its bias, then its pixels, row by row.

    Parameters
    ----------
    shape : (int, int)
        Height and width of a filter.
    kind : str
        What the values are: ``weights``, ``change`` or ``gradient``.
    values : FilterValues
    """
    height, width = shape
    pixels = tuple(f"{kind} {row}, {column}" for row in range(height) for column in range(width))
    units = np.arange(values.weights.shape[1])
    bias = "bias" if kind == "weights" else f"{kind} of bias"
    return Table(("unit", bias, *pixels), (units, values.bias.copy(), values.weights.T.copy()))


def activations_table(view: View, *, with_probe: bool) -> Table | None:
    """Return a row for each unit and image: layer by layer, the drawing first.

    Without the probe and without a drawing there is none.
    """
    header = ("layer", "image", "label", "unit", "activation")
    pieces = list(_activations_by_image(view, with_probe=with_probe))
    if not pieces:
        return None
    layers, images, labels, values = zip(*pieces, strict=True)
    counts = [len(each) for each in values]
    return Table(
        header,
        (
            *(np.repeat(texts, counts) for texts in (layers, images, labels)),
            np.concatenate([np.arange(count) for count in counts]),
            np.concatenate(values),
        ),
    )


def _activations_by_image(
    view: View, *, with_probe: bool
) -> Iterator[tuple[str, str, str, NDArray[np.float32]]]:
    """Give layer, image and label, and the activations of all units."""
    labels = [view.class_names[label] for label in view.probe.labels.tolist()]
    lead = view.lead
    for number, layer in enumerate(view.frame.layout.layers):
        if lead is not None:
            yield layer.title, *_lead_names(view), lead.activations[number]
        images = zip(view.probe.indices, labels, view.probe_activations[number], strict=True)
        for index, label, values in images if with_probe else ():
            yield layer.title, f"test image {index}", label, values


def _lead_names(view: View) -> tuple[str, str]:
    """Return what the first row's image is, and its label, if it is known."""
    told = view.told
    if told is None:
        return "drawing", ""
    return f"batch image {told.image + 1}", view.class_names[told.label]
