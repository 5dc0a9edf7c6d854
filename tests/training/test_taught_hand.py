"""A real hand that MNIST does not prepare for, taught; needs ``MNIST_VIZ_DATA`` and ``_PEN``."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mnist_viz.data import ink_to_image
from mnist_viz.data.loading import load_dataset
from mnist_viz.data.my_digits import MyDigits, TaughtDigit
from mnist_viz.training import PRESETS, Analysis, Trainer, analyse_at_once
from tests.pens import PenDigit, drawn, read_pens

_PEN = os.environ.get("MNIST_VIZ_PEN")
_TABLET_SIDE = 500.0
_HAND = 28
"""The writer whom networks that learned from MNIST alone read worst."""


def _to(trainer: Trainer, step: int) -> None:
    for _ in trainer.units():
        if trainer.step >= step:
            break


def _as_strokes(digit: PenDigit) -> TaughtDigit:
    return TaughtDigit.of(digit.digit, [part / _TABLET_SIDE for part in digit.strokes])


def _as_picture(digit: PenDigit) -> TaughtDigit:
    return TaughtDigit.of_picture(digit.digit, ink_to_image(digit.strokes))


@pytest.mark.skipif(_PEN is None, reason="MNIST_VIZ_PEN names no file of pen strokes")
@pytest.mark.parametrize("taught", [_as_strokes, _as_picture], ids=["drawings", "pictures"])
def test_twenty_digits_teach_a_hand_and_mnist_is_kept(
    real_mnist: Path, taught: Callable[[PenDigit], TaughtDigit]
) -> None:
    mnist = load_dataset(real_mnist)
    pens = read_pens(Path(str(_PEN)), {_HAND})
    images = drawn(pens)

    def read(trainer: Trainer) -> tuple[Analysis, float]:
        layout, parameters = trainer.network.layout, trainer.network.parameters
        known = analyse_at_once(layout, parameters, mnist.test).accuracy
        assert known is not None
        return analyse_at_once(layout, parameters, images), known

    trainer = Trainer(PRESETS["three-layer"].config, mnist)
    epoch = trainer.steps_per_epoch
    _to(trainer, 4 * epoch)
    before, known = read(trainer)
    misread = np.flatnonzero(before.predictions != before.labels)[:20]
    assert len(misread) == 20
    others = np.setdiff1d(np.arange(len(pens)), misread)
    trainer.teach(MyDigits(tuple(taught(pens[k]) for k in misread)))
    _to(trainer, 5 * epoch)
    after, kept = read(trainer)

    def share(analysis: Analysis) -> float:
        return float((analysis.predictions == analysis.labels)[others].mean())

    assert share(before) < 0.85
    assert share(after) > share(before) + 0.1
    assert kept > known - 0.003
