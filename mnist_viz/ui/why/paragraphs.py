"""Words beside pictures: as many whole paragraphs as there is room for, the first ones first."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget


class Paragraphs(QLabel):
    """Never shows half a paragraph; a screen reader hears them all.

    Parameters
    ----------
    name : str
        Its ``objectName``.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self._paragraphs: tuple[str, ...] = ()
        super().__init__(parent)
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)

    @property
    def said(self) -> str:
        """All paragraphs, seen or not."""
        return "\n\n".join(self._paragraphs)

    def say(self, *paragraphs: str) -> None:
        """Show other paragraphs."""
        if paragraphs != self._paragraphs:
            self._paragraphs = paragraphs
            self.setAccessibleName(self.said)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        for count in range(len(self._paragraphs), 0, -1):
            self.setText("\n\n".join(self._paragraphs[:count]))
            if self.heightForWidth(self.width()) <= self.height():
                return
        self.clear()
