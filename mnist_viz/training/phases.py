"""One step taken apart: forward, loss, backward, update, with every number of it.

The step is trained by the trainer's own parts, and looked at in between: what is
told of it is what happened, to the last bit.
"""

from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import (
    SOFTMAX,
    Activation,
    FloatArray,
    UpdateTerms,
    losses_by_image,
    softmax,
)
from mnist_viz.training.config import RunConfig
from mnist_viz.training.frame import Frame
from mnist_viz.training.trainer import Trainer


@dataclass(frozen=True)
class LayerPass:
    """What went through one layer, for the images that can be followed.

    Attributes
    ----------
    inputs : float32, shape (m, inputs)
        What came in: pixels, or what the layer before handed on.
    z : float32, shape (m, units)
        Weighted sums with bias; of the output layer, the logits.
    a : float32, shape (m, units)
        Activations f(z); of the output layer, the scores.
    keep : float32, shape (m, units), or None
        Dropout's factors, 0 or 1 / (1 − rate), which the activations were multiplied by.
    slope : float32, shape (m, units), or None
        f'(z); None for the output layer, whose loss takes softmax and logarithm at once.
    delta : float32, shape (m, units)
        ∂L/∂z of the batch's loss: with the 1/n of its mean.
    """

    inputs: NDArray[np.float32]
    z: NDArray[np.float32]
    a: NDArray[np.float32]
    keep: NDArray[np.float32] | None
    slope: NDArray[np.float32] | None
    delta: NDArray[np.float32]


@dataclass(frozen=True)
class StepPhases:
    """Everything of one step.

    Attributes
    ----------
    before, after : Frame
        Of the step before it, and its own.
    rows : int array, shape (n,)
        The batch, among the run's examples; My digits, where they are taught, come in place of
        the first.
    labels : uint8, shape (n,)
    scores : float32, shape (n, classes)
        Before the update.
    losses : float64, shape (n,)
        Of each image; their mean is the batch's loss.
    layers : tuple of LayerPass
        Of the first m images: of them all, unless the batch is computed in pieces.
    gradient : float32, shape (layout.size,), read-only
        Of the loss alone.
    terms : UpdateTerms
        What the optimizer made of it.
    """

    before: Frame
    after: Frame
    rows: NDArray[np.intp]
    labels: NDArray[np.uint8]
    scores: NDArray[np.float32]
    losses: NDArray[np.float64]
    layers: tuple[LayerPass, ...]
    gradient: NDArray[np.float32]
    terms: UpdateTerms

    @property
    def step(self) -> int:
        """The number of the step: of the frame that it leads to."""
        return self.after.step

    @property
    def config(self) -> RunConfig:
        """In force for the step."""
        return self.after.config

    @property
    def learning_rate(self) -> float:
        """Of the step; a schedule may have made it another than the config's."""
        assert self.after.learning_rate is not None, "a step has a learning rate"
        return self.after.learning_rate

    @property
    def loss(self) -> float:
        """The batch's."""
        assert self.after.loss is not None, "a step has a loss"
        return self.after.loss

    @property
    def followable(self) -> int:
        """How many images of the batch can be followed."""
        return len(self.layers[0].inputs)

    @cached_property
    def right(self) -> int:
        """Images of the batch that are read right before the update."""
        return int(np.count_nonzero(self.scores.argmax(axis=1) == self.labels))

    @cached_property
    def change(self) -> NDArray[np.float32]:
        """What the update did to each parameter, shape (layout.size,)."""
        return self.after.parameters - self.before.parameters

    @cached_property
    def moved(self) -> int:
        """Number of parameters that are not what they were."""
        return int(np.count_nonzero(self.change))


def step_in_phases(trainer: Trainer) -> Generator[None, None, StepPhases]:
    """Train one step, a bounded piece at each `next()`; return all that happened in it.

    Parameters
    ----------
    trainer : Trainer
        Between two steps. Its network is `StepPhases.after`'s at the end.

    Raises
    ------
    DivergenceError
        If a value stops being finite, or training has collapsed.
    """
    trainer.make_due_changes()
    while not trainer.fetch():
        yield
    before, config = trainer.frame(), trainer.config
    rows, learning_rate = trainer.begin_step()
    gradients, network = trainer.batch_gradient, trainer.network
    classes = network.layout.classes
    logits = np.empty((len(rows), classes), dtype=np.float32)
    x, _ = gradients.images_of(rows, config, trainer.step)
    x = x.copy()
    layers: tuple[LayerPass, ...] = ()
    computing = gradients.compute(rows, config, trainer.step)
    done, loss = 0, 0.0
    while done < len(rows):
        try:
            next(computing)
        except StopIteration as end:
            loss = end.value
        piece = min(gradients.piece_rows, len(rows) - done)
        logits[done : done + piece] = network.trace(piece)[-1].a
        if not layers:
            with np.errstate(all="ignore"):  # whoever updates looks at the result
                layers = _passes(trainer, x)
        done += piece
        if done < len(rows):
            yield
    own_gradient = network.gradients.copy()
    labels = gradients.labels_of(rows, config, trainer.step)
    trainer.finish_step(len(rows), loss, learning_rate)
    with np.errstate(all="ignore"):  # a broken network is shown as it is
        terms = trainer.optimizer.explain(
            before.parameters, own_gradient, learning_rate, config.weight_decay
        )
        scores = softmax(logits)
        losses = losses_by_image(config.loss, logits, labels, config.label_smoothing)
    return StepPhases(
        before, trainer.frame(), rows, labels, scores, losses, layers, own_gradient, terms
    )


def _passes(trainer: Trainer, x: NDArray[np.float32]) -> tuple[LayerPass, ...]:
    """Return what the network's buffers tell of the piece that was just computed.

    The weighted sums, which training does not keep, are computed again in the same way.
    """
    network = trainer.network
    passes = []
    inputs: FloatArray = x
    for layer, kept in zip(network.layers, network.trace(len(x)), strict=True):
        z = np.matmul(inputs, layer.weight)
        z += layer.bias
        keep = None if kept.keep is None else kept.keep.copy()
        if layer.activation is SOFTMAX:
            passes.append(LayerPass(inputs, z, softmax(z), None, None, kept.delta.copy()))
            break
        a = kept.a.copy()
        slope = _slope(layer.activation, z, a)
        passes.append(LayerPass(inputs, z, a, keep, slope, kept.delta.copy()))
        inputs = a if keep is None else a * keep
    return tuple(passes)


def _slope(kind: Activation, z: FloatArray, a: FloatArray) -> FloatArray:
    """Return f'(z), by the same code that training multiplies by it."""
    slope = np.ones_like(z)
    kind.backward(slope, z if kind.needs_input else a, kind.scratch(z.shape, z.dtype))
    return slope
