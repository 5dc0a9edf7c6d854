"""The window's menu: files, views, themes."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMenu, QWidget

from mnist_viz.ui.present_menu import PresentMenu
from mnist_viz.ui.presenter import Presenter
from mnist_viz.ui.style import ThemeFollower

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
    window : QWidget
        Its shortcuts work in the whole window.
    docks : sequence of QDockWidget
    follower : ThemeFollower
    presenter : Presenter
    recent : QMenu
        Lists the files used last.
    past : QMenu
        Sets how much memory recorded steps may take.
    moves : QMenu
        Moves panels.
    get_data : QMenu
        Lists the data sets to be had.
    commands : mapping of str to callable
        What the entries do: ``open``, ``save_session``, ``save_session_as``, ``save_model``,
        ``runs``, ``copy_command``, ``use_pretrained``, ``my_digits``, ``preview``,
        ``open_data``, ``open_data_file``, ``open_picture``, ``paste_picture``, ``copy_drawing``,
        ``reset_layout``, ``full_screen``, ``glossary``,
        ``whats_this``, ``keys``, ``quit``.
    """

    def __init__(
        self,
        window: QWidget,
        docks: Sequence[QDockWidget],
        follower: ThemeFollower,
        *,
        presenter: Presenter,
        recent: QMenu,
        past: QMenu,
        moves: QMenu,
        get_data: QMenu,
        commands: Mapping[str, Callable[[], object]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._commands = commands
        self._add(self, "open", "Open…", QKeySequence.StandardKey.Open)
        self.addMenu(recent)
        self._add(self, "save_session", "Save session", QKeySequence.StandardKey.Save)
        self._add(self, "save_session_as", "Save session as…", "Ctrl+Shift+S")
        self._add(self, "save_model", "Save model…")
        self._add(self, "runs", "Runs…", "Ctrl+R")
        self._add(self, "copy_command", "Copy as command")
        self.addMenu(past)
        self.addSeparator()
        self._add(self, "use_pretrained", "Use the pretrained network")
        self._add(self, "my_digits", "My digits…")
        self._add(self, "preview", "Look at the data…")
        self._add(self, "open_data", "Open data folder…")
        self._add(self, "open_data_file", "Open data file…")
        self.addMenu(get_data)
        self.addSeparator()
        self._add(self, "open_picture", "Open picture…", "Ctrl+Shift+O")
        self._add(self, "paste_picture", "Paste picture", QKeySequence.StandardKey.Paste)
        self._add(self, "copy_drawing", "Copy drawing", QKeySequence.StandardKey.Copy)
        self.addSeparator()
        panels = self.addMenu("Panels")
        for dock in docks:
            panels.addAction(dock.toggleViewAction())
        panels.addSeparator()
        panels.addMenu(moves)
        self._add(panels, "reset_layout", "Reset layout")
        self._add_themes(follower)
        self.addMenu(PresentMenu(presenter, docks, window))
        self._add(self, "full_screen", "Full screen", "Shift+F11")
        self.addSeparator()
        self._add(self, "glossary", "Glossary")
        self._add(self, "whats_this", "What's this?", "Shift+F1")
        self._add(self, "keys", "Keyboard")
        self._add(self, "quit", "Quit", "Ctrl+Q")

    def _add(
        self,
        menu: QMenu,
        command: str,
        text: str,
        keys: QKeySequence.StandardKey | str | None = None,
    ) -> None:
        action = QAction(text, self._window)
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(self._commands[command])
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
