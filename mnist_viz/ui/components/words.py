"""A line of words in a font of the type scale.

A QLabel would forget its font when the dock around it is put elsewhere: Qt
restores the one that it had when the style sheet first saw it.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.ui.spacing import font, scaled
from mnist_viz.ui.theme import Theme, system_theme


class Words(QWidget):
    """Shows a line of text.

    Parameters
    ----------
    text : str
    role : str
        Of the type scale, see `mnist_viz.ui.spacing.font`.
    token : str
        Its colour.
    after : int
        Room behind it, in pixels at the base font size.
    """

    def __init__(self, text: str, role: str, token: str = "text", after: int = 0) -> None:
        super().__init__()
        self._text = text
        self._role, self._token, self._after = role, token, after
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        self.restyle(system_theme())

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text

    def show_text(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._color = theme.color(self._token)
        self._font: QFont = font(self._role)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font)
        return QSize(metrics.horizontalAdvance(self._text) + scaled(self._after), metrics.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(self._font)
            painter.setPen(self._color)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self._text)
