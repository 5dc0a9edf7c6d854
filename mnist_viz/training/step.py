"""What a trainer tells of each step."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """What one update did: the batch's loss before it, and the learning rate it used."""

    step: int
    epoch: int
    loss: float
    learning_rate: float
