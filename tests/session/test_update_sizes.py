"""Frames are told of their updates for a small share of the worker's time, and no more."""

import pytest

from mnist_viz.session import update_sizes
from mnist_viz.session.update_sizes import TIME_SHARE, UpdateSizes
from mnist_viz.training import RunConfig, Trainer
from tests.samples import tiny_data


def test_a_look_that_took_long_is_not_soon_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = Trainer(RunConfig(optimizer="adam", batch_size=32), tiny_data())
    next(trainer.units())
    cost = 0.01
    readings = iter([0.0, cost, 0.5 * cost / TIME_SHARE, 1.1 * cost / TIME_SHARE, 99.0])
    monkeypatch.setattr(update_sizes, "perf_counter", lambda: next(readings))
    sizes = UpdateSizes()
    told = [sizes.add_to(trainer.frame(), trainer).update_ratios for _ in range(3)]
    assert told == [trainer.update_ratios(), None, trainer.update_ratios()]
