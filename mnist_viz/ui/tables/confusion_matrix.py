"""The confusion matrix as a picture: what was taken for what, and how often."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.ui.class_names import short_names
from mnist_viz.ui.look.spacing import FONT_PIXELS, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.pictures.frames import draw_frame
from mnist_viz.ui.tables.confusion_layout import ConfusionLayout, LabelRoom, every

_ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_LABEL_PIXELS = (FONT_PIXELS["caption"], 10)
"""Sizes of the labels, the usual one first: none is left out where a smaller one shows it."""
_LABEL_GAP = 4
_TITLE_GAP = 3


class ConfusionMatrix(QWidget):
    """A square of cells, a row for each class; the diagonal, what was read right, is struck out.

    It is painted into a picture when its numbers change, a few times a second at
    most; a repaint only copies that.

    Attributes
    ----------
    pointed : Signal(object)
        (label, prediction) that the person points at, or None.
    chosen : Signal(object)
        (label, prediction) of a cell that the person clicked.
    """

    pointed = Signal(object)  # tuple[int, int] or None
    chosen = Signal(object)  # tuple[int, int]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: NDArray[np.int64] = np.zeros((0, 0), dtype=np.int64)
        self._names: tuple[str, ...] = ()
        self._picture: QPixmap | None = None
        self._cell: tuple[int, int] | None = None
        self.setAccessibleName("Confusion matrix")
        self.setWhatsThis(
            "A row for each class, a column for what its images were read as; the diagonal, "
            "read right, is struck out. The arrow keys move from cell to cell, Enter shows the "
            "images of one."
        )
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.restyle(system_theme())

    @property
    def mistakes(self) -> NDArray[np.int64]:
        """What the colours stand for: the counts, with 0 on the diagonal."""
        off = self._counts.copy()
        np.fill_diagonal(off, 0)
        return off

    @property
    def most(self) -> int:
        """The number of mistakes that has the map's last colour."""
        return int(self.mistakes.max(initial=0))

    @property
    def colors(self) -> NDArray[np.uint8]:
        """The colours of the cells, shape (classes, classes, 4)."""
        places = self.mistakes * (255 / max(1, self.most))
        colors: NDArray[np.uint8] = self._theme.sequential[np.rint(places).astype(np.intp)]
        return colors

    @property
    def cell(self) -> tuple[int, int] | None:
        """The cell that the person points at."""
        return self._cell

    def show_counts(self, counts: NDArray[np.int64], names: Sequence[str]) -> None:
        """Show a confusion matrix.

        Parameters
        ----------
        counts : int64, shape (classes, classes)
            Row the label, column the prediction.
        names : sequence of str
            Of the classes.
        """
        self._counts = counts
        self._names = short_names(names, 3)
        if self._cell is not None and max(self._cell) >= len(counts):
            self.point_at(None)
        self._paint_anew()

    def point_at(self, cell: tuple[int, int] | None) -> None:
        """Point at a cell (label, prediction), or at none."""
        if cell != self._cell:
            self._cell = cell
            self.update()
            self.pointed.emit(cell)

    def place_of(self, cell: tuple[int, int]) -> QRect:
        """Return where a cell is, in this widget's pixels."""
        place, ratio = self._layout().cell(*cell), self.devicePixelRatioF()
        return QRect(
            round(place.x() / ratio),
            round(place.y() / ratio),
            max(1, round(place.width() / ratio)),
            max(1, round(place.height() / ratio)),
        )

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self.updateGeometry()
        self._paint_anew()

    def width_for(self, height: int) -> int:
        """Return the width at which the matrix takes up all of a height."""
        room, ratio = self._label_room(_LABEL_PIXELS[0]), self.devicePixelRatioF()
        return height + round((room.across - room.down) / ratio)

    def sizeHint(self) -> QSize:
        return QSize(1, 1) * scaled(132)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, 1) * scaled(60)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._paint_anew()

    def paintEvent(self, _event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = self._painted(ratio)
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._picture)
            if self._cell is not None:
                painter.scale(1 / ratio, 1 / ratio)
                place = self._layout().cell(*self._cell)
                draw_frame(painter, place, max(1, round(1.5 * ratio)), self._theme.color("focus"))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(self._cell_at(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position().toPoint())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._counts) - 1
        if event.key() in _ARROWS and last >= 0:
            down, across = _ARROWS[Qt.Key(event.key())]
            row, column = self._cell or self._worst()
            if self._cell is not None:
                row = min(max(row + down, 0), last)
                column = min(max(column + across, 0), last)
            self.point_at((row, column))
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._cell is not None:
            self.chosen.emit(self._cell)
        elif event.key() == Qt.Key.Key_Escape and self._cell is not None:
            self.point_at(None)
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.point_at(None)
        super().focusOutEvent(event)

    def _worst(self) -> tuple[int, int]:
        """Return the cell with the most mistakes, where the arrow keys begin."""
        return divmod(int(self.mistakes.argmax()), len(self._counts))

    def _cell_at(self, place: QPoint) -> tuple[int, int] | None:
        return self._layout().at(place * self.devicePixelRatioF()) if len(self._counts) else None

    def _font(self, pixels: int) -> QFont:
        """Return the font of the labels, at the size of device pixels."""
        made = font("caption")
        made.setPixelSize(round(scaled(pixels) * self.devicePixelRatioF()))
        return made

    def _label_room(self, pixels: int) -> LabelRoom:
        ratio = self.devicePixelRatioF()
        metrics = QFontMetrics(self._font(pixels))
        gap = round(scaled(_LABEL_GAP) * ratio)
        widest = max((metrics.horizontalAdvance(name) for name in self._names), default=0)
        return LabelRoom(
            across=widest + gap,
            down=metrics.capHeight() + gap,
            # The outermost pixels of round numerals are faint: a gap is seen where none is left.
            width=widest + round(2 * ratio),
            height=metrics.tightBoundingRect("".join(self._names)).height(),
            title=metrics.height() + round(scaled(_TITLE_GAP) * ratio),
        )

    def _layout(self) -> ConfusionLayout:
        return self._fitted()[0]

    def _fitted(self) -> tuple[ConfusionLayout, int]:
        """Return the layout and the size of its labels: before one is left out, the titles are."""
        ratio, classes = self.devicePixelRatioF(), max(1, len(self._counts))
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        choices = []
        for pixels in _LABEL_PIXELS:
            room = self._label_room(pixels)
            for titled in (True, False):
                layout = ConfusionLayout.fitting(width, height, classes, room, titled=titled)
                if layout.labels_all(room):
                    return layout, pixels
                choices.append((layout, pixels))
        return choices[0]

    def _paint_anew(self) -> None:
        self._picture = None
        self.update()

    def _painted(self, ratio: float) -> QPixmap:
        picture = QPixmap(self.size() * ratio)
        picture.fill(self._theme.color("panel"))
        if len(self._counts):
            layout, pixels = self._fitted()
            with QPainter(picture) as painter:
                self._paint_cells(painter, layout)
                self._paint_labels(painter, layout, pixels)
                if layout.titled:
                    self._paint_titles(painter, layout, ratio)
        picture.setDevicePixelRatio(ratio)
        return picture

    def _paint_cells(self, painter: QPainter, layout: ConfusionLayout) -> None:
        colors = np.ascontiguousarray(self.colors)
        side = layout.classes
        image = QImage(colors.data, side, side, 4 * side, QImage.Format.Format_RGBA8888)
        whole = layout.pitch * side
        painter.drawImage(QRect(layout.left, layout.top, whole, whole), image)
        ground = self._theme.color("grid" if self._theme.name == "contrast" else "panel")
        for number in range(1, side + 1):
            edge = number * layout.pitch - layout.gap
            painter.fillRect(layout.left + edge, layout.top, layout.gap, whole, ground)
            painter.fillRect(layout.left, layout.top + edge, whole, layout.gap, ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.color("edge", 1.0 if self._theme.name == "contrast" else 0.6))
        for number in range(side):
            cell = layout.cell(number, number).adjusted(1, 1, 0, 0)
            painter.drawLine(QLineF(cell.bottomLeft(), cell.topRight()))

    def _paint_labels(self, painter: QPainter, layout: ConfusionLayout, pixels: int) -> None:
        ratio = self.devicePixelRatioF()
        painter.setFont(self._font(pixels))
        painter.setPen(self._theme.color("text2"))
        metrics, room = painter.fontMetrics(), self._label_room(pixels)
        gap = round(scaled(_LABEL_GAP) * ratio)
        size, cap = layout.pitch - layout.gap, metrics.capHeight()
        rows, columns = every(layout.pitch, room.height), every(layout.pitch, room.width)
        below = layout.top + layout.side + room.down
        for number, name in enumerate(self._names):
            width = metrics.horizontalAdvance(name)
            cell = layout.cell(number, number)
            if number % rows == 0:
                baseline = cell.top() + (size + cap + 1) // 2
                painter.drawText(layout.left - gap - width, baseline, name)
            left = cell.left() + (size - width) // 2
            if number % columns == 0 and left + width <= self.width() * ratio:
                painter.drawText(left, below, name)

    def _paint_titles(self, painter: QPainter, layout: ConfusionLayout, ratio: float) -> None:
        metrics = painter.fontMetrics()
        gap, between = round(scaled(_LABEL_GAP) * ratio), round(scaled(_TITLE_GAP) * ratio)
        widest = max(metrics.horizontalAdvance(name) for name in self._names)
        middle = layout.side // 2
        baseline = layout.top + layout.side + gap + metrics.capHeight() + between
        left = layout.left + middle - metrics.horizontalAdvance("read as") // 2
        painter.drawText(left, baseline + metrics.ascent(), "read as")
        painter.translate(
            layout.left - gap - widest - between - metrics.descent(),
            layout.top + middle + metrics.horizontalAdvance("is a") // 2,
        )
        painter.rotate(-90)
        painter.drawText(0, 0, "is a")
        painter.resetTransform()
