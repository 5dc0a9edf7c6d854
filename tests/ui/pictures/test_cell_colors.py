"""Entries of the colour table: zero, the ends, and what is no value."""

import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_viz.ui.look.theme import THEME_NAMES, theme
from mnist_viz.ui.pictures.cell_colors import GAP, GROUND, NOTHING, STEPS, Quantizer, color_table


def entries(values: list[float], limit: float, *, signed: bool) -> list[int]:
    found = Quantizer().entries(np.array(values, dtype=np.float32), limit, signed=signed)
    return [int(entry) for entry in found]


def test_zero_has_an_entry_of_its_own_and_the_limits_have_the_ends() -> None:
    middle, top = (STEPS - 1) // 2, STEPS - 1
    assert entries([-2.0, -0.5, 0.0, 0.5, 2.0], 0.5, signed=True) == [0, 0, middle, top, top]
    assert entries([-1.0, 0.0, 3.0, 4.0], 3.0, signed=False) == [0, 0, top, top]


def test_values_of_equal_size_are_equally_far_from_zero() -> None:
    values = np.linspace(0, 1, 50, dtype=np.float32)
    above = Quantizer().entries(values, 1.0, signed=True).astype(int)
    below = Quantizer().entries(-values, 1.0, signed=True).astype(int)
    # Halves may be rounded to either side.
    assert np.abs(above + below - (STEPS - 1)).max() <= 1


@pytest.mark.parametrize("signed", [True, False])
def test_values_that_are_not_finite_are_ground_and_warn_of_nothing(signed: bool) -> None:
    values = [float("nan"), float("inf"), float("-inf"), 1.0]
    assert entries(values, 1.0, signed=signed) == [GROUND, GROUND, GROUND, STEPS - 1]


def test_without_a_limit_everything_is_zero() -> None:
    assert entries([0.0, 3.0, -3.0], 0.0, signed=True) == [(STEPS - 1) // 2] * 3


def test_the_same_quantizer_serves_one_shape_after_another() -> None:
    quantizer = Quantizer()
    for shape in ((2, 3), (4,), (2, 3)):
        values: NDArray[np.float32] = np.zeros(shape, dtype=np.float32)
        assert quantizer.entries(values, 1.0, signed=False).shape == shape


@pytest.mark.parametrize("name", THEME_NAMES)
@pytest.mark.parametrize("signed", [True, False])
def test_a_table_holds_the_map_of_the_theme_and_the_tones_of_what_is_no_value(
    name: str, signed: bool
) -> None:
    look = theme(name)
    lut = look.diverging if signed else look.sequential
    table = color_table(look, signed=signed)
    assert table.shape == (256, 4)
    assert (table[:, 3] == 255).all()
    places = np.linspace(0, 255, STEPS)
    nearest = lut[np.rint(places).astype(int), :3].astype(int)
    steepest = np.abs(np.diff(lut[:, :3].astype(int), axis=0)).max()
    assert np.abs(table[:STEPS, :3].astype(int) - nearest).max() <= steepest
    assert np.array_equal(table[[0, STEPS - 1]], lut[[0, 255]])
    gap = "grid" if name == "contrast" else "panel"
    for entry, token in ((NOTHING, "panel"), (GROUND, "ground"), (GAP, gap)):
        color = look.color(token)
        assert table[entry, :3].tolist() == [color.red(), color.green(), color.blue()]
