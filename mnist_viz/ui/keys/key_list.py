"""The list of keys that `?` shows."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mnist_viz.ui.components import tooltip
from mnist_viz.ui.keys.single_keys import KEY_GROUPS
from mnist_viz.ui.look.spacing import GAP, PADDING, UNIT, font, scaled

_TEXT_WIDTH = 250
_SHARE_OF_SCREEN = 0.9


class KeyList(QDialog):
    """Keys on the left, what they do on the right; in two columns where the screen is wide enough.

    Where it is not as high as the list, that is scrolled.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard")
        most = self.screen().availableSize() * _SHARE_OF_SCREEN
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(scaled(3 * PADDING))
        half = len(KEY_GROUPS) // 2
        for groups in (KEY_GROUPS[:half], KEY_GROUPS[half:]):
            self._columns.addWidget(_column(groups), 0, Qt.AlignmentFlag.AlignTop)
        page = QWidget()
        page.setLayout(self._columns)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(page)
        scroll.setAccessibleName("Keys")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for button in buttons.buttons():
            button.setToolTip(tooltip("Close", shortcut="Esc"))
            button.setIcon(QIcon())  # the desktop's, which is none of ours
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        margin = scaled(2 * PADDING)
        whole.setContentsMargins(margin, margin, margin, scaled(PADDING))
        whole.setSpacing(scaled(PADDING))
        whole.addWidget(scroll)
        whole.addWidget(buttons)
        around = QSize(2 * margin, margin + scaled(2 * PADDING) + buttons.sizeHint().height())
        if (page.sizeHint() + around).width() > most.width():
            self._columns.setDirection(QBoxLayout.Direction.TopToBottom)
        page.adjustSize()
        bar = scroll.verticalScrollBar().sizeHint().width()
        self.resize((page.sizeHint() + around + QSize(bar, 0)).boundedTo(most))


def _column(groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]) -> QWidget:
    """Return keys under the names of their groups."""
    column = QWidget()
    grid = QGridLayout(column)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(scaled(PADDING))
    grid.setVerticalSpacing(scaled(UNIT))
    for title, entries in groups:
        if grid.count():
            grid.setRowMinimumHeight(grid.rowCount(), scaled(GAP))
        heading = QLabel(title)
        heading.setFont(font("title"))
        grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
        for keys, does in entries:
            row = grid.rowCount()
            name, text = QLabel(keys), QLabel(does)
            name.setFont(font("body", semibold=True))
            text.setFont(font("body"))
            text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            text.setWordWrap(True)
            text.setFixedWidth(scaled(_TEXT_WIDTH))
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, row, 1)
    return column
