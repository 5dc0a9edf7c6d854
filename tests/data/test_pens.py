import numpy as np
import pytest

from mnist_viz.data.pens import Pens
from mnist_viz.data.rendering import draw
from mnist_viz.data.stroke_model import PIECES

PENS = Pens(0.62, 2.8, roughness=0.0)
WIDTHS = np.geomspace(0.62, 2.8, 32).astype(np.float32)


def _curves(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return middles (n, 2, pieces) and lengths (n, pieces) of slow waves across the frame."""
    rng = np.random.default_rng(seed)
    t = np.linspace(0, 1, PIECES + 1)
    phase, turns = rng.uniform(0, 6, (2, count, 2, 1))
    paths = 14 + 8 * np.sin(phase + turns * t)
    middles = (paths[..., 1:] + paths[..., :-1]) / 2
    lengths = np.hypot(*np.moveaxis(np.diff(paths), 1, 0))
    return middles.astype(np.float32), lengths.astype(np.float32)


def test_a_pen_draws_what_the_renderer_computes() -> None:
    middles, lengths = _curves(64)
    pens, softness = np.arange(64) % 32, np.linspace(0.4, 2, 64, dtype=np.float32)
    drawn = PENS.draw(middles, lengths, pens, softness, np.random.default_rng(0)) / 255
    computed = draw(middles.swapaxes(1, 2), lengths, WIDTHS[pens], softness)
    assert np.abs(drawn - computed).max() < 0.06
    assert np.abs(drawn - computed).mean() < 0.002


def test_ink_beyond_the_frame_does_no_harm() -> None:
    middles, lengths = _curves(4)
    for far in (-1e3, -40, 40, 1e4):
        images = PENS.draw(
            middles + np.float32(far),
            lengths,
            np.full(4, 31),
            np.ones(4, np.float32),
            np.random.default_rng(0),
        )
        assert not images.any()


@pytest.mark.parametrize("number", [0, 13, 31])
def test_the_nearest_pen_to_a_pens_own_width_is_that_pen(number: int) -> None:
    near = WIDTHS[[number]] * np.array([0.98, 1.0, 1.02], np.float32)
    assert PENS.nearest(near).tolist() == [number] * 3


def test_the_widest_and_the_narrowest_pen_stand_for_those_beyond_them() -> None:
    assert PENS.nearest(np.array([0.01, 9.0], np.float32)).tolist() == [0, 31]


def test_rough_paper_varies_the_rim_of_a_stroke_alone() -> None:
    middles, lengths = _curves(400)
    arguments = middles, lengths, np.full(400, 16), np.ones(400, np.float32)
    smooth = PENS.draw(*arguments, np.random.default_rng(0)).astype(int)
    rough = Pens(0.62, 2.8, roughness=0.12).draw(*arguments, np.random.default_rng(1)).astype(int)
    rim = (smooth > 110) & (smooth < 145)
    assert (rough - smooth)[rim].std() / 255 == pytest.approx(0.12, rel=0.1)
    assert abs((rough - smooth)[rim].mean()) < 3
    assert (rough[smooth == 0] == 0).all()
    assert (rough[smooth == 255] > 250).all()


def test_pictures_drawn_together_are_those_drawn_alone() -> None:
    middles, lengths = _curves(130)
    pens, softness = np.arange(130) % 32, np.ones(130, np.float32)
    together = PENS.draw(middles, lengths, pens, softness, np.random.default_rng(0))
    one = slice(120, 121)
    alone = PENS.draw(
        middles[one], lengths[one], pens[one], softness[one], np.random.default_rng(5)
    )
    assert np.array_equal(together[one], alone)
