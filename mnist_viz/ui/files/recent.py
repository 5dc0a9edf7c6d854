"""The files opened or saved last, the newest first, and the menu that lists them."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

MOST = 8


class RecentFiles(QMenu):
    """Lists files; a file that is gone is not listed.

    Attributes
    ----------
    chosen : Signal(str)
        The path of the file that was chosen.
    changed : Signal
        Another file was noted.
    paths : tuple of str
        The newest first, also those that are gone.
    last_session : callable
        Returns where the session that was closed last is kept, if there is one.
    """

    chosen = Signal(str)
    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Open recent", parent)
        self.setObjectName("recent_files")
        self.paths: tuple[str, ...] = ()
        self.last_session: Callable[[], Path | None] = lambda: None
        self.aboutToShow.connect(self._list)
        self.triggered.connect(self._choose)
        self._list()

    def note(self, path: Path) -> None:
        """Put a file first."""
        text = str(path.absolute())
        self.take((text, *(other for other in self.paths if other != text)))
        self.changed.emit()

    def take(self, paths: Iterable[str]) -> None:
        """List these."""
        self.paths = tuple(dict.fromkeys(paths))[:MOST]
        self._list()

    @Slot()
    def _list(self) -> None:
        self.clear()
        last = self.last_session()
        if last is not None:
            self.addAction("The &last session").setData(str(last))
            self.addSeparator()
        # pathlib raises where a folder may not be looked into.
        there = [path for path in self.paths if os.path.isfile(path)]  # noqa: PTH113
        for number, path in enumerate(there, 1):
            # An ampersand in a name would be taken for a key to press.
            name = Path(path).name.replace("&", "&&")
            action = self.addAction(f"&{number}  {name}")
            action.setData(path)
            action.setToolTip(path)
        if not there and last is None:
            self.addAction("None yet").setEnabled(False)
        self.setToolTipsVisible(True)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self.chosen.emit(action.data())
