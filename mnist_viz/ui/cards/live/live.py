"""What a card says of the run at hand, and what it is told by."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import LayerLayout, activation
from mnist_viz.training import StepPhases, View
from mnist_viz.ui.cards.picture import Picture
from mnist_viz.ui.pictures.readings import image_words


class Live(NamedTuple):
    """Numbers of the shown frame.

    Attributes
    ----------
    formula : str
        The card's formula with numbers, as `mnist_viz.ui.cards.typesetting` reads it.
    facts : tuple of str
        Sentences.
    picture : Picture or None
    """

    formula: str = ""
    facts: tuple[str, ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True)
class Subject:
    """What the numbers are taken from.

    Attributes
    ----------
    view : View
    step_phases : StepPhases or None
        Of some step, if one was taken apart.
    """

    view: View
    step_phases: StepPhases | None = None

    @property
    def phases(self) -> StepPhases | None:
        """Those of the step that is told, or of the shown one, if they are known."""
        if self.view.told is not None:
            return self.view.told.phases
        phases, frame = self.step_phases, self.view.frame
        if phases is None or phases.after.run_id != frame.run_id or phases.step != frame.step:
            return None
        return phases

    @cached_property
    def example(self) -> "Example":
        """The image that is followed through the network, as in all panels."""
        view, followed = self.view, self.view.subject
        inputs = (followed.x, *followed.activations[:-1])
        sums = tuple(weighted_sums(view, number, x) for number, x in enumerate(inputs))
        layers, scores = view.frame.layout.layers, followed.activations[-1]
        answers = tuple(_answers(one, z) for one, z in zip(layers[:-1], sums, strict=False))
        return Example(image_words(view, followed.row), inputs, sums, (*answers, scores))

    def probe_sums(self, layer: int) -> NDArray[np.float32]:
        """Return the weighted sums z of a layer for the probe images, shape (n, units)."""
        view = self.view
        images = view.probe.images
        inputs = images.reshape(len(images), -1) * np.float32(1 / 255)
        if layer:
            inputs = view.probe_activations[layer - 1]
        return weighted_sums(view, layer, inputs)


class Example(NamedTuple):
    """One image on its way through the network of a view.

    Attributes
    ----------
    name : str
    inputs : tuple of float32 arrays, shape (inputs,) each
        What came into each layer; in a told step, what dropout left of it.
    sums : tuple of float32 arrays, shape (units,) each
        z of each layer.
    activations : tuple of float32 arrays, shape (units,) each
        What each layer makes of its sums; the last holds the scores.
    """

    name: str
    inputs: tuple[NDArray[np.float32], ...]
    sums: tuple[NDArray[np.float32], ...]
    activations: tuple[NDArray[np.float32], ...]


def weighted_sums(view: View, layer: int, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return z = x W + b of a layer."""
    one = view.frame.layout.layers[layer]
    parameters = view.frame.parameters
    with np.errstate(all="ignore"):  # a broken network is shown as it is
        return np.asarray(inputs @ one.weight.of(parameters) + one.bias.of(parameters))


def _answers(layer: LayerLayout, z: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return f(z) of a hidden layer: what it hands on, but for dropout."""
    a = np.empty_like(z)
    with np.errstate(all="ignore"):  # a broken network is shown as it is
        activation(layer.activation).forward(z, a)
    return a
