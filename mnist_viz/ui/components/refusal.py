"""What a number field says of a text that cannot be: a rose outline, and below it what can be."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget
from shiboken6 import isValid

from mnist_viz.ui.components.chip import Chip
from mnist_viz.ui.components.polish import polish_again
from mnist_viz.ui.look.spacing import scaled
from mnist_viz.ui.look.theme import Theme, system_theme

_READ_MS = 8000
"""So long the line stays after the field has gone back to its value."""

_MOVING = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide}


class Refusal(QObject):
    """Marks a field while its text cannot be.

    Parameters
    ----------
    field : QSpinBox or QDoubleSpinBox
    largest : callable
        Returns the largest number that can be: what is beyond is refused as it is typed, for
        no more digits will mend it.
    allowed : callable
        Returns what can be, in a line.
    """

    def __init__(
        self,
        field: QSpinBox | QDoubleSpinBox,
        largest: Callable[[], float],
        allowed: Callable[[], str],
    ) -> None:
        super().__init__(field)
        self._field, self._largest, self._allowed = field, largest, allowed
        self._theme = system_theme()
        self._line: Chip | None = None
        self._read = QTimer(self, singleShot=True)
        self._read.setInterval(_READ_MS)
        self._read.timeout.connect(self._hide_line)
        field.lineEdit().textChanged.connect(self._on_text)
        field.valueChanged.connect(self._on_value)  # of which the editor does not tell

    @property
    def text(self) -> str:
        """The line, or nothing."""
        return "" if self._line is None else self._line.text

    @property
    def is_marked(self) -> bool:
        """Whether the outline tells that the text cannot be."""
        return bool(self._field.property("invalid"))

    @property
    def is_due(self) -> bool:
        """Whether the text, as it stands, cannot be."""
        if not isValid(self._field):  # being deleted, it loses the focus as if it were left
            return False
        text = self._field.lineEdit().text()
        state = self._field.validate(text, 0)[0]
        return state != QValidator.State.Acceptable

    def refuse(self) -> None:
        """Mark the field, and leave the text to be mended."""
        self._read.stop()
        self._mark(True)
        self._show_line()

    def let_go(self) -> None:
        """Say why the field goes back to its value, as it is left."""
        self._mark(False)
        self._show_line()
        self._read.start()

    def give_back(self) -> None:
        """Let the field show its value again instead of a text that cannot be."""
        self._field.interpretText()
        self._mark(False)
        self.take_back()

    def take_back(self) -> None:
        """Say no more of a text that is gone."""
        self._read.stop()
        self._hide_line()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        if self._line is not None:
            self._line.restyle(theme)
            self._place_line()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the line follow the field, whatever around it moves."""
        if event.type() in _MOVING:
            self._place_line()
        return super().eventFilter(watched, event)

    def _show_line(self) -> None:
        if self._line is None:
            self._line = Chip(kind="error", parent=self._field.window())
            self._line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        line = self._line
        for other in self._field.window().findChildren(Refusal):
            if other is not self:  # two fields side by side have room for one line
                other.take_back()
        line.restyle(self._theme)
        line.show_text(self._allowed())
        for one in self._around():
            one.installEventFilter(self)
        self._place_line()
        line.raise_()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._field, line.text))

    def _place_line(self) -> None:
        """Put the line below the field, in sight while that is."""
        field, line, gap = self._field, self._line, scaled(2)
        if line is None or not (isValid(field) and isValid(line) and line.text):
            return
        window = field.window()
        line.adjustSize()
        corner = field.mapTo(window, QPoint(0, field.height() + gap))
        line.move(max(0, min(corner.x(), window.width() - line.width() - gap)), corner.y())
        line.setVisible(field.isVisible())

    def _around(self) -> list[QWidget]:
        """Return the field and all that it stands in: it moves as they do."""
        found: list[QWidget] = [self._field]
        while (above := found[-1].parentWidget()) is not None and not found[-1].isWindow():
            found.append(above)
        return found

    def _mark(self, invalid: bool) -> None:
        field = self._field
        if invalid != self.is_marked:
            field.setProperty("invalid", invalid)
            kept = field.lineEdit().font()
            polish_again(field)
            field.lineEdit().setFont(kept)

    @Slot()
    def _hide_line(self) -> None:
        if self._line is not None:
            self._line.show_text("")
            for one in self._around():
                one.removeEventFilter(self)

    @Slot(str)
    def _on_text(self, text: str) -> None:
        number = _number(text.removesuffix(self._field.suffix()))
        if number is not None and number > self._largest():
            self.refuse()
        elif not self.is_due:
            self._on_value()

    @Slot()
    def _on_value(self) -> None:
        self._mark(False)
        if not self._read.isActive():
            self._hide_line()


def _number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None
