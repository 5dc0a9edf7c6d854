"""What a wall of filters can show: the weights, their change since the start, their gradient."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training import View

WEIGHTS, CHANGE, GRADIENT = "weights", "change", "gradient"


class FilterValues(NamedTuple):
    """Numbers of the first layer.

    Attributes
    ----------
    weights : float32, shape (inputs, units)
    bias : float32, shape (units,)
    """

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]


class NoFilterValues(NamedTuple):
    """Why there are none, and what to do."""

    title: str
    text: str


def filter_values(view: View, kind: str) -> FilterValues | NoFilterValues:
    """Return what there is of one of the three kinds.

    A change is that of the parameters since `View.reference`; a gradient is the
    loss's last that is known.
    """
    frame = view.frame
    if kind == WEIGHTS:
        return _first_layer(view, frame.parameters)
    if kind == GRADIENT:
        if view.gradients is None:
            return NoFilterValues("No gradients yet", "They appear with the first step.")
        return _first_layer(view, view.gradients)
    reference = view.reference
    if reference is None or reference.layout != frame.layout:
        return NoFilterValues("Nothing to compare with", "Another network was there at the start.")
    if (reference.run_id, reference.step) == (frame.run_id, frame.step):
        return NoFilterValues("No change yet", "What training changes appears with the first step.")
    now, then = (_first_layer(view, each.parameters) for each in (frame, reference))
    with np.errstate(all="ignore"):  # a broken network is shown as it is
        return FilterValues(now.weights - then.weights, now.bias - then.bias)


def _first_layer(view: View, flat: NDArray[np.float32]) -> FilterValues:
    layer = view.frame.layout.layers[0]
    weights, bias = (np.asarray(slot.of(flat), np.float32) for slot in (layer.weight, layer.bias))
    return FilterValues(weights, bias)
