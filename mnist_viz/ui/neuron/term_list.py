"""The largest terms of a unit's sum, a line each, with bars; those of other units lead there."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mnist_viz.ui.components.cursor import DOWN, Cursor
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.neuron.facts import Term
from mnist_viz.ui.pictures.frames import draw_frame

_BAR = 7
_WITH_PRODUCTS = 320


class TermList(QWidget):
    """Name, bar, product and value of each term.

    Attributes
    ----------
    source_chosen, source_opened : Signal(int)
        A line was clicked, or Enter was pressed in it; it was clicked twice, or Ctrl+Enter; the
        input.
    """

    source_chosen = Signal(int)
    source_opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("neuron_terms")
        self.setAccessibleName("Largest terms")
        self._terms: tuple[Term, ...] = ()
        self._lead = False
        self._chosen: int | None = None
        self._cursor = Cursor(self, DOWN, self._row_at)
        self._cursor.moved.connect(self._tell)
        self._cursor.chosen.connect(self._choose)
        self._cursor.opened.connect(self._open)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.restyle(system_theme())

    @property
    def terms(self) -> tuple[Term, ...]:
        """What is written."""
        return self._terms

    @property
    def line(self) -> int:
        """Height of a line."""
        return self._line

    def show_terms(self, terms: tuple[Term, ...], *, lead: bool, chosen: int | None = None) -> None:
        """Write these.

        Parameters
        ----------
        terms : tuple of Term
        lead : bool
            Whether a line leads to another unit.
        chosen : int or None
            The input of the connection that is pointed at.
        """
        if (terms, lead, chosen) != (self._terms, self._lead, self._chosen):
            self._terms, self._lead, self._chosen = terms, lead, chosen
            self._cursor.show_count(len(terms))
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if lead else Qt.CursorShape.ArrowCursor
            )
            if self.hasFocus():
                self._tell()
            self.update()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self.setFont(font("body"))
        self._line = max(scaled(18), QFontMetrics(self.font()).height() + scaled(2))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(420), 6 * self._line)

    def paintEvent(self, _event: QPaintEvent) -> None:
        metrics = QFontMetrics(self.font())
        names = max((metrics.horizontalAdvance(t.name) for t in self._terms), default=0)
        products = 0
        if self.width() >= scaled(_WITH_PRODUCTS):
            products = max((metrics.horizontalAdvance(t.product) for t in self._terms), default=0)
        values = max((metrics.horizontalAdvance(t.text) for t in self._terms), default=0)
        gap = scaled(8)
        right = self.width() - values - (products + scaled(5) if products else 0) - gap
        bars = QRect(names + gap, 0, max(0, right - names - gap), self._line)
        largest = max((abs(t.value) for t in self._terms if t.source is not None), default=0.0)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("panel"))
            painter.setFont(self.font())
            for row, term in enumerate(self._terms):
                line = QRect(0, row * self._line, self.width(), self._line)
                if row == self._cursor.shown:
                    painter.fillRect(line, self._theme.color("accent_soft"))
                if term.source is not None and term.source == self._chosen:
                    draw_frame(painter, line.adjusted(1, 1, -1, -1), 1, self._theme.color("accent"))
                self._paint_bar(painter, bars.translated(0, line.top()), term.value, largest)
                middle = Qt.AlignmentFlag.AlignVCenter
                last = term.source is None
                painter.setPen(self._theme.color("text2" if last else "text"))
                painter.drawText(line, middle, term.name)
                painter.setPen(self._theme.color("text"))
                end = middle | Qt.AlignmentFlag.AlignRight
                painter.drawText(line, end, term.text)
                if products:
                    painter.setPen(self._theme.color("text2"))
                    before = line.adjusted(0, 0, -values - scaled(5), 0)
                    painter.drawText(before, end, term.product)

    def _row_at(self, point: QPoint) -> int | None:
        row = point.y() // self._line
        return row if row < len(self._terms) else None

    @Slot(int)
    def _choose(self, row: int) -> None:
        source = self._terms[row].source
        if source is not None:
            self.source_chosen.emit(source)

    @Slot(int)
    def _open(self, row: int) -> None:
        source = self._terms[row].source
        if source is not None:
            self.source_opened.emit(source)

    @Slot()
    def _tell(self) -> None:
        """Let screen readers read the line."""
        row = self._cursor.place
        if row < len(self._terms):
            term = self._terms[row]
            is_chosen = term.source is not None and term.source == self._chosen
            chosen = ", the connection that is told of" if is_chosen else ""
            self.setAccessibleDescription(f"{term.name}: {term.product} {term.text}{chosen}")

    def _paint_bar(self, painter: QPainter, place: QRect, value: float, largest: float) -> None:
        """Draw a bar from the middle; one that is longer than there is room for has a mark."""
        middle, half = place.center().x(), place.width() // 2
        painter.fillRect(middle, place.top(), 1, place.height(), self._theme.color("edge"))
        if not largest or value != value or half < scaled(8):  # noqa: PLR0124 - NaN
            return
        length = min(abs(value) / largest, 1.0) * (half - scaled(12))
        height = scaled(_BAR)
        top = place.top() + (place.height() - height) // 2
        color = self._theme.color("pos" if value > 0 else "neg")
        left = middle + 1 if value > 0 else middle - round(length)
        painter.fillRect(left, top, round(length), height, color)
        if abs(value) > largest:
            sign, end = ("»", place.right() - scaled(8)) if value > 0 else ("«", place.left())
            painter.setPen(self._theme.color("text2"))
            mark = QRect(end, place.top(), scaled(10), place.height())
            painter.drawText(mark, Qt.AlignmentFlag.AlignVCenter, sign)
