"""The menu of a presentation: begin or end it, and choose what it shows."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMenu, QWidget

from mnist_viz.ui.presenter import TEXT_SIZES, Presenter


class PresentMenu(QMenu):
    """Shows at each opening what holds.

    Parameters
    ----------
    presenter : Presenter
    docks : sequence of QDockWidget
        What it can show.
    window : QWidget
        Where its key works.
    """

    def __init__(self, presenter: Presenter, docks: Sequence[QDockWidget], window: QWidget) -> None:
        super().__init__("Present", window)
        self._presenter = presenter
        self._start = QAction("Begin", window)
        self._start.setShortcut(QKeySequence("F11"))
        self._start.triggered.connect(presenter.toggle)
        window.addAction(self._start)
        self.addAction(self._start)
        self.addSection("Panels")
        self._panels = QActionGroup(self)
        self._panels.setExclusive(False)
        for dock in docks:
            name = dock.objectName().removesuffix("_dock")
            self._add(self._panels, dock.windowTitle(), name)
        self.addSection("Text")
        self._sizes = QActionGroup(self)
        for size in TEXT_SIZES:
            self._add(self._sizes, f"{size} %", size)
        self._panels.triggered.connect(self._choose_panels)
        self._sizes.triggered.connect(self._choose_text)
        presenter.changed.connect(self._show_state)
        self._show_state()

    def _add(self, group: QActionGroup, text: str, key: object) -> None:
        action = QAction(text, group, checkable=True)
        action.setData(key)
        self.addAction(action)

    @Slot()
    def _show_state(self) -> None:
        self._start.setText("End" if self._presenter.is_on else "Begin")
        for action in self._panels.actions():
            action.setChecked(action.data() in self._presenter.panels)
        for action in self._sizes.actions():
            action.setChecked(action.data() == self._presenter.text)

    @Slot()
    def _choose_panels(self) -> None:
        self._presenter.choose_panels(
            [action.data() for action in self._panels.actions() if action.isChecked()]
        )

    @Slot(QAction)
    def _choose_text(self, action: QAction) -> None:
        self._presenter.ask_for_text(action.data())
