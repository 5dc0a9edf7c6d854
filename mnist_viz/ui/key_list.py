"""The list of keys that `?` shows."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QWidget

from mnist_viz.ui.keys import KEY_LIST
from mnist_viz.ui.spacing import PADDING, UNIT, font, scaled


class KeyList(QDialog):
    """A small dialog: keys on the left, what they do on the right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard")
        grid = QGridLayout(self)
        grid.setContentsMargins(*(2 * [scaled(2 * PADDING), scaled(PADDING)]))
        grid.setHorizontalSpacing(scaled(2 * PADDING))
        grid.setVerticalSpacing(scaled(2 * UNIT))
        for row, (keys, does) in enumerate(KEY_LIST):
            name = QLabel(keys)
            name.setFont(font("title"))
            grid.addWidget(name, row, 0)
            grid.addWidget(QLabel(does), row, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        grid.addWidget(buttons, len(KEY_LIST), 0, 1, 2)
