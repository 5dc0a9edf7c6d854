"""What is on the pad: its present state, those before it, and the gesture under way.

Every method that changes ink returns the part of the unit square it changed.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data import InkSteps, ink_steps, raw_ink_to_image
from mnist_viz.ui.drawing.strokes import (
    CRUMB,
    ERASER_RADIUS,
    WHOLE,
    Box,
    Point,
    Stroke,
    box_of,
    grown,
    on_pad,
    united,
)

if TYPE_CHECKING:
    from mnist_viz.data import PictureSteps

_STILL = 1e-4  # a pointer that moved less did not move
_REMEMBERED = 200

OWN_PICTURE, SAMPLE = -1, -2
"""In place of an index: the picture is the person's own; it came with the program."""


@dataclass(frozen=True, eq=False)
class BorrowedDigit:
    """A test image on the pad.

    Attributes
    ----------
    image : uint8, shape (28, 28), read-only
    class_name : str
    index : int
        Its place in the test set; `OWN_PICTURE` or `SAMPLE` if it is from elsewhere.
    """

    image: NDArray[np.uint8]
    class_name: str
    index: int


@dataclass(frozen=True, eq=False)
class Sheet:
    """One state of the pad: strokes, or a borrowed digit, or nothing.

    Attributes
    ----------
    strokes : tuple of Stroke
    borrowed : BorrowedDigit or None
    source : PictureSteps or None
        What the borrowed digit was made of, where it is the person's own picture.
    """

    strokes: tuple[Stroke, ...] = ()
    borrowed: BorrowedDigit | None = None
    source: "PictureSteps | None" = None

    @classmethod
    def of_picture(cls, source: "PictureSteps") -> "Sheet":
        """Return a sheet with a digit from the person's own picture."""
        return cls(borrowed=BorrowedDigit(source.image, "", OWN_PICTURE), source=source)

    @property
    def is_empty(self) -> bool:
        return not self.strokes and self.borrowed is None

    @property
    def is_own(self) -> bool:
        """Whether it is the person's: ink or a picture of theirs, no test image."""
        return bool(self.strokes) or self.source is not None

    @cached_property
    def picture(self) -> NDArray[np.uint8] | None:
        """What the network sees, uint8 (28, 28), read-only; None if there is nothing."""
        if self.borrowed is not None:
            return self.borrowed.image
        steps = self.steps
        return steps.image if steps is not None and steps.image.any() else None

    @cached_property
    def steps(self) -> "InkSteps | PictureSteps | None":
        """How `picture` came about; None for a test image, which came ready-made."""
        if self.borrowed is not None:
            return self.source
        return ink_steps([stroke.points for stroke in self.strokes])

    @cached_property
    def raw(self) -> NDArray[np.uint8] | None:
        """What the network would see if nothing were fitted or centred; as `picture`."""
        if self.borrowed is not None and self.source is None:
            return self.borrowed.image
        points = [stroke.points for stroke in self.strokes]
        image = raw_ink_to_image(points) if self.source is None else self.source.raw
        image.flags.writeable = False
        return None if self.is_empty else image


class Ink:
    """The sheet on the pad, what it was before, and the gesture that is changing it.

    A gesture is begun, goes on with each move and ends; `undo` takes back a whole one.
    """

    def __init__(self) -> None:
        self._sheet = Sheet()
        self._before: Sheet | None = None  # a gesture is under way
        self._undo: list[Sheet] = []
        self._redo: list[Sheet] = []
        self._points: list[Point] = []
        self._pressures: list[float] = []
        self._eraser: Point | None = None

    @property
    def sheet(self) -> Sheet:
        """The present state, with the stroke that is being drawn."""
        return self._sheet

    @property
    def can_undo(self) -> bool:
        return bool(self._undo) or self._changing

    @property
    def can_redo(self) -> bool:
        return bool(self._redo) and not self._changing

    def begin_stroke(self, x: float, y: float, pressure: float | None = None) -> Box:
        """Put the pen down; a borrowed digit gives way."""
        self.end()
        self._before = self._sheet
        replaced = self._sheet.borrowed is not None
        if replaced:
            self._sheet = Sheet()
        self._points = [on_pad(x, y)]
        self._pressures = [] if pressure is None else [pressure]
        self._show_stroke(self._sheet.strokes)
        return WHOLE if replaced else box_of(np.array(self._points))

    def extend(self, x: float, y: float, pressure: float | None = None) -> Box | None:
        """Move the pen that is down; None if it did not move."""
        point = on_pad(x, y)
        if not self._points or math.dist(point, self._points[-1]) < _STILL:
            return None
        self._points.append(point)
        if self._pressures:
            self._pressures.append(self._pressures[-1] if pressure is None else pressure)
        self._show_stroke(self._sheet.strokes[:-1])
        return box_of(np.array(self._points[-3:]))  # the last point bends what came before

    def begin_erasing(self, x: float, y: float) -> Box | None:
        """Put the eraser down; None if there was no ink."""
        self.end()
        self._before = self._sheet
        self._eraser = on_pad(x, y)
        return self.erase_to(x, y)

    def erase_to(self, x: float, y: float) -> Box | None:
        """Move the eraser that is down; None if it met no ink."""
        if self._eraser is None:
            return None
        start, end = self._eraser, on_pad(x, y)
        self._eraser = end
        reached = grown(box_of(np.array([start, end])), ERASER_RADIUS + CRUMB)
        box: Box | None = None
        left: list[Stroke] = []
        for stroke in self._sheet.strokes:
            parts = stroke.without(start, end)
            left += parts
            if parts != [stroke]:
                # The points added to a stroke move its curve by a hair, all along.
                box = united(box, reached if stroke.is_dense else stroke.box)
        if box is not None:
            self._sheet = Sheet(tuple(left))
        return united(box, reached) if box is not None else None

    def end(self) -> None:
        """Lift the pen or the eraser: the gesture becomes one step of `undo`."""
        if self._before is not None and self._changing:
            self._remember(self._before)
        self._before = None
        self._points = []
        self._eraser = None

    def borrow(self, digit: BorrowedDigit) -> Box:
        """Show a test image instead of what is there; a drawing can be had back by `undo`."""
        return self.put(Sheet(borrowed=digit))

    def put(self, sheet: Sheet) -> Box:
        """Show another sheet instead of what is there; a drawing can be had back by `undo`."""
        self.end()
        if self._sheet.is_own:
            self._remember(self._sheet)
        # What was undone belonged to another sheet.
        self._redo.clear()
        self._sheet = sheet
        return WHOLE

    def clear(self) -> Box:
        """Take everything off the pad."""
        self.end()
        if not self._sheet.is_empty:
            self._remember(self._sheet)
            self._sheet = Sheet()
        return WHOLE

    def undo(self) -> Box:
        """Go back to the state before the last gesture, if there was one."""
        self.end()
        if self._undo:
            self._redo.append(self._sheet)
            self._sheet = self._undo.pop()
        return WHOLE

    def redo(self) -> Box:
        """Go on to the state that `undo` left, if nothing was done since."""
        self.end()
        if self._redo:
            self._undo.append(self._sheet)
            self._sheet = self._redo.pop()
        return WHOLE

    @property
    def _changing(self) -> bool:
        return self._before is not None and self._before is not self._sheet

    def _show_stroke(self, others: tuple[Stroke, ...]) -> None:
        pressure = np.array(self._pressures) if self._pressures else None
        self._sheet = Sheet((*others, Stroke(np.array(self._points), pressure)))

    def _remember(self, sheet: Sheet) -> None:
        self._undo.append(sheet)
        del self._undo[:-_REMEMBERED]
        self._redo.clear()
