"""Random generators keyed by what they are for, so that any step can be replayed alone."""

from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    """What random numbers are drawn for. The values are part of every recorded run."""

    WEIGHTS = 1
    SHUFFLE = 2
    DROPOUT = 3
    AUGMENTATION = 4
    SPLIT = 5
    LABEL_NOISE = 6
    LESSONS = 7


def generator(seed: int, purpose: Purpose, index: int = 0) -> np.random.Generator:
    """Return the generator of one purpose at one epoch or step.

    Parameters
    ----------
    seed : int
        The run's, not negative.
    purpose : Purpose
    index : int
        The epoch or the step.
    """
    return np.random.default_rng((seed, int(purpose), index))
