"""A small card that says what is under the pointer, beside it."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mnist_viz.ui.look.spacing import CONTROL_RADIUS, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme


class HoverCard(QWidget):
    """Two lines and a value; lies over its parent and lets the pointer through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._texts = ("", "", "")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self.restyle(system_theme())

    @property
    def text(self) -> str:
        """All that it says, in a line."""
        return " · ".join(part for part in self._texts if part)

    def show_beside(self, target: QRect, title: str, detail: str, value: str) -> None:
        """Say something of a part of the parent, and cover neither its row nor its column."""
        if (title, detail, value) != self._texts:
            self._texts = (title, detail, value)
            self.update()
        place = self._place(target)
        if place != self.geometry():
            self.setGeometry(place)
        self.show()
        self.raise_()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._title_font, self._value_font = font("body", semibold=True), font("title")
        self.setFont(font("body"))
        self.update()

    def sizeHint(self) -> QSize:
        title, detail, value = self._texts
        left = max(
            QFontMetrics(self._title_font).horizontalAdvance(title),
            QFontMetrics(self.font()).horizontalAdvance(detail),
        )
        right = QFontMetrics(self._value_font).horizontalAdvance(value)
        return QSize(left + right + scaled(36), 2 * self._line + scaled(10))

    def paintEvent(self, _event: QPaintEvent) -> None:
        title, detail, value = self._texts
        lines = self.rect().adjusted(scaled(9), scaled(5), -scaled(9), -scaled(5))
        upper, lower = QRect(lines), QRect(lines)
        upper.setHeight(self._line)
        lower.setTop(lines.top() + self._line)
        middle = Qt.AlignmentFlag.AlignVCenter
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._theme.color("edge"))
            painter.setBrush(self._theme.color("control"))
            radius = scaled(CONTROL_RADIUS)
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius
            )
            painter.setPen(self._theme.color("text"))
            painter.setFont(self._title_font)
            painter.drawText(upper, middle, title)
            painter.setFont(self._value_font)
            painter.drawText(lines, middle | Qt.AlignmentFlag.AlignRight, value)
            painter.setPen(self._theme.color("text2"))
            painter.setFont(self.font())
            painter.drawText(lower, middle, detail)

    @property
    def _line(self) -> int:
        return QFontMetrics(self._title_font).height() + scaled(1)

    def _place(self, target: QRect) -> QRect:
        """Return where it goes: below and right of its target, or on the side with room."""
        size, gap, bounds = self.sizeHint(), scaled(6), self._parent.rect()
        left, top = target.right() + gap, target.bottom() + gap
        if left + size.width() > bounds.right():
            left = target.left() - gap - size.width()
        if top + size.height() > bounds.bottom():
            top = target.top() - gap - size.height()
        left = max(0, min(left, bounds.right() - size.width()))
        top = max(0, min(top, bounds.bottom() - size.height()))
        return QRect(QPoint(left, top), size)
