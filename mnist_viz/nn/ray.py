"""A network's mean gradient along the straight way from blank paper to a picture.

On that way only one number changes, so the first layer's sums are straight lines in it, and one
product with the first layer's weights serves all places on the way. Where ReLUs switch, the
gradient leaps; the way is cut there, so that no rule of integration has to cope with a leap.
"""

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn.activations import activation
from mnist_viz.nn.arrays import FloatArray
from mnist_viz.nn.input_gradient import through
from mnist_viz.nn.layout import Layout

Float64Array = NDArray[np.float64]

_SPANS = 48
"""Into which the way is cut where an activation is curved."""

_ROUNDS = 2
"""Of looking for crossings where sums are curved: the second starts from what the first found."""

_MOST_SPANS = 640
"""So that networks with a thousand units and more do not take a thousand passes."""

_GAUSS = (0.5 - 0.5 / np.sqrt(3.0), 0.5 + 0.5 / np.sqrt(3.0))  # of two nodes: exact for cubics


def mean_gradients(
    layout: Layout, parameters: FloatArray, x: FloatArray, directions: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Integrate the gradients of sums of logits from blank paper to a picture.

    Exact, but for rounding, where every activation is made of straight pieces and units switch at
    no more than some hundred places: the gradient is constant between them. Else the way is cut
    evenly as well, and each span taken with two Gauss-Legendre nodes.

    Parameters
    ----------
    layout : Layout
    parameters : float array, shape (layout.size,)
    x : float array, shape (inputs,)
    directions : float array, shape (k, classes)
        How much each logit counts in each of the sums.

    Returns
    -------
    gradients : float array, shape (k, inputs)
        Of each sum with respect to the pixels, the mean over t x for t from 0 to 1.
    differences : float array, shape (k,)
        Each sum at x, minus that on blank paper.
    """
    first, rest = layout.layers[0], layout.layers[1:]
    weight, bias = first.weight.of(parameters), first.bias.of(parameters)
    slope = x @ weight
    if not rest:
        return directions @ weight.T, directions @ slope
    nodes, shares = _nodes(layout, parameters, slope)
    z = nodes.astype(x.dtype)[:, None] * slope + bias
    kind = activation(first.activation)
    a = np.empty_like(z)
    kind.forward(z, a)
    logits, pullback = through(rest, parameters, a)
    scratch = kind.scratch(z.shape, z.dtype)
    means = []
    for direction in directions:
        gradient = pullback(direction)
        kind.backward(gradient, z if kind.needs_input else a, scratch)
        means.append(weight @ (shares.astype(x.dtype) @ gradient))
    return np.stack(means), directions @ (logits[-1] - logits[0])


def _nodes(
    layout: Layout, parameters: FloatArray, slope: FloatArray
) -> tuple[Float64Array, Float64Array]:
    """Return where gradients are taken, and their shares; the two ends of the way have none."""
    hidden = [activation(layer.activation) for layer in layout.layers[:-1]]
    curved = any(kind.curved for kind in hidden)
    edges = np.linspace(0.0, 1.0, 1 + (_SPANS if curved else 1))
    for depth, kind in enumerate(hidden):
        for _ in range(kind.kinked * (_ROUNDS if curved and depth else 1)):
            z = _sums(layout, parameters, slope, edges, depth)
            edges = np.unique(np.concatenate([edges, _crossings(edges, z)]))
        edges = _at_most(edges)
    lengths = np.diff(edges)
    within = np.array(_GAUSS if curved else (0.5,))
    nodes = (edges[:-1, None] + lengths[:, None] * within).ravel()
    shares = np.repeat(lengths / len(within), len(within))
    return np.concatenate([[0.0], nodes, [1.0]]), np.concatenate([[0.0], shares, [0.0]])


def _at_most(edges: Float64Array) -> Float64Array:
    """Leave out edges that stand closest behind others, if there are too many."""
    surplus = len(edges) - 1 - _MOST_SPANS
    if surplus <= 0:
        return edges
    closest = np.argsort(np.diff(edges)[:-1], kind="stable")[:surplus]  # the last edge stays
    return np.delete(edges, closest + 1)


def _sums(
    layout: Layout, parameters: FloatArray, slope: FloatArray, places: Float64Array, depth: int
) -> FloatArray:
    """Return what goes into the activations of a layer at places on the way."""
    z: FloatArray = places.astype(slope.dtype)[:, None] * slope
    z += layout.layers[0].bias.of(parameters)
    for before, layer in zip(layout.layers[:depth], layout.layers[1 : depth + 1], strict=True):
        a = np.empty_like(z)
        activation(before.activation).forward(z, a)
        z = a @ layer.weight.of(parameters)
        z += layer.bias.of(parameters)
    return z


def _crossings(edges: Float64Array, z: FloatArray) -> Float64Array:
    """Return where sums pass through 0, if they are straight between the edges."""
    positive = z > 0
    span, unit = np.nonzero(positive[1:] != positive[:-1])
    before, after = z[span, unit].astype(np.float64), z[span + 1, unit].astype(np.float64)
    crossings: Float64Array = edges[span] + np.diff(edges)[span] * before / (before - after)
    return crossings[np.isfinite(crossings)]
