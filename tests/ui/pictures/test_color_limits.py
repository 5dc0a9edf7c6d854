"""Limits that hold still, and the numbers beneath a colour bar."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from mnist_viz.ui.components import ColorBar
from mnist_viz.ui.pictures.color_limits import GrowingLimit
from mnist_viz.ui.pictures.legends import show_limit


def values(*numbers: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array(numbers, dtype=np.float32)


def test_a_limit_holds_all_values_grows_in_steps_and_never_shrinks() -> None:
    limit = GrowingLimit()
    first = limit.covering(values(0.2, -0.31))
    assert first == pytest.approx(0.35)
    assert limit.covering(values(0.34)) == first
    assert limit.covering(values(0.01)) == first
    assert limit.covering(values(-7.0)) == pytest.approx(7.7)


def test_a_limit_is_nothing_until_there_is_a_value() -> None:
    limit = GrowingLimit()
    assert limit.covering(values(0.0, 0.0)) == 0.0
    assert limit.covering(values(1.0)) > 0
    limit.forget()
    assert limit.covering(values(0.0)) == 0.0


def test_values_that_are_not_finite_do_not_move_a_limit() -> None:
    limit = GrowingLimit()
    broken = limit.covering(values(float("nan"), float("inf"), -2.0))
    assert broken == GrowingLimit().covering(values(-2.0))


@pytest.mark.parametrize(
    ("limit", "signed", "width", "texts"),
    [
        (0.23, True, 200, ["−0.23", "0", "0.23"]),
        (6.0, False, 200, ["0", "6"]),
        (1.0, True, 200, ["−1", "0", "1"]),
        (1300.0, False, 200, ["0", "1.3e3"]),
        (0.0, True, 200, ["0"]),
        (0.0, False, 200, ["0"]),
        (7.6, True, 30, ["±7.6"]),
        (12.0, False, 15, ["12"]),
    ],
)
def test_a_legend_says_the_limits_as_far_as_there_is_room(
    limit: float, signed: bool, width: int, texts: list[str], qtbot: QtBot
) -> None:
    bar = ColorBar()
    qtbot.addWidget(bar)
    bar.resize(width, 30)
    show_limit(bar, limit, signed=signed)
    assert [text for _, text in bar.limits] == texts
