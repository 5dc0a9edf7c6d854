"""What a chart draws inside its axes.

A plain widget over the plot's area: as items of a graphics scene, the same lines
take three times as long, most of it for the scene's bookkeeping.
"""

import math
from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mnist_viz.ui.charts.chart_picture import ChartPicture, Pixels
from mnist_viz.ui.charts.polylines import polylines
from mnist_viz.ui.charts.stroke import Stroke
from mnist_viz.ui.look.icons import icon_image
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

_DOTS = (1.0, 2.0)
_PLAYHEAD = 2
_MARK_ICON = 12
_MARK_LINES = 2  # of text; changes for which there is no room keep their dotted lines
_MARK_SHARE = 0.2  # of the height, at most
_BELOW_LABELS = 3
_DOT = 4
_EXIT = 10
_FAR_APART = 12  # pixels from point to point, in the mean


class ChartCanvas(QWidget):
    """Lines, grid, playhead and marks.

    Most frames only add to the right end of some lines, and only there it is painted: another
    run's line, which stays, may go on far beyond.
    """

    def __init__(self, strokes: dict[str, Stroke], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._strokes = strokes
        self._pens: dict[str, QPen] = {}
        self._picture = ChartPicture()
        self.restyle(system_theme())

    @property
    def picture(self) -> ChartPicture:
        """What is shown."""
        return self._picture

    def show_picture(self, picture: ChartPicture) -> None:
        """Show another picture; what stays the same is not painted again."""
        left, right = self._picture.span_of_change(picture)
        for key, line in picture.lines.items():
            before = self._picture.lines.get(key, line)
            if self._look_of(key, line) != self._look_of(key, before):
                left, right = 0.0, math.inf
        self._picture = picture
        if left <= right:
            begin = max(0, int(left) - self._reach)
            end = min(self.width(), math.ceil(min(right, self.width())) + self._reach)
            self.update(begin, 0, end - begin, self.height())

    def head_for(self, marks: Sequence[tuple[float, str]], warnings: Sequence[float]) -> float:
        """Return the height that signs and the texts of marks need, above all lines.

        Parameters
        ----------
        marks : sequence of (float, str)
            Places in pixels, and texts.
        warnings : sequence of float
        """
        signs = float(scaled(_MARK_ICON + _BELOW_LABELS)) if warnings else 0.0
        if not marks:
            return signs
        rows = len(self._label_rows(marks)) * QFontMetricsF(self.font()).height()
        return signs + rows + scaled(_BELOW_LABELS)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._ground = theme.color("panel")
        self.setFont(font("caption"))
        self._playhead_width = scaled(_PLAYHEAD)
        self._reach = 2 + scaled(max(_PLAYHEAD, *(s.width for s in self._strokes.values())))
        self._pens = {key: stroke.pen(theme) for key, stroke in self._strokes.items()}
        self._sparse_pens = {
            key: stroke.pen(theme, sparse=True) for key, stroke in self._strokes.items()
        }
        self._pens["grid"] = _hairline(theme, "grid")
        self._pens["reading"] = _hairline(theme, "text2")
        self._pens["error"] = _hairline(theme, "error")
        self._pens["mark"] = QPen(theme.color("text2"), 1.0)
        self._pens["mark"].setDashPattern(_DOTS)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        picture, place = self._picture, event.rect()
        width, height = self.width(), self.height()
        with QPainter(self) as painter:
            painter.fillRect(place, self._ground)
            painter.setPen(self._pens["grid"])
            painter.drawLines([QLineF(0.0, y, width, y) for y in picture.grid])
            for key, line in picture.lines.items():
                self._paint_line(painter, key, line, place)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(self._pens["mark"])
            painter.drawLines([QLineF(x, 0.0, x, height) for x, _ in picture.marks])
            if picture.exits:
                top = self.head_for(picture.marks, ())
                self._paint_arrows(painter, picture.exits, top, scaled(_EXIT))
            if picture.sinks:
                self._paint_arrows(painter, picture.sinks, self.height(), -scaled(_EXIT))
            if picture.warnings:
                self._paint_warnings(painter)
            if picture.reading is not None:
                painter.setPen(self._pens["reading"])
                painter.drawLine(QLineF(picture.reading, 0.0, picture.reading, height))
            if 0.0 <= picture.playhead <= width:
                wide, color = self._playhead_width, self._theme.color(picture.playhead_token)
                left = min(max(picture.playhead - wide / 2, 0.0), width - wide)
                painter.fillRect(QRectF(left, 0.0, wide, height), color)
            if picture.marks:
                self._paint_texts(painter)

    def _paint_line(self, painter: QPainter, key: str, line: Pixels, place: QRect) -> None:
        """Paint what of a line reaches into a place."""
        x, y = line
        stroke = self._strokes[key]
        ends = place.left() - self._reach, place.right() + self._reach
        before, after = x.searchsorted(ends).tolist()
        start, stop = max(0, before - 1), after + 1
        if start >= len(x):
            return
        if stroke.dashed and start < len(x) - 1:
            start = 0  # dashes are counted from the beginning
        painter.setPen((self._sparse_pens if self._is_sparse(line) else self._pens)[key])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, stroke.width > 1)
        for piece in polylines(x[start:stop], y[start:stop]):
            painter.drawPolyline(piece)
        if self._is_dotted(key, line):
            pen = QPen(painter.pen().color(), scaled(_DOT))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            points = zip(x[start:stop].tolist(), y[start:stop].tolist(), strict=True)
            painter.drawPoints([QPointF(*point) for point in points if math.isfinite(point[1])])

    def _is_dotted(self, key: str, line: Pixels) -> bool:
        """Whether what is known is marked, since the line between only leads the eye."""
        return self._strokes[key].dotted and _FAR_APART * len(line[0]) < self.width()

    def _look_of(self, key: str, line: Pixels) -> tuple[bool, bool]:
        return self._is_sparse(line), self._is_dotted(key, line)

    def _is_sparse(self, line: Pixels) -> bool:
        return len(line[0]) < self.width()

    def _paint_texts(self, painter: QPainter) -> None:
        painter.setPen(self._theme.color("text2"))
        metrics, gap = QFontMetricsF(self.font()), scaled(_BELOW_LABELS)
        top = 0.0
        for row in self._label_rows(self._picture.marks):
            for left, text in row:
                # A line of another change, or the playhead, ends beside the words.
                width = metrics.horizontalAdvance(text) + 2 * gap
                painter.fillRect(QRectF(left - gap, top, width, metrics.height()), self._ground)
                painter.drawText(QPointF(left, top + metrics.ascent()), text)
            top += metrics.height()

    def _label_rows(self, marks: Sequence[tuple[float, str]]) -> list[list[tuple[float, str]]]:
        """Return the texts that find room, each with its left end, row by row."""
        metrics = QFontMetricsF(self.font())
        lines = [x for x, _ in marks]
        rows: list[list[tuple[float, str]]] = []
        waiting = list(marks)
        most = max(1, min(_MARK_LINES, int(_MARK_SHARE * self.height() / metrics.height())))
        while waiting and len(rows) < most:
            widths = [metrics.horizontalAdvance(text) for _, text in waiting]
            places = [x for x, _ in waiting]
            lefts = label_places(places, widths, self.width(), scaled(4), lines)
            pairs = list(zip(lefts, waiting, strict=True))
            row = [(left, text) for left, (_, text) in pairs if left is not None]
            if not row:
                break
            rows.append(row)
            waiting = [mark for left, mark in pairs if left is None]
        return rows

    def _paint_arrows(
        self, painter: QPainter, places: Sequence[float], top: float, down: float
    ) -> None:
        """Paint an arrow where a line leaves; of those that would touch, the first.

        Parameters
        ----------
        painter : QPainter
        places : sequence of float
            From the left.
        top, down : float
            Height of the tips, and how far below it the arrows go.
        """
        size = scaled(_EXIT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("text2"))
        last = -math.inf
        for x in places:
            if x - last >= size:
                tip = min(max(x, size / 2), self.width() - size / 2)
                left, right = tip - size / 2, tip + size / 2
                base = top + down
                painter.drawPolygon([QPointF(tip, top), QPointF(right, base), QPointF(left, base)])
                last = x
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_warnings(self, painter: QPainter) -> None:
        size = scaled(_MARK_ICON)
        ratio = self.devicePixelRatioF()
        sign = icon_image("warning", self._theme.color("error"), round(size * ratio))
        last = -float(size)
        below_texts = self.head_for(self._picture.marks, ())
        for x in self._picture.warnings:
            if x - last >= 1.0:
                painter.setPen(self._pens["error"])
                painter.drawLine(QLineF(x, below_texts + size, x, self.height()))
            if x - last >= size:
                painter.drawImage(QRectF(x - size / 2, below_texts, size, size), sign)
                last = x


def label_places(
    places: Sequence[float],
    widths: Sequence[float],
    room: float,
    gap: float,
    lines: Sequence[float] = (),
) -> list[float | None]:
    """Return where labels begin that stand beside their lines, without touching each other.

    Parameters
    ----------
    places, widths : sequences of float
        Of the lines, from left to right, and of their labels.
    room : float
        Width of the picture.
    gap : float
        Between a line and its label, and between labels.
    lines : sequence of float
        Of all marks: a label that lay across another one's line would seem to belong there.

    Returns
    -------
    list of float or None
        None for a label that has no place; the later ones are placed first.
    """
    lefts: list[float | None] = []
    end = room
    for place, width in zip(reversed(places), reversed(widths), strict=True):
        right_of, left_of = place + gap, place - gap - width
        before = max((x for x in lines if x < place - gap), default=-gap)
        after = min((x for x in lines if x > place + gap), default=room)
        if right_of + width <= min(end, after):
            left = right_of
        elif left_of >= before + gap and place <= end:
            left = left_of
        else:
            lefts.append(None)
            continue
        lefts.append(left)
        end = left - gap
    return lefts[::-1]


def _hairline(theme: Theme, token: str) -> QPen:
    pen = QPen(theme.color(token), 1.0)
    pen.setCosmetic(True)
    return pen
