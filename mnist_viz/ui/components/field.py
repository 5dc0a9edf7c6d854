"""A control with its caption."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QWidget

from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme


class Field(QWidget):
    """A caption above a control, or before it where height lacks.

    Parameters
    ----------
    caption : str
    control : QWidget
    short : str, optional
        The caption where it stands before the control; may be empty.
    """

    def __init__(self, caption: str, control: QWidget, short: str | None = None) -> None:
        super().__init__()
        self.control = control
        self.caption = caption
        self._texts = (caption, caption if short is None else short)
        self._label = QLabel(caption)
        self._label.setBuddy(control)
        self._label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self._label)
        self._box.addWidget(control)
        self._inline = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.restyle(system_theme())

    def set_inline(self, inline: bool) -> None:
        """Put the caption before the control, or above it."""
        self._inline = inline
        way = QBoxLayout.Direction
        self._box.setDirection(way.LeftToRight if inline else way.TopToBottom)
        self._label.setText(self._texts[inline])
        self._label.setVisible(bool(self._texts[inline]))
        self.restyle(system_theme())

    def restyle(self, _theme: Theme) -> None:
        """Take on the size of the person's font."""
        self._label.setFont(font("body" if self._inline else "caption"))
        self._box.setSpacing(scaled(6 if self._inline else 2))
