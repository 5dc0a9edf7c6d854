"""What is on the pad, as a session's file keeps it, and back."""

import numpy as np

from mnist_viz.training import BorrowedImage, Drawing, InkStroke
from mnist_viz.ui.drawing.ink import BorrowedDigit, Sheet
from mnist_viz.ui.drawing.strokes import Stroke


def drawing_of(sheet: Sheet) -> Drawing:
    """Return what is to be kept of a sheet; nothing is copied."""
    borrowed = sheet.borrowed
    return Drawing(
        strokes=tuple(InkStroke(stroke.points, stroke.pressure) for stroke in sheet.strokes),
        borrowed=None
        if borrowed is None
        else BorrowedImage(
            borrowed.image,
            borrowed.class_name,
            borrowed.index,
            None if sheet.source is None else sheet.source.grey,
        ),
    )


def sheet_of(drawing: Drawing) -> Sheet:
    """Return the sheet that was kept."""
    borrowed = drawing.borrowed
    if borrowed is not None and borrowed.source is not None:
        from mnist_viz.data.picture import picture_steps  # noqa: PLC0415 - Pillow, seldom needed

        given = borrowed.source
        as_it_is = any(np.array_equal(borrowed.image, one) for one in (given, 255 - given))
        return Sheet.of_picture(picture_steps(given, as_it_is=as_it_is))
    return Sheet(
        strokes=tuple(Stroke(stroke.points, stroke.pressure) for stroke in drawing.strokes),
        borrowed=None
        if borrowed is None
        else BorrowedDigit(borrowed.image, borrowed.class_name, borrowed.index),
    )
