"""What is on the pad comes back as it was: strokes, a test image, a picture of one's own."""

import numpy as np
import pytest

from mnist_viz.data.picture import picture_steps
from mnist_viz.ui.drawing.ink import BorrowedDigit, Sheet
from mnist_viz.ui.drawing.sheet_record import drawing_of, sheet_of
from mnist_viz.ui.drawing.strokes import Stroke

STROKES = (
    Stroke(np.array([[0.2, 0.2], [0.8, 0.2], [0.4, 0.9]]), np.array([0.1, 0.5, 1.0])),
    Stroke(np.array([[0.5, 0.5]])),
)
PHOTO = np.full((60, 80), 230, dtype=np.uint8)
PHOTO[10:50, 38:44] = 20
SHIRT = np.full((28, 28), 180, dtype=np.uint8)
SHIRT[:, :4] = 0


@pytest.mark.parametrize(
    "sheet",
    [
        Sheet(),
        Sheet(STROKES),
        Sheet(borrowed=BorrowedDigit(np.eye(28, dtype=np.uint8), "7", 12)),
        Sheet.of_picture(picture_steps(PHOTO)),
        Sheet.of_picture(picture_steps(SHIRT, as_it_is=True)),
        Sheet.of_picture(picture_steps(255 - SHIRT, as_it_is=True)),
    ],
    ids=["empty", "strokes", "test image", "own picture", "as it is", "its negative"],
)
def test_a_sheet_comes_back_as_it_was(sheet: Sheet) -> None:
    back = sheet_of(drawing_of(sheet))
    assert (back.picture is None) == (sheet.picture is None)
    if back.picture is not None and sheet.picture is not None:
        assert np.array_equal(back.picture, sheet.picture)
    assert (back.source is None) == (sheet.source is None)
    if back.source is not None and sheet.source is not None:
        assert np.array_equal(back.source.ink, sheet.source.ink)
    assert [len(stroke.points) for stroke in back.strokes] == [len(s.points) for s in sheet.strokes]
    if back.borrowed is not None and sheet.borrowed is not None:
        assert back.borrowed.class_name == sheet.borrowed.class_name
        assert back.borrowed.index == sheet.borrowed.index
