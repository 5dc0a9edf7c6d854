"""An icon that only shows."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mnist_viz.ui.look.icons import icon
from mnist_viz.ui.look.spacing import ICON, scaled
from mnist_viz.ui.look.theme import Theme, system_theme


class IconLabel(QWidget):
    """An icon in a colour of the theme, with a name for screen readers."""

    def __init__(self, icon_name: str, name: str = "", token: str = "text") -> None:
        super().__init__()
        self.restyle(system_theme())
        self.show_icon(icon_name, name, token)

    def show_icon(self, icon_name: str, name: str, token: str = "text") -> None:
        """Show another icon."""
        self._icon_name, self._token = icon_name, token
        self.setAccessibleName(name)
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self.setFixedSize(QSize(1, 1) * scaled(ICON))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            icon(self._icon_name, self._theme, self._token).paint(painter, self.rect())
