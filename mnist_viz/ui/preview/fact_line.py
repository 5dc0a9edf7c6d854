"""A fact that can be read, selected and copied, and that gives way where it is long."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from mnist_viz.ui.components import tooltip
from mnist_viz.ui.components.dialog_keys import KEY
from mnist_viz.ui.look.spacing import PADDING, font, scaled


class FactLine(QLineEdit):
    """One line, without a frame until it has the focus.

    Parameters
    ----------
    name : str
        What it is a fact about.

    Attributes
    ----------
    caption : QLabel
        Says the name; to be put before the line.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.caption = QLabel(name)
        self.caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.caption.setBuddy(self)
        self.restyle()

    def show_fact(self, text: str) -> None:
        """Show the beginning of a text; all of it can be scrolled to, and copied."""
        self.setText(text)
        self.setCursorPosition(0)
        self.setToolTip(tooltip(self.accessibleName(), text, self.property(KEY)))

    def restyle(self) -> None:
        """Take on the size of the person's font."""
        self.setFont(font("caption"))
        self.caption.setFont(font("caption"))
        self.caption.setContentsMargins(0, 0, scaled(PADDING), 0)
