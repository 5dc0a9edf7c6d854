"""What a trainer tells of each step."""

from typing import NamedTuple


class Step(NamedTuple):
    """What one update did: the batch's loss before it, and the learning rate it used."""

    step: int
    epoch: int
    loss: float
    learning_rate: float
