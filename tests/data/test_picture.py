from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from mnist_viz.data.ink import CENTRE, ink_to_image
from mnist_viz.data.paper import ink_of, without_dirt
from mnist_viz.data.picture import MOST_SIDE, picture_steps, picture_to_image
from mnist_viz.data.rendering import centre_of_mass
from tests.data.photographs import Scene, photograph
from tests.test_normalised_reading import scores
from tests.ui.strokes_of_digits import DIGITS

SCENES = {
    "black on white": Scene(paper=255, ink=0, noise=0.0),
    "white on black": Scene(paper=0, ink=255, noise=0.0),
    "ball pen": Scene(width=0.02),
    "pencil": Scene(width=0.025, ink=150),
    "brush": Scene(width=0.2),
    "small, in a corner": Scene(size=0.25, middle=(0.2, 0.3)),
    "fading light": Scene(fading=0.7),
    "hard shadow": Scene(shadow=True),
    "ruled paper": Scene(ruled=True),
    "edge of a table": Scene(table=True),
    "noise": Scene(noise=14.0),
    "black board": Scene(paper=45, ink=215),
    "black board, fading light": Scene(paper=70, ink=215, fading=0.6),
    "pale board": Scene(paper=90, ink=140),
    "large": Scene(shape=(1600, 1200), width=0.03),
}


@pytest.mark.parametrize("scene", SCENES.values(), ids=list(SCENES))
def test_a_photographed_digit_is_read(scene: Scene) -> None:
    for digit, drawn in DIGITS.items():
        image = picture_to_image(photograph([np.array(stroke) for stroke in drawn], scene))
        assert scores(image).argmax() == digit


def test_the_steps_lead_from_the_picture_to_the_image() -> None:
    strokes = [np.array(stroke) for stroke in DIGITS[4]]
    steps = picture_steps(photograph(strokes, Scene(shape=(800, 600), table=True)))
    assert steps.grey.shape == (240, MOST_SIDE)
    margins = np.subtract(steps.ink.shape, steps.grey.shape)
    assert margins[0] == margins[1] >= 0
    assert steps.box is not None
    left, top, right, bottom = steps.box
    beyond = steps.ink.copy()
    beyond[top:bottom, left:right] = 0
    assert beyond.max() <= 0.4
    assert max(steps.fitted.shape) == 20
    assert centre_of_mass(steps.image[None] / 255.0)[0] == pytest.approx([CENTRE] * 2, abs=0.1)
    assert np.array_equal(
        steps.image, picture_to_image(photograph(strokes, Scene(shape=(800, 600), table=True)))
    )


def test_a_line_becomes_about_as_broad_as_a_pen_of_the_pad() -> None:
    line = [np.array([[0.5, 0.1], [0.5, 0.9]])]
    for width in (0.01, 0.03, 0.08):
        image = picture_to_image(photograph(line, Scene(width=width, noise=0.0))) / 255
        assert 1.5 < image[14].sum() < 3.0


def test_an_empty_page_has_no_ink() -> None:
    blank = photograph([np.array([[0.5, 0.5], [0.5, 0.6]])], Scene(ink=225, fading=0.6, noise=6.0))
    steps = picture_steps(blank)
    assert not steps.image.any()
    assert steps.box is None


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_one_shade_alone_is_an_empty_picture(shade: int) -> None:
    assert not picture_to_image(np.full((40, 60), shade, dtype=np.uint8)).any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1), (2, 3), (29, 400)])
def test_pictures_of_odd_shapes_do_no_harm(shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    assert picture_to_image(noise).shape == (28, 28)


def test_a_ready_made_digit_is_taken_as_it_is() -> None:
    digit = np.zeros((28, 28), dtype=np.uint8)
    digit[4:24, 13:15] = 200
    assert np.array_equal(picture_to_image(digit), digit)
    assert np.array_equal(picture_to_image(255 - digit), digit)
    assert np.array_equal(picture_steps(digit).raw, digit)


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda image: np.roll(image, (3, -2), (0, 1)),
        lambda image: 255 - np.roll(image, (3, -2), (0, 1)),
        lambda image: (60 + image * (150 / 255)).astype(np.uint8),
        lambda image: (230 - image * (190 / 255)).astype(np.uint8),
        lambda image: np.pad(image[::2, ::2], ((1, 13), (12, 2))),
        lambda image: 255 - np.pad(image[::2, ::2], ((1, 13), (12, 2))),
    ],
    ids=["off centre", "off centre, dark", "grey ground", "paper", "small", "small, dark"],
)
def test_a_picture_of_28_by_28_that_is_not_in_form_is_brought_into_it(
    spoilt: Callable[[NDArray[np.uint8]], NDArray[np.uint8]],
) -> None:
    for digit, drawn in DIGITS.items():
        in_form = ink_to_image([np.array(stroke) for stroke in drawn])
        image = picture_to_image(spoilt(in_form))
        assert scores(image).argmax() == digit
        assert centre_of_mass(image[None] / 255.0)[0] == pytest.approx([CENTRE] * 2, abs=0.1)


def test_other_things_than_digits_stay_as_they_are_where_asked() -> None:
    shirt = np.full((28, 28), 180, dtype=np.uint8)
    shirt[:, :4] = 0
    assert np.array_equal(picture_to_image(shirt, as_it_is=True), 255 - shirt)
    assert np.array_equal(picture_to_image(255 - shirt, as_it_is=True), 255 - shirt)


@pytest.mark.parametrize(("paper", "ink"), [(255, 0), (0, 255), (225, 60), (60, 200)])
def test_a_digit_that_was_cut_out_closely_is_read(paper: int, ink: int) -> None:
    for digit in sorted(set(DIGITS) - {1}):  # of a one nothing but ink is left
        strokes = [np.array(stroke) for stroke in DIGITS[digit]]
        whole = photograph(
            strokes, Scene(paper=paper, ink=ink, width=0.14, noise=0.0, shape=(400, 400))
        )
        is_ink = np.abs(whole.astype(int) - paper) > 20
        rows, columns = np.flatnonzero(is_ink.any(axis=1)), np.flatnonzero(is_ink.any(axis=0))
        cut = whole[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        assert scores(picture_to_image(cut)).argmax() == digit


def test_the_raw_picture_is_shrunk_and_no_more() -> None:
    page = np.full((100, 50), 200, dtype=np.uint8)
    page[40:60, 20:30] = 10
    raw = picture_steps(page).raw
    expected = Image.fromarray(np.pad(page, ((0, 0), (25, 25)), constant_values=200))
    assert np.array_equal(raw, np.array(expected.resize((28, 28), Image.Resampling.BOX)))


def test_specks_and_what_reaches_in_from_outside_are_dirt() -> None:
    ink = np.zeros((100, 100), dtype=np.float32)
    ink[30:70, 48:53] = 1
    digit = ink.copy()
    ink[10:12, 80:82] = 1
    ink[:, :6] = 1
    assert np.array_equal(without_dirt(ink), digit)


def test_a_digit_that_touches_the_edge_stays_if_it_is_alone() -> None:
    ink = np.zeros((100, 100), dtype=np.float32)
    ink[0:90, 40:50] = 1
    assert np.array_equal(without_dirt(ink), ink)


def test_ink_does_not_depend_on_how_bright_the_light_is() -> None:
    strokes = [np.array(stroke) for stroke in DIGITS[2]]
    bright = ink_of(photograph(strokes, Scene(noise=0.0)))
    dim = ink_of((photograph(strokes, Scene(noise=0.0)) * 0.6).astype(np.uint8))
    assert np.abs(bright - dim).mean() < 0.01
