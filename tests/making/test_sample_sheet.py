import numpy as np

from mnist_viz.data import LabelledImages
from tests.making.sample_sheet import sheet


def _digits(seed: int) -> LabelledImages:
    rng = np.random.default_rng(seed)
    return LabelledImages(
        rng.integers(0, 256, (60, 4, 4), dtype=np.uint8), np.arange(60, dtype=np.uint8) % 10
    )


def test_each_digit_has_a_row_of_both_sets() -> None:
    left, right = _digits(0), _digits(1)
    drawn = sheet(left, right, 3)
    assert drawn.shape == (40, 2 * 3 * 4 + 14)
    assert np.array_equal(drawn[28:32, 4:8], left.images[17])
    assert np.array_equal(drawn[28:32, -4:], right.images[27])
    assert not drawn[:, 12:26].any()
