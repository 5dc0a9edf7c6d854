import numpy as np
import pytest

from mnist_viz.data import resized

RAMP = np.add.outer(np.arange(28) * 4, np.arange(28) * 4).astype(np.uint8)


def test_a_picture_of_the_wanted_size_is_left_as_it_is() -> None:
    assert resized(RAMP, (28, 28)) is RAMP


@pytest.mark.parametrize("shape", [(12, 12), (14, 20), (40, 36), (1, 1)])
def test_a_picture_keeps_its_ink_in_any_size(shape: tuple[int, int]) -> None:
    image = resized(RAMP, shape)
    assert image.shape == shape
    assert image.dtype == np.uint8
    assert image.mean() == pytest.approx(RAMP.mean(), abs=3)


def test_half_the_size_is_the_mean_of_four_pixels() -> None:
    means = RAMP.reshape(14, 2, 14, 2).mean(axis=(1, 3))
    assert np.abs(resized(RAMP, (14, 14)) - means).max() <= 1
