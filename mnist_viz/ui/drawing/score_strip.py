"""How the drawing was read while training: a row for each class, over the timeline's steps."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from mnist_viz.ui import numbers
from mnist_viz.ui.components import tooltip
from mnist_viz.ui.look.spacing import GAP, UNIT, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.pictures.frames import draw_frame
from mnist_viz.ui.table import Table
from mnist_viz.ui.timeline.time_scale import TimeScale

_TITLE = "How it was read while training"
_NO_STEPS = "No steps yet. Press Space to train."
_LEAST_ROW, _MOST_ROW = 8, 44
_LEGEND, _LEGEND_HEIGHT = 48, 6


class ScoreStrip(QWidget):
    """A heatmap of scores; the past is left, and a line stands at the shown step.

    Attributes
    ----------
    came_in_sight : Signal
        What it shows may be out of date.
    """

    came_in_sight = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("score_strip")
        self.setAccessibleName(_TITLE)
        hint = "The scores that the network of each recorded step gives to this very drawing."
        self.setToolTip(tooltip(_TITLE, hint))
        self._names: tuple[str, ...] = ()
        self._steps = np.empty(0, dtype=np.int64)
        self._scores = np.empty((0, 0), dtype=np.float32)
        self._end, self._shown = 0, 0
        self._said = ""
        self.restyle(system_theme())

    @property
    def displayed(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Steps and scores that are drawn, shape (steps,) and (steps, classes)."""
        return self._steps, self._scores

    @property
    def playhead(self) -> int:
        """The step at which the line stands."""
        return self._shown

    def as_table(self) -> Table | None:
        """Return the scores that are drawn, a row a step; None if there are none."""
        if not len(self._steps):
            return None
        header = ("step", *(f"score of {name}" for name in self._names))
        return Table(header, (self._steps, self._scores))

    def show_course(
        self,
        steps: NDArray[np.int64],
        scores: NDArray[np.float32],
        names: tuple[str, ...],
    ) -> None:
        """Draw scores, shape (steps, classes), at ascending steps; of none, an empty strip."""
        self._steps, self._scores, self._names = steps, scores, names
        self._said = self._sentence()
        self.setAccessibleDescription(self._said)
        self.update()

    def show_place(self, shown: int, end: int) -> None:
        """Put the line at a step, on a scale that ends at another."""
        if (shown, end) != (self._shown, self._end):
            self._shown, self._end = shown, end
            self.update()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        rgb = theme.sequential[:, :3].astype(np.uint32)
        self._colors = (rgb @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)).astype(np.uint32)
        self.update()

    def height_in(self, room: int, classes: int) -> int:
        """Return the height that it takes where there is so much; 0 if that is too little."""
        around = self._around()
        row = min((room - around) // max(1, classes), scaled(_MOST_ROW))
        return around + row * classes if row >= scaled(_LEAST_ROW) else 0

    def sizeHint(self) -> QSize:
        return QSize(scaled(228), scaled(140))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.came_in_sight.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("panel"))
            self._paint_title(painter)
            if len(self._names):
                self._paint_rows(painter)

    def _paint_title(self, painter: QPainter) -> None:
        painter.setFont(font("title"))
        painter.setPen(self._theme.color("text"))
        metrics = QFontMetrics(font("title"))
        line = metrics.height()
        cut = metrics.elidedText(_TITLE, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QRect(0, 0, self.width(), line), Qt.AlignmentFlag.AlignVCenter, cut)
        legend = QRect(metrics.horizontalAdvance(_TITLE), 0, self.width(), line)
        legend.setRight(self.width() - 1)
        self._paint_legend(painter, legend)

    def _paint_legend(self, painter: QPainter, room: QRect) -> None:
        """Say which scores the colours stand for, at the right of a room that is wide enough."""
        metrics, gap = QFontMetrics(font("caption")), scaled(UNIT)
        digit, length = metrics.horizontalAdvance("0"), scaled(_LEGEND)
        if room.width() < 2 * (digit + gap) + length + scaled(GAP):
            return
        painter.setFont(font("caption"))
        painter.setPen(self._theme.color("text2"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | middle, "1")
        bar = QRect(0, 0, length, scaled(_LEGEND_HEIGHT))
        bar.moveCenter(room.center())
        bar.moveRight(room.right() - digit - gap)
        colors = self._colors
        image = QImage(colors.data, len(colors), 1, 4 * len(colors), QImage.Format.Format_RGB32)
        painter.drawImage(bar, image)
        self._frame(painter, bar)
        room.setRight(bar.left() - 1 - gap)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | middle, "0")

    def _paint_rows(self, painter: QPainter) -> None:
        caption = font("caption")
        metrics = QFontMetrics(caption)
        top, line = QFontMetrics(font("title")).height() + scaled(UNIT), metrics.height()
        left = self._left()
        pitch = max(1, (self.height() - top - line - scaled(UNIT)) // len(self._names))
        width = self.width() - left - 1  # with room for a frame
        painter.setFont(caption)
        for row, name in enumerate(self._names):
            place = QRect(0, top + row * pitch, left - scaled(GAP), pitch)
            ground = QRect(left, place.y(), width, pitch - 1)
            painter.fillRect(ground, self._theme.color("ground"))
            if row % rows_a_name(pitch, metrics.capHeight()):
                continue
            beyond = max(0, line - pitch)
            place.adjust(0, -(beyond // 2), 0, beyond - beyond // 2)
            painter.setPen(self._theme.color("text2"))
            cut = metrics.elidedText(name, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, cut)
        if width <= 0:
            return
        self._frame(painter, QRect(left, top, width, pitch * len(self._names) - 1))
        below = QRect(left, top + pitch * len(self._names) + 1, width, line)
        painter.setPen(self._theme.color("text2"))
        if self._end == 0:
            cut = metrics.elidedText(_NO_STEPS, Qt.TextElideMode.ElideRight, width)
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, cut)
            return
        scale = TimeScale(self._end, left, width)
        if len(self._steps):
            image = self._image(scale, width)
            for row in range(len(self._names)):
                target = QRect(left, top + row * pitch, width, pitch - 1)
                painter.drawImage(target, image, QRect(0, row, width, 1))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "0")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, numbers.count(self._end))
        said = metrics.elidedText(self._said, Qt.TextElideMode.ElideRight, width - scaled(80))
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, said)
        past = self._shown < self._end
        x = min(round(scale.x(self._shown)), self.width() - 2)
        height = pitch * len(self._names)
        painter.fillRect(x, top, 2, height, self._theme.color("warning" if past else "accent"))

    def _frame(self, painter: QPainter, place: QRect) -> None:
        """Frame a map where its ground is the panel's very colour."""
        if self._theme.name == "contrast":
            draw_frame(painter, place, 1, self._theme.color("border"))

    def _image(self, scale: TimeScale, width: int) -> QImage:
        """Return a picture of a pixel a row and a column of the strip."""
        shares = (np.arange(width) + 0.5) / width
        at = np.searchsorted(self._steps, scale.end * shares * shares, side="right") - 1
        columns = self._scores[np.maximum(at, 0)]
        entries = np.rint(255 * np.clip(np.nan_to_num(columns), 0, 1)).astype(np.intp)
        pixels = np.ascontiguousarray(self._colors[entries.T])
        height = len(self._names)
        return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()

    def _left(self) -> int:
        metrics = QFontMetrics(font("caption"))
        widest = max((metrics.horizontalAdvance(name) for name in self._names), default=0)
        return min(widest, scaled(72)) + scaled(GAP) + scaled(UNIT)

    def _around(self) -> int:
        lines = QFontMetrics(font("title")).height() + QFontMetrics(font("caption")).height()
        return lines + 2 * scaled(UNIT)

    def _sentence(self) -> str:
        """Say as what it is read at last, and since when."""
        if not len(self._steps) or not np.isfinite(self._scores[-1]).all():
            return ""
        winners = self._scores.argmax(axis=1)
        others = np.flatnonzero(winners != winners[-1])
        since = self._steps[others[-1] + 1] if len(others) else self._steps[0]
        return f"{self._names[winners[-1]]} since step {numbers.count(int(since))}"


def rows_a_name(pitch: int, capital: int) -> int:
    """Return of how many rows one is named, so that names do not overlap.

    Parameters
    ----------
    pitch : int
        Pixels from row to row.
    capital : int
        Pixels of a capital's, or a numeral's, height.
    """
    return -(-(capital + 1) // max(1, pitch))
