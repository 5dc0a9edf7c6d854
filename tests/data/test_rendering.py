import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_viz.data.rendering import centre_of_mass, dot_length, draw, to_bytes


def _line(
    start: tuple[float, float], end: tuple[float, float], half_width: float = 1.1, pieces: int = 60
) -> NDArray[np.floating]:
    """Draw one straight line, with pieces of equal length."""
    t = (np.arange(pieces) + 0.5) / pieces
    middles = np.array(start) + t[:, None] * (np.array(end) - start)
    length = np.hypot(end[0] - start[0], end[1] - start[1]) / pieces
    lengths = np.full((1, pieces), length)
    ink: NDArray[np.floating]
    (ink,) = draw(middles[None], lengths, np.array([half_width]), np.array([1.0]))
    return ink


@pytest.mark.parametrize("half_width", [0.7, 1.0, 1.4, 2.0])
def test_a_line_is_as_wide_as_its_pen(half_width: float) -> None:
    ink = _line((14.0, -10.0), (14.0, 40.0), half_width)
    assert ink[14].sum() == pytest.approx(2 * half_width, abs=0.5)


def test_ink_lies_between_paper_and_full() -> None:
    ink = _line((3.0, 3.0), (25.0, 20.0), 2.5)
    assert ink.min() == 0
    assert ink.max() == 1


def test_x_is_the_column_and_y_the_row() -> None:
    ink = _line((4.5, 22.5), (8.5, 22.5))
    assert ink[22, 6] > 0.8
    assert ink[6, 22] == 0


def test_more_pieces_draw_the_same_line() -> None:
    coarse, fine = (_line((4, 6), (20, 23), pieces=n) for n in (60, 600))
    assert np.abs(coarse - fine).max() < 0.01


def test_pictures_drawn_together_are_those_drawn_alone() -> None:
    rng = np.random.default_rng(0)
    middles = rng.uniform(4, 24, (3, 20, 2))
    lengths = rng.uniform(0.1, 1, (3, 20))
    half_width, softness = rng.uniform(0.7, 2, 3), rng.uniform(0.5, 1.5, 3)
    together = draw(middles, lengths, half_width, softness)
    for k in range(3):
        one = slice(k, k + 1)
        alone = draw(middles[one], lengths[one], half_width[one], softness[one])
        assert np.allclose(together[k], alone[0], atol=1e-12)


def test_float32_strokes_give_float32_pictures() -> None:
    half = np.ones(1, np.float32)
    ink = draw(np.full((1, 4, 2), 14, np.float32), np.ones((1, 4), np.float32), half, half)
    assert ink.dtype == np.float32


def test_a_dot_reaches_about_one_half_width() -> None:
    half_width = 1.5
    middles, lengths = np.full((1, 1, 2), 14.5), np.array([[dot_length(half_width)]])
    ink = draw(middles, lengths, np.array([half_width]), np.array([1.0]))[0]
    assert ink[14, 14] == 1
    assert ink[14].sum() == pytest.approx(2 * half_width, rel=0.2)


def test_the_centre_of_mass_of_one_pixel_is_its_centre() -> None:
    ink = np.zeros((1, 28, 28))
    ink[0, 20, 7] = 0.3
    assert centre_of_mass(ink)[0] == pytest.approx([7.5, 20.5])


def test_full_ink_is_255() -> None:
    assert to_bytes(np.array([0.0, 0.5, 1.0])).tolist() == [0, 128, 255]
