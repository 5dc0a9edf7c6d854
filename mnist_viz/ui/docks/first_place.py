"""Where the drawing panel stands until the other panels are there: where it then will."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from mnist_viz.ui.docks.panel_dock import PanelDock
from mnist_viz.ui.docks.usual_places import drawing_width
from mnist_viz.ui.look.spacing import GAP, scaled


class FirstPlace(QWidget):
    """Holds a dock at the left edge, as wide as it is among the others.

    Parameters
    ----------
    dock : PanelDock
    """

    def __init__(self, dock: PanelDock) -> None:
        super().__init__()
        self._dock = dock
        dock.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._dock.parent() is not self:
            return  # it stands among the others
        gap = scaled(GAP)
        width = drawing_width(self.size(), self.font())
        self._dock.setGeometry(gap, gap, width, self.height() - 2 * gap)
