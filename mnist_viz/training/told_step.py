"""A step as far as it is told: which phase, and which image of its batch is followed."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training.frame import Frame
from mnist_viz.training.phases import StepPhases

FORWARD, LOSS, BACKWARD, UPDATE = range(4)
"""The phases."""


@dataclass(frozen=True, eq=False)
class ToldStep:
    """What is known of a step in one of its phases; what comes later is not told yet.

    Attributes
    ----------
    phases : StepPhases
    image : int
        The one that is followed, among the first of the batch.
    phase : int
        `FORWARD`, `LOSS`, `BACKWARD` or `UPDATE`.
    """

    phases: StepPhases
    image: int
    phase: int

    @property
    def frame(self) -> Frame:
        """The network: up to the update, the one before it."""
        return self.phases.after if self.phase == UPDATE else self.phases.before

    @property
    def loss_step(self) -> int:
        """The step whose loss is the last that is known."""
        return (self.phases.after if self.phase >= LOSS else self.phases.before).step

    @property
    def loss(self) -> float | None:
        """That batch's; None before any step."""
        return self.phases.loss if self.phase >= LOSS else self.phases.before.loss

    @property
    def gradients(self) -> NDArray[np.float32] | None:
        """Those of the loss, shape (layout.size,); of the step before until it goes backward."""
        return self.phases.gradient if self.phase >= BACKWARD else self.phases.before.gradients

    @property
    def gradient_step(self) -> int:
        """The step of whose batch these are."""
        return (self.phases.after if self.phase >= BACKWARD else self.phases.before).step

    @property
    def label(self) -> int:
        """The class of the followed image."""
        return int(self.phases.labels[self.image])

    @property
    def x(self) -> NDArray[np.float32]:
        """The followed image as the network got it, pixels from 0 to 1, shape (inputs,)."""
        return np.asarray(self.phases.layers[0].inputs[self.image])

    @cached_property
    def kept(self) -> tuple[NDArray[np.float32] | None, ...]:
        """Dropout's factors on the followed image's activations, layer by layer."""
        layers = self.phases.layers
        return tuple(None if one.keep is None else one.keep[self.image] for one in layers)
