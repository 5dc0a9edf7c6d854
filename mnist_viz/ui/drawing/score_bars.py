"""Bars of the scores: how much of the network's belief each class gets."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QStaticText,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.ui import numbers
from mnist_viz.ui.components import tooltip
from mnist_viz.ui.drawing.score_grid import ROW, ScoreGrid, fit_grid, least_width
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

_TICK, _RADIUS = 2, 2


class ScoreBars(QWidget):
    """A row for each class: name, bar, score; many classes stand in columns.

    Attributes
    ----------
    class_chosen : Signal(int)
        A row was clicked.
    """

    class_chosen = Signal(int)

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
        self._rows: list[_Row] = []
        self._grid: ScoreGrid | None = None
        self._look: _Look | None = None
        self.restyle(system_theme())

    @property
    def displayed(self) -> list[float]:
        """The scores that the bars show, in the order of the classes; empty without any."""
        return list(self._scores)

    @property
    def winner(self) -> int | None:
        """The class with the highest score."""
        return self._scores.index(max(self._scores)) if self._scores else None

    def show_scores(self, scores: NDArray[np.float32] | None, names: tuple[str, ...]) -> None:
        """Draw scores.

        Parameters
        ----------
        scores : float32, shape (n,), or None
            None, or any that is not finite, leaves the bars empty.
        names : tuple of str
            Of the n classes.
        """
        readable = scores is not None and bool(np.isfinite(scores).all())
        self._scores = scores.tolist() if scores is not None and readable else []
        if names != self._names:
            self._names = names
            self._arrange()
        self._refresh()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._arrange()
        self._refresh()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(scaled(228), scaled(ROW) * max(10, len(self._names)))

    def minimumSizeHint(self) -> QSize:
        return QSize(least_width(self._names), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        self._refresh()
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place, grid = event.position().toPoint(), self._grid
        rows = range(len(self._scores) if grid is not None else 0)
        chosen = [row for row in rows if grid is not None and grid.cell(row).contains(place)]
        if chosen and event.button() == Qt.MouseButton.LeftButton:
            self.class_chosen.emit(chosen[0])
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        asked, look = event.region(), self._look
        with QPainter(self) as painter:
            if look is None:
                painter.fillRect(event.rect(), self._theme.color("panel"))
                return
            look.paint_ground(painter, self.size())
            cells = look.cells
            asked_for = [i for i in range(len(self._rows)) if asked.intersects(cells[i])]
            look.paint(painter, [(i, self._rows[i]) for i in asked_for])

    def _arrange(self) -> None:
        """Work out where everything stands."""
        self._grid = grid = fit_grid(self.size(), self._names)
        self._look = None if grid is None else _Look(self._theme, grid, self._names)
        self._rows = []
        self.update()

    def _refresh(self) -> None:
        """Draw the rows again in which a pixel changes."""
        if self._grid is None or self._look is None:
            return
        length = max(1.0, self._grid.bar_width * self.devicePixelRatioF())
        winner = self.winner
        rows = [
            (name, numbers.score(score), round(length * score) / length, index == winner)
            for index, (name, score) in enumerate(zip(self._names, self._scores, strict=False))
        ] or [(name, numbers.ABSENT, 0.0, False) for name in self._names]
        if rows == self._rows:
            return
        for index, row in enumerate(rows):
            if not self._rows or row != self._rows[index]:
                self.update(self._look.cells[index])
        self._rows = rows
        said = ", ".join(f"{name}: {value}" for name, value, _, _ in rows)
        self.setAccessibleDescription(said if self._scores else "No scores")


_Row = tuple[str, str, float, bool]  # name, score as written, share of the bar, whether it wins


class _Look:
    """Colours, fonts, places and words, made once.

    Names and empty bars stay from frame to frame: they are painted once into two pictures, in
    one of which all rows look as that of the winner does.
    """

    def __init__(self, theme: Theme, grid: ScoreGrid, names: tuple[str, ...]) -> None:
        self._panel = theme.color("panel")
        self._track = theme.color("hover" if theme.name == "contrast" else "ground")
        self._colors = {False: theme.color("edge"), True: theme.color("accent")}
        self._inks = {False: theme.color("text2"), True: theme.color("text")}
        self._fonts = {bold: font(grid.role, semibold=bold) for bold in (False, True)}
        self._words: dict[tuple[str, bool], QStaticText] = {}
        self._tick, self._radius = scaled(_TICK), scaled(_RADIUS)
        self._grid, self._names = grid, names
        self._grounds: dict[bool, QPixmap] = {}
        self.cells = [grid.cell(index) for index in range(len(names))]
        self._bars = [grid.bar(index) for index in range(len(names))]

    def paint_ground(self, painter: QPainter, size: QSize) -> None:
        """Paint names and empty bars."""
        ratio = painter.device().devicePixelRatio()
        if not self._grounds or self._grounds[False].devicePixelRatio() != ratio:
            self._grounds = {wins: self._ground(wins, size, ratio) for wins in (False, True)}
        painter.drawPixmap(0, 0, self._grounds[False])

    def paint(self, painter: QPainter, rows: Sequence[tuple[int, _Row]]) -> None:
        """Paint the scores of some rows upon that."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for index, (_, _, share, wins) in rows:
            bar, color = self._bars[index], self._colors[wins]
            if wins:
                self._paint_winner(painter, self.cells[index])
            if share * bar.width() > self._tick:
                painter.setBrush(color)
                filled = QRectF(bar.x(), bar.y(), share * bar.width(), bar.height())
                painter.drawRoundedRect(filled, self._radius, self._radius)
            painter.fillRect(bar.x(), bar.y(), self._tick, bar.height(), color)
        for winner in (False, True):
            painter.setFont(self._fonts[winner])
            painter.setPen(self._inks[winner])
            for index, (_, value, _, wins) in rows:
                if wins == winner:
                    self._paint_value(painter, self.cells[index], value, wins)

    def _paint_winner(self, painter: QPainter, cell: QRect) -> None:
        """Let the row of a cell look as the winner's does."""
        ground = self._grounds[True]
        ratio = ground.devicePixelRatio()
        source = QRectF(cell.topLeft() * ratio, cell.size() * ratio)
        painter.drawPixmap(QRectF(cell), ground, source)

    def _paint_value(self, painter: QPainter, cell: QRect, value: str, wins: bool) -> None:
        words = self._laid_out(value, wins, self._grid.width)
        left = cell.x() + cell.width() - round(words.size().width())
        painter.drawStaticText(QPoint(left, self._top(cell, words)), words)

    def _ground(self, wins: bool, size: QSize, ratio: float) -> QPixmap:
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._panel)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(self._track)
            painter.setFont(self._fonts[wins])
            for name, cell, bar in zip(self._names, self.cells, self._bars, strict=True):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.drawRoundedRect(bar, self._radius, self._radius)
                painter.setPen(self._inks[wins])
                words = self._laid_out(name, wins, self._grid.name_width)
                painter.drawStaticText(QPoint(cell.x(), self._top(cell, words)), words)
        return picture

    def _top(self, cell: QRect, words: QStaticText) -> int:
        return cell.y() + round((self._grid.pitch - words.size().height()) / 2)

    def _laid_out(self, text: str, bold: bool, room: int) -> QStaticText:
        """Return words laid out once: there are but 101 different scores."""
        words = self._words.get((text, bold))
        if words is None:
            words = _words(text, self._fonts[bold], room)
            self._words[text, bold] = words
        return words


def _words(text: str, style: QFont, room: int) -> QStaticText:
    fitting = QFontMetrics(style).elidedText(text, Qt.TextElideMode.ElideRight, room)
    words = QStaticText(fitting)
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.prepare(font=style)
    return words
