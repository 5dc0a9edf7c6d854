"""The menu of the past's memory: how much is used, and how much may be."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

if TYPE_CHECKING:
    from mnist_viz.training import History

LIMITS_MB = (64, 128, 256, 512, 1024, 2048)
"""What can be chosen."""

USUAL_LIMIT_MB = 256

_MB = 1024**2


class HistoryMenu(QMenu):
    """Shows at each opening what recorded steps take.

    Parameters
    ----------
    history : History
        Whose limit is chosen.
    parent : QWidget

    Attributes
    ----------
    changed : Signal
        Another limit was chosen.
    """

    changed = Signal()

    def __init__(self, history: "History", parent: QWidget) -> None:
        super().__init__("Memory of the past", parent)
        self._history = history
        self._use = QAction(self)
        self._use.setEnabled(False)
        self.addAction(self._use)
        self.addSection("At most")
        self._limits = QActionGroup(self)
        for limit in LIMITS_MB:
            action = QAction(f"{limit:,} MB", self._limits, checkable=True)
            action.setData(limit)
            action.setToolTip(
                "Beyond it, steps go whose neighbours tell as much, and those of old runs."
            )
            self.addAction(action)
        self.setToolTipsVisible(True)
        self._limits.triggered.connect(self._choose)
        self.aboutToShow.connect(self._show_state)
        self._show_state()

    @property
    def limit_mb(self) -> int:
        """Most memory that recorded steps may take, in MiB."""
        return self._history.limit_bytes // _MB

    def choose(self, limit_mb: int) -> None:
        """Let recorded steps take so much; if they take more, some go at once."""
        if limit_mb != self.limit_mb:
            self._history.limit_bytes = limit_mb * _MB
            self._show_state()
            self.changed.emit()

    @Slot()
    def _show_state(self) -> None:
        used_mb = self._history.memory_bytes / _MB
        self._use.setText(f"Recorded steps take {used_mb:,.0f} MB")
        for action in self._limits.actions():
            action.setChecked(action.data() == self.limit_mb)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self.choose(action.data())
