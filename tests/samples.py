"""Small data sets and views that tests build on: made in a moment, learnt in a few steps."""

import dataclasses
from functools import cache

import numpy as np

from mnist_viz.data import DIGIT_NAMES, DataSplits, LabelledImages
from mnist_viz.training import (
    Limits,
    Probe,
    Run,
    RunConfig,
    StepPhases,
    Trainer,
    View,
    analyse_at_once,
    step_in_phases,
)


@cache
def tiny_data(train: int = 600, test: int = 200, seed: int = 0) -> DataSplits:
    """Return noisy copies of ten blurred patterns, a data set that any network learns."""
    rng = np.random.default_rng(seed)
    coarse = np.pad(rng.random((10, 5, 5)) > 0.5, ((0, 0), (1, 1), (1, 1)))
    patterns = np.kron(coarse, np.ones((4, 4))) * 200.0

    def part(count: int) -> LabelledImages:
        labels = (np.arange(count) % 10).astype(np.uint8)
        noise = rng.normal(0.0, 25.0, (count, 28, 28))
        images = np.clip(patterns[labels] + noise, 0, 255).astype(np.uint8)
        return LabelledImages(images, labels)

    return DataSplits("tiny", "Tiny", part(train), part(test), DIGIT_NAMES, "made by the tests")


def sample_view(
    steps: int = 60,
    config: RunConfig | None = None,
    data: DataSplits | None = None,
    *,
    drawing: bool = True,
) -> View:
    """Return the view of a network that has been trained for so many steps."""
    data = tiny_data() if data is None else data
    config = RunConfig(batch_size=32) if config is None else config
    trainer = Trainer(config, data, run_id=1, watched=True)
    first = trainer.frame()
    analyses = [analyse_at_once(first.layout, first.parameters, data.test, config.loss)]
    units = trainer.units()
    while trainer.step < steps:
        next(units)
    frame = trainer.frame()
    if steps:
        last = analyse_at_once(frame.layout, frame.parameters, data.test, config.loss)
        analyses.append(dataclasses.replace(last, run_id=1, step=steps))
    view = View(
        frame=frame,
        probe=Probe.one_of_each(data.test, len(data.class_names)),
        class_names=data.class_names,
        reference=first,
        drawing=data.test.images[7] if drawing else None,
        analyses=tuple(analyses),
        run=Run(1, config, data.name, data.checksum),
    )
    return dataclasses.replace(view, limits=Limits().covering(view))


def next_step_in_phases(trainer: Trainer) -> StepPhases:
    """Do a trainer's next step, and return its phases."""
    pieces = step_in_phases(trainer)
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            phases: StepPhases = end.value
            return phases


@cache
def phases_of(config: RunConfig, step: int) -> StepPhases:
    """Train on the tiny data up to a step, and return its phases."""
    trainer = Trainer(config, tiny_data(), run_id=1)
    units = trainer.units()
    while trainer.step < step - 1:
        next(units)
    return next_step_in_phases(trainer)
