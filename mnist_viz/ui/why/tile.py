"""A square picture with a caption and a note."""

from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from mnist_viz.ui.components import tooltip
from mnist_viz.ui.look.spacing import GAP, UNIT, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

GRID = 28
"""Pixels of most pictures: a tile is so many whole device pixels wide, or a multiple."""

_DIM = 0.3  # opacity of what does not count
_CROSS = 0.06  # of the side


class Marks(NamedTuple):
    """What is drawn over a picture; places are in the unit square.

    Attributes
    ----------
    box : (float, float, float, float) or None
        Left, top, right, bottom of a dashed frame.
    cross : (float, float) or None
    """

    box: tuple[float, float, float, float] | None = None
    cross: tuple[float, float] | None = None


_NO_MARKS = Marks()


class Words(Enum):
    """Where the caption and the note of a picture stand."""

    AROUND = "the caption above, the note below"
    BESIDE = "both to the right"
    ABOVE = "the caption above, no note"
    NOWHERE = "only in the tooltip"


class Tile(QWidget):
    """A picture with a caption and a note, of which the tooltip says all.

    Parameters
    ----------
    name : str
        Its ``objectName``.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._caption = ""
        self._side = 0
        self._words = Words.AROUND
        self._note = ""
        self._image: QImage | QPixmap | None = None
        self._marks = _NO_MARKS
        self._dimmed = False
        self.restyle(system_theme())

    @property
    def caption(self) -> str:
        return self._caption

    @property
    def note(self) -> str:
        return self._note

    @property
    def marks(self) -> Marks:
        return self._marks

    @property
    def dimmed(self) -> bool:
        """Whether the picture is of no account."""
        return self._dimmed

    @property
    def side(self) -> int:
        """Of the picture, in logical pixels."""
        return self._side

    @property
    def words(self) -> Words:
        """Where the caption and the note stand."""
        return self._words

    def place(
        self, left: int, top: int, side: int, beyond: int, words: Words = Words.AROUND
    ) -> None:
        """Stand somewhere, with a picture so wide; words may go on so far beyond it."""
        self._side, self._words = side, words
        self.setGeometry(left, top, side + beyond, self.height_in(side, words))
        self.update()

    def describe(self, caption: str, note: str = "", *, dimmed: bool = False) -> None:
        """Write above and below the picture."""
        if (caption, note, dimmed) != (self._caption, self._note, self._dimmed):
            self._caption, self._note, self._dimmed = caption, note, dimmed
            self.setAccessibleName(caption)
            self.setAccessibleDescription(note)
            self.setToolTip(tooltip(caption, note) if caption else "")
            self.update()

    def show_image(self, image: QImage | QPixmap | None, marks: Marks = _NO_MARKS) -> None:
        """Show a picture, in whole pixels if it is small, or an empty square."""
        self._image = image
        self._marks = marks
        self.update()

    @property
    def line(self) -> int:
        """The height of a caption or a note."""
        return QFontMetrics(self.font()).height()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self.setFont(font("caption"))
        self.update()

    def height_in(self, side: int, words: Words = Words.AROUND) -> int:
        """Return the height that it takes with a picture so wide."""
        lines = {Words.AROUND: 2, Words.ABOVE: 1}.get(words, 0)
        return side + lines * (self.line + scaled(UNIT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        place, caption, note = self._places()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("panel"))
            painter.setFont(self.font())
            self._write(painter, caption, self._caption, "text")
            self._write(painter, note, self._note, "text2")
            painter.fillRect(place, self._theme.color("ground"))
            if self._image is not None:
                painter.setOpacity(_DIM if self._dimmed else 1.0)
                self._draw_image(painter, place)
                painter.setOpacity(1.0)
            self._draw_marks(painter, QRectF(place))
            painter.setPen(self._theme.color("border"))
            painter.drawRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5))

    def _places(self) -> tuple[QRect, QRect, QRect]:
        """Return where the picture, the caption and the note stand; words may have no place."""
        line, side, unit, nowhere = self.line, self.side, scaled(UNIT), QRect()
        if self._words is Words.BESIDE:
            left = side + scaled(GAP)
            caption = QRect(left, 0, self.width() - left, line)
            return QRect(0, 0, side, side), caption, caption.translated(0, line)
        if self._words is Words.NOWHERE:
            return QRect(0, 0, side, side), nowhere, nowhere
        caption = QRect(0, 0, self.width(), line)
        note = caption.translated(0, line + side + 2 * unit)
        place = QRect(0, line + unit, side, side)
        return place, caption, note if self._words is Words.AROUND else nowhere

    def _draw_image(self, painter: QPainter, place: QRect) -> None:
        assert self._image is not None, "asked before"
        longer = max(self._image.width(), self._image.height())
        smooth = longer > GRID
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        size = QSizeF(self._image.size()) * (place.width() / longer)
        target = QRectF(QPointF(0, 0), size)
        target.moveCenter(QRectF(place).center())
        if isinstance(self._image, QImage):
            painter.drawImage(target, self._image)
        else:
            painter.drawPixmap(target, self._image, QRectF(self._image.rect()))

    def _draw_marks(self, painter: QPainter, place: QRectF) -> None:
        side, corner = place.width(), place.topLeft()
        pen = QPen(self._theme.color("accent"), 1.5)
        if self._marks.box is not None:
            left, top, right, bottom = (side * edge for edge in self._marks.box)
            pen.setDashPattern([4.0, 3.0])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(left, top, right - left, bottom - top).translated(corner))
        if self._marks.cross is not None:
            x, y = (side * part for part in self._marks.cross)
            middle, arm = corner + QPointF(x, y), _CROSS * side
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
            painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))

    def _write(self, painter: QPainter, place: QRect, text: str, token: str) -> None:
        if place.isEmpty():
            return
        painter.setPen(self._theme.color("disabled" if self._dimmed else token))
        metrics = QFontMetrics(self.font())
        cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)
