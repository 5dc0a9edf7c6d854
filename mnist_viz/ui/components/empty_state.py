"""What stands where there is nothing to show yet."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mnist_viz.ui.look.spacing import PANEL_RADIUS, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme


class EmptyState(QWidget):
    """A dashed frame that says what is missing and what to press.

    Parameters
    ----------
    title : str
        What is missing: ``No steps yet``.
    text : str
        What to do: ``Press Space to train.``
    """

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel(title)
        self._text = QLabel(text)
        self._text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.addStretch()
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch()
        self.restyle(system_theme())

    def show_text(self, title: str, text: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._text.setText(text)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._title.setFont(font("title"))
        self._text.setFont(font("body"))
        margin = scaled(8)
        layout = self.layout()
        assert layout is not None, "made in the constructor"
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(scaled(4))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        pen = QPen(self._theme.color("border"), 1.0)
        pen.setDashPattern([4.0, 3.0])
        radius = scaled(PANEL_RADIUS)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen)
            painter.drawRoundedRect(frame, radius, radius)
