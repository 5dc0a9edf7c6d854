"""Says that something is done which nothing else shows: in the status line, or above the panels."""

from PySide6.QtCore import QObject, QTimer, Slot

from mnist_viz.ui.components.message_bar import MessageBar
from mnist_viz.ui.status import CONFIRMED_MS, StatusLine


class Confirmations(QObject):
    """Says each for some seconds.

    Parameters
    ----------
    status : StatusLine
    bar : MessageBar
        Says it where the status line has given its height away.
    """

    def __init__(self, status: StatusLine, bar: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._status, self._bar = status, bar
        self._said = ""
        self._over = QTimer(self, singleShot=True)
        self._over.setInterval(CONFIRMED_MS)
        self._over.timeout.connect(self._take_back)

    @Slot(str)
    def confirm(self, text: str) -> None:
        """Say what is done, in a sentence."""
        if not self._status.isHidden():
            self._status.confirm(text)
            return
        self._take_back()
        self._said = text
        self._bar.show_message("info", text, "")
        self._over.start()

    @Slot()
    def _take_back(self) -> None:
        self._over.stop()
        if self._said:
            self._bar.take_back(self._said)
            self._said = ""
