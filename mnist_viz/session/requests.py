"""What the session asks of the worker; made to cross threads."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data import DataSplits
from mnist_viz.data.my_digits import MyDigits
from mnist_viz.training import Checkpoint, Run


@dataclass(frozen=True)
class RunRequest:
    """A run to be trained.

    Attributes
    ----------
    run : Run
    data : DataSplits
        At its start.
    parameters : float32, shape (layout.size,), or None
        What to start from, instead of drawing weights by the run's seed.
    checkpoint : Checkpoint or None
        What to go on from, instead of starting.
    others : tuple of DataSplits
        What it was, or can be, switched to.
    taught : tuple of MyDigits
        What it was, or can be, taught.
    wants_start : bool
        Its first step is no longer recorded: record it anew before going on.
    """

    run: Run
    data: DataSplits
    parameters: NDArray[np.float32] | None = None
    checkpoint: Checkpoint | None = None
    others: tuple[DataSplits, ...] = ()
    taught: tuple[MyDigits, ...] = ()
    wants_start: bool = False


@dataclass(frozen=True)
class ReplayRequest:
    """A step to be replayed.

    Attributes
    ----------
    number : int
        Tells one request from the next.
    run : Run
    data : DataSplits
        At its start.
    checkpoint : Checkpoint
        Of the run, before the step, with the changes on the way to come.
    step : int
    limit_seconds : float
        How long the copy may be trained, after its first step.
    others : tuple of DataSplits
        What it was switched to.
    taught : tuple of MyDigits
        What it was taught.
    in_phases : bool
        Take the step itself apart.
    """

    number: int
    run: Run
    data: DataSplits
    checkpoint: Checkpoint
    step: int
    limit_seconds: float
    others: tuple[DataSplits, ...] = ()
    taught: tuple[MyDigits, ...] = ()
    in_phases: bool = False
