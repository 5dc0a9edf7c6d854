"""A row of words of which exactly one holds."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QToolButton,
    QWidget,
)

from mnist_viz.ui.components.tooltips import tooltip
from mnist_viz.ui.look.spacing import CONTROL, CONTROL_RADIUS, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme


class SegmentedControl(QFrame):
    """A choice of one among a few, all of which can be read at once.

    Parameters
    ----------
    segments : sequence of (str, str)
        Key and text of each; the first is chosen.
    framed : bool
        With an outline, as a field of a bar; without, as a switch in a header.

    Attributes
    ----------
    chosen : Signal(str)
        The person chose another; its key.
    """

    chosen = Signal(str)

    def __init__(
        self,
        segments: Sequence[tuple[str, str]],
        framed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._framed = framed
        self.setProperty("framed", framed)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _Segment] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for key, text in segments:
            button = _Segment(text, self)
            self._buttons[key] = button
            self._group.addButton(button)
            row.addWidget(button)
        self._value = segments[0][0]
        self._buttons[self._value].setChecked(True)
        self._group.buttonClicked.connect(self._take)
        self.restyle(system_theme())

    def value(self) -> str:
        """Return the key of the chosen segment."""
        return self._value

    @property
    def entries(self) -> list[tuple[str, str]]:
        """Key and text of each segment."""
        return [(key, button.text()) for key, button in self._buttons.items()]

    def pick(self, key: str) -> None:
        """Choose a segment as the person does, with the signal."""
        self._take(self._buttons[key])

    def choose(self, key: str) -> None:
        """Choose a segment without a signal."""
        self._buttons[key].setChecked(True)
        self._value = key
        self._show_weights()

    def explain(self, key: str, hint: str, shortcut: str | None = None) -> None:
        """Give a segment a tooltip."""
        button = self._buttons[key]
        button.setAccessibleDescription(hint)
        button.setToolTip(tooltip(button.text(), hint, shortcut))

    def enable(self, key: str, enabled: bool) -> None:
        """Let a segment be chosen, or not."""
        self._buttons[key].setEnabled(enabled)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        metrics = QFontMetrics(font("body", semibold=True))
        height = max(scaled(CONTROL), metrics.height() + scaled(6))
        for button in self._buttons.values():
            button.setFixedSize(metrics.horizontalAdvance(button.text()) + scaled(24), height)
        self.setSizePolicy(self.sizePolicy().Policy.Fixed, self.sizePolicy().Policy.Fixed)
        # While it is hidden, Qt does not tell the row that it stands in.
        self.updateGeometry()
        self._show_weights()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the outline here: a style sheet's would stand around the chosen segment's own."""
        if not self._framed:
            return
        radius = scaled(CONTROL_RADIUS)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._theme.color("edge"))
            painter.setBrush(self._theme.color("control"))
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius
            )

    @Slot(QAbstractButton)
    def _take(self, button: QAbstractButton) -> None:
        key = next(key for key, own in self._buttons.items() if own is button)
        if key != self._value:
            self.choose(key)
            self.chosen.emit(key)

    def _show_weights(self) -> None:
        """Set the chosen word in bold: colour is never the only cue."""
        for key, button in self._buttons.items():
            button.setFont(font("body", semibold=key == self._value))


class _Segment(QToolButton):
    """A word; once it is chosen, it has no use for Space, which the window has."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.isChecked():
            event.ignore()
        else:
            super().keyPressEvent(event)
