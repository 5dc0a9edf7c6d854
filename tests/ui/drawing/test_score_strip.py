import pytest

from mnist_viz.ui.drawing.score_strip import rows_a_name


@pytest.mark.parametrize("pitch", range(1, 30))
def test_names_of_rows_never_overlap(pitch: int) -> None:
    capital = 9
    every = rows_a_name(pitch, capital)
    assert every * pitch > capital
    assert every == 1 or (every - 1) * pitch <= capital
