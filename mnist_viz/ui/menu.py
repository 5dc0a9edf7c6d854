"""The window's menu: files, views, themes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from mnist_viz.ui.files.getting_data import GetDataMenu
from mnist_viz.ui.look.style import ThemeFollower
from mnist_viz.ui.present_menu import PresentMenu

if TYPE_CHECKING:
    from mnist_viz.ui.main_window import MainWindow

_THEMES = (
    ("system", "As the system"),
    ("dark", "Dark"),
    ("light", "Light"),
    ("contrast", "High contrast"),
)


class WindowMenu(QMenu):
    """What stands behind the ⋯ button.

    Parameters
    ----------
    window : MainWindow
        Its parts do what is chosen; the shortcuts work in all of it.
    follower : ThemeFollower
    """

    def __init__(self, window: "MainWindow", follower: ThemeFollower) -> None:
        super().__init__(window)
        self._window = window
        self._add_session()
        self.addSeparator()
        self._add_data()
        self.addSeparator()
        pictures = window.pictures
        self._add(self, pictures.open, "Open picture…", "Ctrl+Shift+O")
        self._add(self, pictures.paste, "Paste picture", QKeySequence.StandardKey.Paste)
        self._add(self, pictures.copy, "Copy drawing", QKeySequence.StandardKey.Copy)
        self.addSeparator()
        self._add_panels()
        self._add_themes(follower)
        self.addMenu(PresentMenu(window.presenter, window.docks, window))
        self._add(self, window.commands.toggle_full_screen, "Full screen", "Shift+F11")
        self.addSeparator()
        self._add(self, window.guide.open_glossary, "Glossary")
        self._add(self, window.guide.ask, "What's this?", "Shift+F1")
        self._add(self, window.commands.show_keys, "Keyboard")
        self._add(self, window.close, "Quit", "Ctrl+Q")

    def _add_session(self) -> None:
        files, runs = self._window.files, self._window.runs
        self._add(self, files.open, "Open…", QKeySequence.StandardKey.Open)
        self.addMenu(files.recent)
        self._add(self, files.save, "Save session", QKeySequence.StandardKey.Save)
        self._add(self, files.save_as, "Save session as…", "Ctrl+Shift+S")
        self._add(self, files.save_model, "Save model…")
        self._add(self, runs.open, "Runs…", "Ctrl+R")
        self._add(self, runs.copy_current, "Copy as command")
        self.addMenu(self._window.history_menu)

    def _add_data(self) -> None:
        window = self._window
        self._add(self, window.controls.use_pretrained, "Use the pretrained network")
        self._add(self, window.teaching.show_my_digits, "My digits…")
        self._add(self, window.preview.open, "Look at the data…")
        self._add(self, window.data_files.open_folder, "Open data folder…")
        self._add(self, window.data_files.open_file, "Open data file…")
        self.addMenu(GetDataMenu(window.getting_data, window))

    def _add_panels(self) -> None:
        panels = self.addMenu("Panels")
        for dock in self._window.docks:
            panels.addAction(dock.toggleViewAction())
        panels.addSeparator()
        panels.addMenu(self._window.moves.menu)
        self._add(panels, self._window.dock_area.reset, "Reset layout")

    def _add(
        self,
        menu: QMenu,
        does: Callable[[], object],
        text: str,
        keys: QKeySequence.StandardKey | str | None = None,
    ) -> None:
        action = QAction(text, self._window)
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(does)
        self._window.addAction(action)
        menu.addAction(action)

    def _add_themes(self, follower: ThemeFollower) -> None:
        menu = self.addMenu("Theme")
        group = QActionGroup(self)
        for name, text in _THEMES:
            action = QAction(text, group, checkable=True)
            action.setData(name)
            menu.addAction(action)
        menu.aboutToShow.connect(lambda: _check(group, follower.choice))
        group.triggered.connect(lambda action: follower.choose(action.data()))


def _check(group: QActionGroup, key: str) -> None:
    for action in group.actions():
        action.setChecked(action.data() == key)
