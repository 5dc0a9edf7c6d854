"""The numbers behind the pictures of units, as tables."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training import View
from mnist_viz.ui.pictures.filter_values import FilterValues
from mnist_viz.ui.table import Column, Table

if TYPE_CHECKING:
    from mnist_viz.training import Neuron


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


def neuron_table(view: View, unit: str, neuron: "Neuron") -> Table:
    """Return a row for each input of a view's neuron, then the bias: the weight of a constant 1.

    The terms add up to z. Gradients stand beside the step that they are of; without any there is
    no column for them.
    """
    count, (image, label) = len(neuron.terms) + 1, _subject_names(view)
    header = ["step", "image", "label", "unit", "input", "value", "weight", "term"]
    texts = [[text] * count for text in (str(view.frame.step), image, label, unit)]
    inputs = [*map(str, range(count - 1)), "bias"]
    values, weights = np.append(neuron.inputs, 1.0), np.append(neuron.weights, neuron.bias)
    numbers = [values, weights, np.append(neuron.terms, neuron.bias)]
    columns: list[Column] = [*texts, inputs, *numbers]
    if neuron.weight_gradients is not None and neuron.gradient is not None:
        header += ["gradient", "gradient at step"]
        gradients = np.append(neuron.weight_gradients, neuron.gradient)
        columns += [gradients, [str(view.gradient_step)] * count]
    return Table(tuple(header), tuple(columns))


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


def _subject_names(view: View) -> tuple[str, str]:
    """Return what the followed image is, and its label, if it is known."""
    row, probe = view.subject.row, view.probe
    if row is None:
        return _lead_names(view)
    return f"test image {probe.indices[row]}", view.class_names[int(probe.labels[row])]


def _lead_names(view: View) -> tuple[str, str]:
    """Return what the first row's image is, and its label, if it is known."""
    told = view.told
    if told is None:
        return "drawing", ""
    return f"batch image {told.image + 1}", view.class_names[told.label]
