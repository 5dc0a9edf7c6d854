"""A moment of a run from which training can go on."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training.config import RunConfig
from mnist_viz.training.frame import Frame
from mnist_viz.training.runs import Change


@dataclass(frozen=True)
class Checkpoint:
    """A frame, and what only the trainer knew.

    Attributes
    ----------
    frame : Frame
    config : RunConfig
        In force after the frame's changes.
    changes_to_come : tuple of Change
        Asked for, and not yet due.
    updates : int
        The optimizer's count.
    optimizer_state : dict of str to float32 array, shape (layout.size,), read-only
        See `mnist_viz.nn.Optimizer`.
    """

    frame: Frame
    config: RunConfig
    changes_to_come: tuple[Change, ...]
    updates: int
    optimizer_state: Mapping[str, NDArray[np.float32]]
