"""A line of words in a font of the type scale.

A QLabel would forget its font when the dock around it is put elsewhere: Qt
restores the one that it had when the style sheet first saw it.
"""

from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

_LEAST = 24
"""Width of words that may be cut."""


class Words(QWidget):
    """Shows a line of text.

    Parameters
    ----------
    text : str
    role : str
        Of the type scale, see `mnist_viz.ui.look.spacing.font`.
    token : str
        Its colour.
    after : int
        Room behind it, in pixels at the base font size.
    may_be_cut : bool
        Where there is no room for all of it, it ends in an ellipsis, and the tooltip has the rest.
    """

    def __init__(
        self,
        text: str,
        role: str,
        token: str = "text",
        after: int = 0,
        *,
        may_be_cut: bool = False,
    ) -> None:
        super().__init__()
        self._text = text
        self._role, self._token, self._after = role, token, after
        self._may_be_cut = may_be_cut
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Maximum if may_be_cut else policy.Fixed, policy.Fixed)
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
            self._tell_whole()
            self.updateGeometry()
            self.update()

    @property
    def drawn(self) -> str:
        """What there is room for, with an ellipsis if that is not all."""
        if not self._may_be_cut:
            return self._text
        metrics, room = QFontMetrics(self._font), self.width() - scaled(self._after)
        return metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, room)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._color = theme.color(self._token)
        self._font: QFont = font(self._role)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._font)
        width = ceil(metrics.horizontalAdvance(self._text))  # rounded down, the end would be cut
        return QSize(width + scaled(self._after), QFontMetrics(self._font).height())

    def minimumSizeHint(self) -> QSize:
        size = self.sizeHint()
        return QSize(scaled(_LEAST), size.height()) if self._may_be_cut else size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_whole()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(self._font)
            painter.setPen(self._color)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self.drawn)

    def _tell_whole(self) -> None:
        """Say in the tooltip what there is no room for."""
        if self._may_be_cut:
            self.setToolTip("" if self.drawn == self._text else self._text)
