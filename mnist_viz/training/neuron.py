"""One unit, taken apart: what it multiplies, what that sums to, and what it makes of the sum.

In double precision, so that the terms that are written add up to the z that is written.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import activation
from mnist_viz.nn.activations import SOFTMAX
from mnist_viz.training.frame import Frame

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Neuron:
    """A unit's computation for one image, with the parameters of one frame.

    Attributes
    ----------
    layer, unit : int
        From 0.
    function : str
        Name of its activation.
    inputs, weights : float64, shape (n,)
        The image's pixels from 0 to 1, or the activations of the layer before, and the
        weights from these into the unit.
    bias : float
    others : float64, shape (classes − 1,)
        The logits of the other classes, which a softmax is taken over with this one;
        empty for any other activation.
    gradient : float or None
        ∂L/∂z of the last update, summed over its batch, L being the batch's mean loss, without
        weight decay: the gradient of the bias. None before any update.
    weight_gradients : float64, shape (n,), or None
        ∂L/∂w of the last update.
    """

    layer: int
    unit: int
    function: str
    inputs: Numbers
    weights: Numbers
    bias: float
    others: Numbers
    gradient: float | None
    weight_gradients: Numbers | None

    @cached_property
    def terms(self) -> Numbers:
        """Input times weight, shape (n,)."""
        with np.errstate(all="ignore"):  # a broken network is shown as it is
            product: Numbers = self.inputs * self.weights
        return product

    @cached_property
    def total(self) -> float:
        """Sum of the terms."""
        with np.errstate(all="ignore"):
            return float(self.terms.sum())

    @property
    def z(self) -> float:
        """Sum of the terms and the bias: what the activation is applied to."""
        return self.total + self.bias

    @cached_property
    def value(self) -> float:
        """The activation; for softmax, the score."""
        return float(self.curve(np.array([self.z]))[0])

    @cached_property
    def rivals(self) -> float:
        """Ln Σ exp of the other logits: the z at which a score would be ½."""
        return _log_sum_exp(self.others)

    @cached_property
    def slope(self) -> float:
        """∂a/∂z at z; for softmax, with the other logits held: p (1 − p)."""
        if self.function == SOFTMAX.name:
            return self.value * (1.0 - self.value)
        if not math.isfinite(self.z):
            return math.nan
        kind, z = activation(self.function), np.array([self.z])
        given = z if kind.needs_input else np.array([self.value])
        slope = np.ones(1)
        with np.errstate(all="ignore"):
            kind.backward(slope, given, kind.scratch(slope.shape, slope.dtype))
        return float(slope[0])

    def curve(self, z: Numbers) -> Numbers:
        """Return the activation at other values of z, the other logits held.

        Parameters
        ----------
        z : float64, shape (m,)

        Returns
        -------
        float64, shape (m,)
        """
        with np.errstate(all="ignore"):
            if self.function == SOFTMAX.name:
                # exp(z) / (exp(z) + Σ exp(others)), as a logistic function of z − ln Σ exp.
                return 0.5 * (1.0 + np.tanh(0.5 * (z - self.rivals)))
            found = np.empty_like(z)
            activation(self.function).forward(z.copy(), found)
        return found

    def largest(self, count: int) -> NDArray[np.intp]:
        """Return which terms are the largest in magnitude, at most so many, none of them 0."""
        magnitudes = np.abs(self.terms)
        some = magnitudes > 0
        count = min(count, int(np.count_nonzero(some)))
        if not count:
            return np.empty(0, dtype=np.intp)
        ranked = np.where(some, magnitudes, -1.0)
        few = np.argpartition(-ranked, count - 1)[:count]
        return few[np.lexsort((few, -ranked[few]))]

    def remainder(self, shown: NDArray[np.intp]) -> float:
        """Return the sum of all terms but those that are shown."""
        rest = np.delete(self.terms, shown)
        with np.errstate(all="ignore"):
            return float(rest.sum())


def neuron_at(
    frame: Frame,
    pixels: Numbers,
    activations: tuple[NDArray[np.float32], ...],
    layer: int,
    unit: int,
    *,
    gradients: NDArray[np.float32] | None,
) -> Neuron:
    """Take a unit apart.

    Parameters
    ----------
    frame : Frame
        Whose parameters.
    pixels : float64, shape (inputs,)
        Of an image, from 0 to 1.
    activations : tuple of float32, shape (units,) each
        Of this image, one array a layer, with the same parameters.
    layer, unit : int
    gradients : float32, shape (layout.size,), or None
        Of the loss, without weight decay.
    """
    at = frame.layout.layers[layer]
    inputs = pixels if layer == 0 else activations[layer - 1].astype(np.float64)
    weights, biases = at.weight.of(frame.parameters), at.bias.of(frame.parameters)
    others = np.empty(0)
    if at.activation == SOFTMAX.name:
        with np.errstate(all="ignore"):
            logits = inputs @ weights.astype(np.float64) + biases
        others = np.delete(logits, unit)
    gradient, weight_gradients = None, None
    if gradients is not None:
        gradient = float(at.bias.of(gradients)[unit])
        weight_gradients = at.weight.of(gradients)[:, unit].astype(np.float64)
    return Neuron(
        layer,
        unit,
        at.activation,
        inputs,
        weights[:, unit].astype(np.float64),
        float(biases[unit]),
        others,
        gradient,
        weight_gradients,
    )


def strongest_targets(frame: Frame, layer: int, unit: int, count: int) -> list[tuple[int, float]]:
    """Return the units of the next layer that a unit feeds most strongly, with the weights.

    Parameters
    ----------
    frame : Frame
    layer, unit : int
    count : int
        At most so many; none of the last layer.
    """
    layers = frame.layout.layers
    if layer + 1 >= len(layers):
        return []
    weights = layers[layer + 1].weight.of(frame.parameters)[unit]
    order = np.argsort(-np.abs(weights), kind="stable")[:count]
    return [(int(index), float(weights[index])) for index in order]


def _log_sum_exp(values: Numbers) -> float:
    """Return ln Σ exp(v), without overflow; −∞ of none."""
    if not len(values):
        return -math.inf
    top = float(values.max())
    return top + math.log(float(np.exp(values - top).sum())) if math.isfinite(top) else top
