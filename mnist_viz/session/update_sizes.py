"""Tells frames how far the update before them moved the weights, at a small share of the time."""

import dataclasses
from time import perf_counter

from mnist_viz.training import Frame, Trainer

TIME_SHARE = 0.005
"""Of the worker's time: an optimizer with a memory takes some passes over all parameters."""


class UpdateSizes:
    """Adds the ratios to as many frames as that share allows."""

    def __init__(self) -> None:
        self._not_before = 0.0

    def add_to(self, frame: Frame, trainer: Trainer) -> Frame:
        """Return a frame of the trainer's present state, with its update's ratios or without."""
        began = perf_counter()
        if began < self._not_before:
            return frame
        frame = dataclasses.replace(frame, update_ratios=trainer.update_ratios())
        now = perf_counter()
        self._not_before = now + (now - began) / TIME_SHARE
        return frame
