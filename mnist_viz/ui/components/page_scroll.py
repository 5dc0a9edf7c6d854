"""A page that is shown whole where the screen is large enough, and scrolled where it is not."""

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from mnist_viz.ui.look.spacing import scaled

_LEAST = (200, 120)
_SHARES_OF_SCREEN = (0.9, 0.7)
"""The rest is for what stands around it: a title, a line of buttons."""


class PageScroll(QScrollArea):
    """Asks for the room that its page needs, and makes do with less.

    Parameters
    ----------
    page : QWidget
    name : str
        For screen readers.
    """

    def __init__(self, page: QWidget, name: str) -> None:
        super().__init__()
        self._page = page
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setAccessibleName(name)
        self.setWidget(page)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask anew for room once the page has become larger."""
        if watched is self._page and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        screen, (across, down) = self.screen().availableSize(), _SHARES_OF_SCREEN
        room = QSize(int(across * screen.width()), int(down * screen.height()))
        wanted = self._page.sizeHint().expandedTo(self._page.minimumSizeHint())
        bar = self.verticalScrollBar().sizeHint().width()
        if self._page.hasHeightForWidth():
            # With the bar, it must not need more height, which would keep the bar for good.
            across = min(room.width(), wanted.width() + bar)
            height = self._page.heightForWidth(across - bar)
            return QSize(across, height).boundedTo(room)
        if wanted.height() > room.height():
            wanted += QSize(bar, 0)
        if wanted.width() > room.width():
            wanted += QSize(0, bar)
        return wanted.boundedTo(room)

    def minimumSizeHint(self) -> QSize:
        least = QSize(*(scaled(length) for length in _LEAST)).boundedTo(self.sizeHint())
        if self._page.hasHeightForWidth():  # it makes do with less width, but for this
            bar = self.verticalScrollBar().sizeHint().width()
            least.setWidth(max(least.width(), self._page.minimumSizeHint().width() + bar))
        return least
