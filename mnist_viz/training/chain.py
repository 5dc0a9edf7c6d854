"""One weight or bias in a step: which it is, and the chain of factors that made its gradient."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import Layout
from mnist_viz.training.phases import StepPhases
from mnist_viz.training.view import Connection


@dataclass(frozen=True)
class ParameterPlace:
    """A weight or a bias: which of all it is.

    Attributes
    ----------
    layer : int
        From 0; the layer whose unit it leads to.
    source : int or None
        The input it comes from; None of a bias.
    unit : int
        The unit it leads to.
    index : int
        Its place in the flat vectors.
    """

    layer: int
    source: int | None
    unit: int
    index: int

    @classmethod
    def at(cls, layout: Layout, index: int) -> "ParameterPlace":
        """Return what stands at a place in the flat vectors."""
        for number, layer in enumerate(layout.layers):
            if index < layer.weight.stop:
                source, unit = divmod(index - layer.weight.start, layer.units)
                return cls(number, source, unit, index)
            if index < layer.bias.stop:
                return cls(number, None, index - layer.bias.start, index)
        raise IndexError(index)

    @classmethod
    def of(cls, layout: Layout, one: Connection) -> "ParameterPlace":
        """Return where the weight of a connection stands."""
        layer = layout.layers[one.layer]
        index = layer.weight.start + one.source * layer.units + one.target
        return cls(one.layer, one.source, one.target, index)

    @property
    def connection(self) -> Connection | None:
        """The connection whose weight it is; None of a bias."""
        if self.source is None:
            return None
        return Connection(self.layer, self.source, self.unit)


def moved_most(
    phases: StepPhases, layer: int | None = None, unit: int | None = None
) -> ParameterPlace:
    """Return the weight that the step changed most.

    Parameters
    ----------
    phases : StepPhases
    layer : int, optional
        Only of this layer.
    unit : int, optional
        Only of those that lead to this unit of it.
    """
    layout, size = phases.before.layout, _distances(phases, layer, unit)
    if not size.any():  # nothing moved: the first of those that could have
        first = layout.layers[layer or 0]
        return ParameterPlace.at(layout, first.weight.start + (unit or 0))
    return ParameterPlace.at(layout, int(size.argmax()))


def moved_furthest(phases: StepPhases, layer: int | None, count: int) -> list[ParameterPlace]:
    """Return the weights that the step changed most, at most so many, the first one first.

    Parameters
    ----------
    phases : StepPhases
    layer : int or None
        Only of this layer.
    count : int
    """
    size = _distances(phases, layer)
    count = min(count, int(np.count_nonzero(size)))
    few = np.argpartition(-size, max(0, count - 1))[:count]
    ranked = few[np.lexsort((few, -size[few]))].tolist()
    return [ParameterPlace.at(phases.before.layout, index) for index in ranked]


def moved_more(phases: StepPhases, place: ParameterPlace) -> int:
    """Return how many weights of its layer the step moved further than this one."""
    size = _distances(phases, place.layer)
    return int(np.count_nonzero(size > abs(float(phases.change[place.index]))))


def _distances(
    phases: StepPhases, layer: int | None, unit: int | None = None
) -> NDArray[np.float32]:
    """Return how far each weight moved, shape (layout.size,); 0 of biases and other layers'."""
    size = np.zeros(phases.before.layout.size, dtype=np.float32)
    for number, one in enumerate(phases.before.layout.layers):
        if layer in (None, number):
            moved, own = one.weight.of(phases.change), one.weight.of(size)
            units = slice(None) if unit is None else slice(unit, unit + 1)
            np.abs(moved[:, units], out=own[:, units])
    return size


@dataclass(frozen=True)
class ChainRule:
    """The factors whose product is what one image adds to a weight's gradient.

    Attributes
    ----------
    error : float
        ∂L/∂a of the unit: what the layers behind it send back. Of an output unit, ∂L/∂z.
    kept : float
        Dropout's factor on the unit, 1 without dropout.
    slope : float
        ∂a/∂z = f'(z) of the unit; 1 of an output unit, where `error` has it in it.
    source : float
        ∂z/∂w: what came in through the weight; 1 of a bias.
    share : float
        ∂L/∂w of this image: the product.
    """

    error: float
    kept: float
    slope: float
    source: float
    share: float


def chain_rule(phases: StepPhases, place: ParameterPlace, image: int) -> ChainRule:
    """Return the factors for an image that can be followed."""
    passed = phases.layers[place.layer]
    unit = place.unit
    delta = float(passed.delta[image, unit])
    source = 1.0 if place.source is None else float(passed.inputs[image, place.source])
    if passed.slope is None:
        return ChainRule(delta, 1.0, 1.0, source, delta * source)
    behind = phases.layers[place.layer + 1].delta[image]
    weights = phases.before.layout.layers[place.layer + 1].weight.of(phases.before.parameters)
    error = float(np.dot(behind, weights[unit]))
    kept = 1.0 if passed.keep is None else float(passed.keep[image, unit])
    return ChainRule(error, kept, float(passed.slope[image, unit]), source, delta * source)


def telling_image(phases: StepPhases, place: ParameterPlace) -> int:
    """Return the image that has most to do with a parameter's gradient, of its own sign."""
    each = shares(phases, place)
    return int((each * np.sign(each.sum(dtype=np.float64))).argmax())


def shares(phases: StepPhases, place: ParameterPlace) -> NDArray[np.float32]:
    """Return what each image that can be followed adds to the gradient, shape (m,)."""
    passed = phases.layers[place.layer]
    delta = passed.delta[:, place.unit]
    if place.source is None:
        return delta
    return np.asarray(delta * passed.inputs[:, place.source])
