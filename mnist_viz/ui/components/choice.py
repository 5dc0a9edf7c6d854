"""A drop-down list of which one entry holds."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QSizePolicy, QWidget

from mnist_viz.ui.look.spacing import CONTROL, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

_GOING = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)


class Choice(QComboBox):
    """One of several, by key.

    It takes no focus from a click, so that Space keeps its meaning for the
    window, and heeds no wheel, which would change it in passing.

    Parameters
    ----------
    name : str
        For screen readers.
    none_text : str
        What it says when it shows none of its entries.
    opens_first : bool
        Whether keys go to an entry in the open list alone, where Enter chooses it: for what is
        not to begin in passing.

    Attributes
    ----------
    chosen : Signal(str)
        The person chose another; its key.
    command_chosen : Signal
        The person chose the command below the entries.
    """

    chosen = Signal(str)
    command_chosen = Signal()

    def __init__(
        self,
        name: str,
        none_text: str = "",
        parent: QWidget | None = None,
        *,
        opens_first: bool = False,
    ) -> None:
        super().__init__(parent)
        self._opens_first = opens_first
        self._shown: str | None = None
        self._offered = 0
        self._command = ""
        self.setAccessibleName(name)
        self.setPlaceholderText(none_text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._take)
        self.restyle(system_theme())

    @property
    def entries(self) -> list[tuple[str, str]]:
        """Key and text of each entry."""
        return [(self.itemData(row), self.itemText(row)) for row in range(self._offered)]

    def show_entries(self, entries: Sequence[tuple[str, str]], hints: Sequence[str] = ()) -> None:
        """Offer these.

        Parameters
        ----------
        entries : sequence of (str, str)
            Key and text of each.
        hints : sequence of str
            A sentence on each.
        """
        if list(entries) == self.entries:
            return
        self.clear()
        for key, text in entries:
            self.addItem(text, key)
        self._offered = len(entries)
        for row, hint in enumerate(hints):
            self.setItemData(row, hint, Qt.ItemDataRole.ToolTipRole)
        if self._command:
            self.insertSeparator(self._offered)
            self.addItem(self._command)
        self.choose(self._shown)

    def set_command(self, text: str) -> None:
        """Offer, below the entries, to do something; which entry holds does not change by it."""
        self._command = text

    def value(self) -> str | None:
        """Return the key of the entry that holds."""
        return self._shown

    def choose(self, key: str | None) -> None:
        """Show an entry, or none, without a signal."""
        self._shown = key
        self.setCurrentIndex(-1 if key is None else self.findData(key))

    def pick(self, key: str) -> None:
        """Choose an entry as the person does, with the signal."""
        row = self.findData(key)
        self.setCurrentIndex(row)
        self._take(row)

    def restyle(self, _theme: Theme) -> None:
        """Take on the size of the person's font."""
        self.setFont(font("body"))
        self.setFixedHeight(max(scaled(CONTROL), self.fontMetrics().height() + scaled(6)))
        self.setMaximumWidth(scaled(150))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._opens_first:
            super().keyPressEvent(event)
        elif event.key() in _GOING:
            self.showPopup()
        elif event.text().strip() and event.text().isprintable():
            self.showPopup()
            QApplication.sendEvent(self.view(), event)  # which goes to what begins so
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    @Slot(int)
    def _take(self, row: int) -> None:
        if row >= self._offered:
            self.choose(self._shown)
            self.command_chosen.emit()
            return
        key = str(self.itemData(row))
        if key != self._shown:
            self._shown = key
            self.chosen.emit(key)
