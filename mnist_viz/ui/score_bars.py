"""Bars of the scores: how much of the network's belief each class gets."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QStaticText,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.ui import numbers
from mnist_viz.ui.components import tooltip
from mnist_viz.ui.spacing import GAP, PADDING, font, scaled
from mnist_viz.ui.theme import Theme, system_theme

ROW, LOW_ROW, HIGH_ROW = 16, 13, 20
"""Distance of rows: usual, least and largest."""

_BAR, _LEAST_BAR = 7, 24  # height; least width
_TICK = 2
_COLUMN_GAP = 16
_BODY_ROW = 14  # rows lower than this are written smaller


@dataclass(frozen=True)
class _Grid:
    """Where everything stands: the same in each column, a column's width apart."""

    rows: int
    column: int
    pitch: int
    bar_left: int
    bar_width: int
    bar_height: int
    value_right: int

    def row(self, index: int) -> tuple[int, float]:
        """Return left and middle of a row."""
        column, row = divmod(index, self.rows)
        return column * self.column, (row + 0.5) * self.pitch


class ScoreBars(QWidget):
    """A row for each class: name, bar, score; many classes stand in columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scores")
        self.setAccessibleName("Scores")
        self.setToolTip(
            tooltip("Scores", "How sure the network is of each class; together they make 1.")
        )
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._names: tuple[str, ...] = ()
        self._scores: list[float] = []
        self._shown: object = None
        self._texts: dict[tuple[str, bool], QStaticText] = {}
        self._grid: _Grid | None = None
        self.restyle(system_theme())

    @property
    def displayed(self) -> list[float]:
        """The scores that the bars show, in the order of the classes; empty without any."""
        return list(self._scores)

    @property
    def winner(self) -> int | None:
        """The class with the highest score."""
        return int(np.argmax(self._scores)) if self._scores else None

    def show_scores(self, scores: NDArray[np.float32] | None, names: Sequence[str]) -> None:
        """Draw scores.

        Parameters
        ----------
        scores : float32, shape (n,), or None
            None, or any that is not finite, leaves the bars empty.
        names : sequence of str
            Of the n classes.
        """
        readable = scores is not None and bool(np.isfinite(scores).all())
        self._scores = scores.tolist() if scores is not None and readable else []
        if tuple(names) != self._names:
            self._names = tuple(names)
            self._arrange()
        grid = self._grid
        width = grid.bar_width * self.devicePixelRatioF() if grid is not None else 0.0
        shown = self._values(), [round(width * score) for score in self._scores]
        if shown != self._shown:  # a change that no pixel shows costs nothing
            self._shown = shown
            self._describe()
            self.update()

    def least_height(self, width: int, classes: int) -> int:
        """Return the height that so many classes need in such a width."""
        columns = max(
            1, (width + scaled(_COLUMN_GAP)) // (self._least_column() + scaled(_COLUMN_GAP))
        )
        return math.ceil(classes / columns) * scaled(LOW_ROW)

    def least_width(self) -> int:
        """Return the width of one column with short bars."""
        return self._least_column()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._track = theme.color("hover" if theme.name == "contrast" else "ground")
        self._arrange()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(scaled(228), scaled(ROW) * max(10, len(self._names)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least_column(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("panel"))
            if self._grid is None:
                return
            winner, values = self.winner, self._values()
            self._paint_bars(painter, self._grid, winner)
            painter.setFont(self._fonts[False])
            painter.setPen(self._theme.color("text2"))
            for index in range(len(self._names)):
                if index != winner:
                    self._write(painter, self._grid, index, values[index], bold=False)
            if winner is not None:
                painter.setFont(self._fonts[True])
                painter.setPen(self._theme.color("text"))
                self._write(painter, self._grid, winner, values[winner], bold=True)

    def _paint_bars(self, painter: QPainter, grid: _Grid, winner: int | None) -> None:
        edge, accent = self._theme.color("edge"), self._theme.color("accent")
        radius = scaled(2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for index in range(len(self._names)):
            left, middle = grid.row(index)
            top = math.floor(middle - grid.bar_height / 2)
            bar = QRect(left + grid.bar_left, top, grid.bar_width, grid.bar_height)
            painter.setBrush(self._track)
            painter.drawRoundedRect(bar, radius, radius)
            color = accent if index == winner else edge
            if self._scores:
                self._fill(painter, bar, self._scores[index], color)
            painter.fillRect(bar.x(), bar.y(), scaled(_TICK), bar.height(), color)

    def _fill(self, painter: QPainter, bar: QRect, score: float, color: QColor) -> None:
        ratio = self.devicePixelRatioF()
        width = round(bar.width() * ratio * score) / ratio
        if width > scaled(_TICK):
            filled = QRectF(bar.x(), bar.y(), width, bar.height())
            painter.setBrush(color)
            painter.drawRoundedRect(filled, scaled(2), scaled(2))

    def _write(self, painter: QPainter, grid: _Grid, index: int, value: str, *, bold: bool) -> None:
        left, middle = grid.row(index)
        for text, right in ((self._names[index], None), (value, left + grid.value_right)):
            words = self._text(text, bold)
            size = words.size()
            x = left if right is None else right - round(size.width())
            painter.drawStaticText(QPoint(x, math.floor(middle - size.height() / 2)), words)

    def _values(self) -> list[str]:
        if not self._scores:
            return [numbers.ABSENT] * len(self._names)
        return [numbers.score(score) for score in self._scores]

    def _text(self, text: str, bold: bool) -> QStaticText:
        """Return a text, laid out once; scores have but 101 different ones."""
        words = self._texts.get((text, bold))
        if words is None:
            shown = text
            if self._grid is not None and text in self._names:
                metrics = QFontMetrics(self._fonts[bold])
                room = self._grid.bar_left - scaled(GAP)
                shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            words = QStaticText(shown)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.prepare(font=self._fonts[bold])
            self._texts[text, bold] = words
        return words

    def _describe(self) -> None:
        pairs = zip(self._names, self._values(), strict=True)
        said = ", ".join(f"{name}: {value}" for name, value in pairs)
        self.setAccessibleDescription(said if self._scores else "No scores")

    def _least_column(self) -> int:
        metrics = QFontMetrics(font("body", semibold=True))
        return (
            self._name_width(metrics)
            + scaled(_LEAST_BAR)
            + scaled(PADDING)
            + metrics.horizontalAdvance(numbers.score(0.0))
        )

    def _name_width(self, metrics: QFontMetrics) -> int:
        """Return the width of the names with the gap after them; long names are cut."""
        widest = max((metrics.horizontalAdvance(name) for name in self._names), default=0)
        return scaled(2) + min(widest, scaled(72)) + scaled(PADDING)

    def _arrange(self) -> None:
        """Work out where everything stands."""
        self._texts.clear()
        self._shown = None
        count = len(self._names)
        if not count or self.height() < 1:
            self._grid = None
            return
        columns = 1
        while count / columns * scaled(LOW_ROW) > self.height() and (columns + 1) * (
            self._least_column() + scaled(_COLUMN_GAP)
        ) <= self.width() + scaled(_COLUMN_GAP):
            columns += 1
        rows = math.ceil(count / columns)
        pitch = min(self.height() // rows, scaled(HIGH_ROW))  # whole pixels: even rows
        role = "body" if pitch >= scaled(_BODY_ROW) else "caption"
        self._fonts = {bold: font(role, semibold=bold) for bold in (False, True)}
        metrics = QFontMetrics(self._fonts[True])
        column = (self.width() + scaled(_COLUMN_GAP)) // columns
        value_right = column - scaled(_COLUMN_GAP) if columns > 1 else self.width()
        bar_left = self._name_width(metrics)
        value_width = metrics.horizontalAdvance(numbers.score(0.0)) + scaled(PADDING)
        self._grid = _Grid(
            rows,
            column,
            pitch,
            bar_left,
            max(0, value_right - value_width - bar_left),
            min(scaled(_BAR), round(pitch * 0.6)),
            value_right,
        )
        self.update()
