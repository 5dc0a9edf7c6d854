import gzip
import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from mnist_viz.data.ink import (
    CENTRE,
    HALF_WIDTH,
    fit_to_box,
    ink_steps,
    ink_to_image,
    place_in_frame,
    raw_ink_to_image,
    smooth,
)
from mnist_viz.data.rendering import centre_of_mass

# Read at import: a fixture clears the program's variables before each test.
_PEN = os.environ.get("MNIST_VIZ_PEN")

SEVEN = [np.array([[10.0, 12.0], [31.0, 10.0], [26.0, 25.0], [18.0, 52.0]])]
CROSSED_SEVEN = [*SEVEN, np.array([[13.0, 30.0], [30.0, 29.0]])]
DOT = [np.array([[140.0, 90.0]])]


def _difference(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> int:
    return int(np.abs(a.astype(int) - b).max())


@pytest.mark.parametrize("strokes", [[], [np.empty((0, 2))], [np.array([])]])
def test_nothing_drawn_is_an_empty_picture(strokes: list[NDArray[np.float64]]) -> None:
    image = ink_to_image(strokes)
    assert image.shape == (28, 28)
    assert image.dtype == np.uint8
    assert not image.any()


def test_a_dot_is_a_round_spot_in_the_middle() -> None:
    image = ink_to_image(DOT)
    assert image[14, 14] > 200
    assert np.array_equal(image, image.T)
    assert 2 < image.sum() / 255 < 12


def test_a_stroke_that_does_not_move_is_a_dot() -> None:
    assert _difference(ink_to_image([np.repeat(DOT[0], 5, axis=0)]), ink_to_image(DOT)) == 0


def test_a_dot_beside_a_line_is_seen() -> None:
    line = np.array([[0.0, 0.0], [0.0, 100.0]])
    dotted = ink_to_image([line, np.array([[40.0, 100.0]])])
    assert dotted[:, 18:].max() > 200


def test_a_straight_line_fills_the_box_and_is_as_wide_as_the_pen() -> None:
    image = ink_to_image([np.array([[5.0, 0.0], [5.0, 300.0]])]) / 255
    rows = np.flatnonzero(image.max(axis=1) > 0.5)
    assert 17 <= len(rows) <= 20
    assert image[14].sum() == pytest.approx(2 * HALF_WIDTH, abs=0.5)


def test_the_longer_side_fits_into_twenty_pixels() -> None:
    image = ink_to_image(CROSSED_SEVEN)
    assert 19 <= np.count_nonzero(image.any(axis=1)) <= 21


def test_the_centre_of_mass_is_where_mnist_has_it() -> None:
    image = ink_to_image(CROSSED_SEVEN).astype(np.float64)
    assert centre_of_mass(image[None])[0] == pytest.approx([CENTRE, CENTRE], abs=0.05)


@given(
    x=st.floats(-1e6, 1e6),
    y=st.floats(-1e6, 1e6),
    scale=st.floats(0.5, 2),
)
def test_where_and_how_large_one_draws_makes_no_difference(
    x: float, y: float, scale: float
) -> None:
    moved = [stroke * scale + (x, y) for stroke in CROSSED_SEVEN]
    assert _difference(ink_to_image(moved), ink_to_image(CROSSED_SEVEN)) <= 1


@pytest.mark.parametrize("scale", [1e-300, 1e-12, 1e12, 1e300])
def test_any_unit_will_do(scale: float) -> None:
    scaled = [stroke * scale for stroke in CROSSED_SEVEN]
    assert _difference(ink_to_image(scaled), ink_to_image(CROSSED_SEVEN)) <= 1


def test_how_many_points_a_straight_stroke_has_makes_no_difference() -> None:
    ends = np.array([[0.0, 0.0], [30.0, 50.0]])
    many = ends[0] + np.linspace(0, 1, 40)[:, None] * (ends[1] - ends[0])
    assert _difference(ink_to_image([ends]), ink_to_image([many])) <= 2


def test_whole_numbers_are_as_good_as_floats() -> None:
    whole = [stroke.astype(np.int32) for stroke in CROSSED_SEVEN]
    assert np.array_equal(ink_to_image(whole), ink_to_image(CROSSED_SEVEN))


def test_the_strokes_are_left_as_they_were() -> None:
    strokes = [stroke.copy() for stroke in CROSSED_SEVEN]
    ink_to_image(strokes)
    assert all(np.array_equal(a, b) for a, b in zip(strokes, CROSSED_SEVEN, strict=True))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_coordinate_that_is_no_number_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        ink_to_image([np.array([[0.0, 0.0], [bad, 1.0]])])


@pytest.mark.parametrize("shape", [(4,), (3, 3), (2, 2, 2)])
def test_points_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"shape \(n, 2\)"):
        ink_to_image([np.zeros(shape)])


def test_a_smooth_curve_keeps_its_ends_and_passes_through_mid_points() -> None:
    corner = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]])
    curve = smooth(corner, piece=0.1)
    assert np.array_equal(curve[[0, -1]], corner[[0, -1]])
    for mid_point in ([5.0, 0.0], [10.0, 5.0]):
        assert np.hypot(*(curve - mid_point).T).min() < 0.05
    assert np.hypot(*np.diff(curve, axis=0).T).max() <= 0.2


def test_fitted_ink_is_centred_on_the_frame() -> None:
    points = np.concatenate(fit_to_box(CROSSED_SEVEN))
    assert (points.min(axis=0) + points.max(axis=0)) / 2 == pytest.approx([14, 14])
    assert np.ptp(points, axis=0).max() == pytest.approx(20 - 2 * (HALF_WIDTH + 0.3))


def test_strokes_are_placed_where_they_are_drawn() -> None:
    placed = place_in_frame([CROSSED_SEVEN[0], np.empty((0, 2)), CROSSED_SEVEN[1]])
    image = ink_to_image(CROSSED_SEVEN)
    assert len(placed) == 2
    for x, y in np.concatenate(placed):
        assert image[int(y) - 1 : int(y) + 2, int(x) - 1 : int(x) + 2].max() > 128


def test_the_steps_are_those_of_the_picture() -> None:
    steps = ink_steps(CROSSED_SEVEN)
    assert steps is not None
    points = np.concatenate(CROSSED_SEVEN)
    assert steps.box == (*points.min(axis=0), *points.max(axis=0))
    for drawn, kept in zip(CROSSED_SEVEN, steps.strokes, strict=True):
        assert np.array_equal(drawn, kept)
    for by_hand, fitted in zip(fit_to_box(CROSSED_SEVEN), steps.fitted, strict=True):
        assert np.array_equal(by_hand, fitted)
    for fitted, centred in zip(steps.fitted, steps.centred, strict=True):
        assert centred == pytest.approx(fitted + steps.shift, abs=1e-12)
    for by_hand, centred in zip(place_in_frame(CROSSED_SEVEN), steps.centred, strict=True):
        assert np.array_equal(by_hand, centred)
    assert np.array_equal(steps.image, ink_to_image(CROSSED_SEVEN))


def test_fitting_keeps_the_shape() -> None:
    steps = ink_steps(CROSSED_SEVEN)
    assert steps is not None
    drawn, fitted = np.concatenate(steps.strokes), np.concatenate(steps.fitted)
    scale = np.ptp(fitted, axis=0) / np.ptp(drawn, axis=0)
    assert scale[0] == pytest.approx(scale[1])


def test_nothing_drawn_has_no_steps() -> None:
    assert ink_steps([]) is None
    assert ink_steps([np.empty((0, 2))]) is None


def test_the_raw_picture_shows_ink_where_and_as_large_as_it_lies() -> None:
    corner = [np.array([[0.1, 0.1], [0.3, 0.1]])]
    raw = raw_ink_to_image(corner)
    rows, columns = np.nonzero(raw > 128)
    assert set(rows) == {2, 3}
    assert (columns.min(), columns.max()) == (3, 7)
    assert np.array_equal(raw, raw_ink_to_image([100 * corner[0]], side=100))
    moved = raw_ink_to_image([corner[0] + (0.5, 0.5)])
    assert np.array_equal(moved[14:, 14:], raw[:14, :14])


def test_a_raw_picture_of_nothing_is_empty() -> None:
    assert not raw_ink_to_image([]).any()


def test_a_dot_is_seen_in_the_raw_picture_too() -> None:
    raw = raw_ink_to_image([np.array([[0.25, 0.75]])])
    assert raw[20:22, 6:8].min() > 128
    assert raw.sum() / 255 < 8


@pytest.mark.skipif(_PEN is None, reason="MNIST_VIZ_PEN names no file of pen strokes")
def test_real_pen_strokes_look_like_mnist() -> None:
    with gzip.open(Path(str(_PEN)), "rt") as lines:
        drawn = [json.loads(line)["strokes"] for line, _ in zip(lines, range(500), strict=False)]
    images = np.stack([ink_to_image([np.array(s) for s in strokes]) for strokes in drawn])
    centres = centre_of_mass(images.astype(np.float64))
    assert np.abs(centres - CENTRE).max() < 0.6
    assert 70 < images.sum(axis=(1, 2)).mean() / 255 < 120
