"""What stands over a panel's picture once it has left the window."""

from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from mnist_viz.ui.look.spacing import GAP, HEADER, PADDING, UNIT, font, scaled
from mnist_viz.ui.look.theme import Theme

_VERTICAL, _WRAPPED = Qt.AlignmentFlag.AlignVCenter, Qt.TextFlag.TextWordWrap


class PictureHeading(NamedTuple):
    """A title, what is said of it, and a step at the right.

    Attributes
    ----------
    title : str
    words : str
        Beside the title or, where they do not fit there, below it.
    step : str
        Empty for none.
    """

    title: str
    words: str
    step: str

    def height(self, width: int) -> int:
        """Return how high it is over a picture of a width."""
        if self._is_one_line(width):
            return scaled(HEADER)
        return scaled(HEADER) + self._wrapped(width).height()

    def paint(self, painter: QPainter, width: int, theme: Theme) -> None:
        """Write it at the top of a picture."""
        row = QRect(scaled(PADDING), 0, _room(width), scaled(HEADER))
        painter.setFont(font("body"))
        painter.setPen(theme.color("text2"))
        if self._is_one_line(width):
            beside = row.adjusted(self._title_width() + scaled(GAP), 0, 0, 0)
            painter.drawText(beside, _VERTICAL, self.words)
        else:
            painter.drawText(self._wrapped(width), _WRAPPED, self.words)
        painter.drawText(row, Qt.AlignmentFlag.AlignRight | _VERTICAL, self.step)
        row.setWidth(_room(width) - self._step_width())
        painter.setFont(font("title"))
        painter.setPen(theme.color("text"))
        right = Qt.TextElideMode.ElideRight
        title = painter.fontMetrics().elidedText(self.title, right, row.width())
        painter.drawText(row, _VERTICAL, title)

    def _is_one_line(self, width: int) -> bool:
        words = QFontMetrics(font("body")).horizontalAdvance(self.words)
        beside = self._title_width() + scaled(GAP) + words + self._step_width()
        return not self.words or beside <= _room(width)

    def _wrapped(self, width: int) -> QRect:
        """Return where the words stand below the title."""
        room = QRect(QPoint(scaled(PADDING), scaled(HEADER - 2 * UNIT)), QPoint(0, 10_000))
        room.setWidth(_room(width))
        needed = QFontMetrics(font("body")).boundingRect(room, _WRAPPED, self.words)
        room.setHeight(needed.height())
        return room

    def _title_width(self) -> int:
        return QFontMetrics(font("title")).horizontalAdvance(self.title)

    def _step_width(self) -> int:
        """Return the room that the step takes from what stands at its left."""
        step = QFontMetrics(font("body")).horizontalAdvance(self.step)
        return step + scaled(GAP) if self.step else 0


def _room(width: int) -> int:
    return width - 2 * scaled(PADDING)
