"""Everything known of one step, immutable."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import Layout
from mnist_viz.training.config import RunConfig
from mnist_viz.training.metrics import Metrics

if TYPE_CHECKING:
    from mnist_viz.training.runs import Change


@dataclass(frozen=True)
class Frame:
    """The state after `step` updates.

    Attributes
    ----------
    run_id : int
    step : int
    epoch, offset : int
        Where in the data the next batch begins: full passes done, images into this one.
    images_per_epoch, batch_size : int
    layout : Layout
        The meaning of `parameters` and `gradients`.
    parameters : float32, shape (layout.size,), read-only
        After `step` updates.
    gradients : float32, shape (layout.size,), read-only, or None
        Those of the loss, without weight decay, at update `step`, taken before it: under
        plain gradient descent the parameters are the previous ones minus learning rate times
        these. None at step 0, and where the update after it diverged.
    loss : float or None
        Of the batch of update `step`, before it.
    learning_rate : float or None
        Of update `step`.
    metrics : Metrics
        Up to this step.
    config : RunConfig
        In force for update `step`: the run's first, with the changes made before it. At step
        0, for the update to come.
    changes : tuple of Change
        Up to this step.
    """

    run_id: int
    step: int
    epoch: int
    offset: int
    images_per_epoch: int
    batch_size: int
    layout: Layout
    parameters: NDArray[np.float32]
    gradients: NDArray[np.float32] | None
    loss: float | None
    learning_rate: float | None
    metrics: Metrics
    config: RunConfig
    changes: tuple["Change", ...] = ()

    @property
    def steps_per_epoch(self) -> int:
        return -(-self.images_per_epoch // self.batch_size)

    @property
    def place(self) -> tuple[int, int]:
        """Epoch of the last update, from 1, and its step in it, at the present batch size."""
        if self.step and not self.offset:
            return self.epoch, self.steps_per_epoch
        return self.epoch + 1, -(-self.offset // self.batch_size)

    @property
    def is_last(self) -> bool:
        """Whether the learning rate's schedule has come to its end: no update follows."""
        return self.config.is_over(self.epoch)

    @cached_property
    def filters(self) -> NDArray[np.float32]:
        """The first layer's weights as pictures, shape (units, height, width)."""
        return np.asarray(self.layout.filters(self.parameters), dtype=np.float32)
