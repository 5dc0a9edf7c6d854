"""Brings the window to where it was, and writes down where it is."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from mnist_viz.ui.look.style import ThemeFollower
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.settings.panel_choices import choice_signals, choose_in, chosen_in
from mnist_viz.ui.settings.settings import Settings
from mnist_viz.ui.settings.settings_file import SETTINGS, SettingsFile
from mnist_viz.ui.settings.window_place import place_on_screens

if TYPE_CHECKING:
    from mnist_viz.session import Session

_SETTLED_MS = 1000
"""After so long without another change, the settings are written."""


class SettingsKeeper(QObject):
    """Keeps the settings of a window.

    Parameters
    ----------
    file : SettingsFile
    window : MainWindow
        Not yet shown.
    follower : ThemeFollower
    """

    def __init__(self, file: SettingsFile, window: MainWindow, follower: ThemeFollower) -> None:
        super().__init__(window)
        self._file = file
        self._window = window
        self._follower = follower
        self._found = Settings()
        self._speed = self._found.speed
        self._written: Settings | None = None
        self._is_refused = False
        self._later = QTimer(self, singleShot=True)
        self._later.setInterval(_SETTLED_MS)
        self._later.timeout.connect(self.save)

    def restore_place(self) -> bool:
        """Read the settings; let the window look as it did; return whether its place was known."""
        settings = self._found = self._file.read()
        window = self._window
        self._follower.choose(settings.theme)
        window.transport.show_speed(settings.speed)
        self._speed = settings.speed
        if settings.place is not None:
            window.setGeometry(self._visible(QRect(*settings.place), window.minimumSizeHint()))
        if settings.maximized:
            window.setWindowState(Qt.WindowState.WindowMaximized)
        return settings.place is not None or settings.maximized

    @Slot()
    def fit_to_screen(self) -> None:
        """Let the window lie on one screen with its frame, which has a size once it is shown."""
        window = self._window
        if not _is_usual(window):
            return
        frame, inner = window.frameGeometry(), window.geometry()
        around = frame.size() - inner.size()
        place = self._visible(frame, window.minimumSizeHint() + around)
        if place != frame:
            window.resize(place.size() - around)
            window.move(place.topLeft())

    @property
    def has_layout(self) -> bool:
        """Whether the panels are elsewhere than usual."""
        return bool(self._found.layouts)

    def restore_panels(self, session: "Session") -> None:
        """Bring the rest of the window to what was read, and write down what changes from now.

        Parameters
        ----------
        session : Session
            Its I/O thread writes it.
        """
        settings, window = self._found, self._window
        self._session = session
        session.set_speed(settings.speed)
        if self._file.complaint:
            window.message_bar.show_message(
                "warning", "The settings could not be read.", self._file.complaint, until_read=True
            )
        choose_in(window.panels, settings.panels)
        if settings.layouts:
            window.dock_area.take_layouts(settings.layouts)
            window.painted.connect(window.dock_area.show_floating_again)
        window.folder.path = settings.folder
        window.files.recent.take(settings.recent)
        if settings.presented is not None:
            window.presenter.choose_panels(settings.presented)
        window.presenter.choose_text(settings.presented_text)
        window.history_menu.choose(settings.history_mb)
        self._watch()
        # What cannot be written is told at the start, while there is somebody to tell.
        self._later.start()

    def settings(self) -> Settings:
        """Return what holds now."""
        window = self._window
        # Without the frame, as the normal geometry is, too: a full screen has none.
        place = window.geometry() if _is_usual(window) else window.normalGeometry()
        return Settings(
            theme=self._follower.choice,
            speed=self._speed,
            place=(place.x(), place.y(), place.width(), place.height()),
            maximized=bool(window.presenter.state_after & Qt.WindowState.WindowMaximized),
            layouts=window.dock_area.layouts,
            panels=chosen_in(window.panels),
            folder=window.folder.path,
            recent=window.files.recent.paths,
            presented=window.presenter.panels,
            presented_text=window.presenter.text,
            history_mb=window.history_menu.limit_mb,
        )

    @Slot()
    def save(self) -> None:
        """Write the settings, if they are others than those written last."""
        settings = self.settings()
        self._later.stop()
        if settings != self._written and not self._is_refused:
            self._written = settings
            content = self._file.encoded(settings)
            self._session.write_file(SETTINGS, self._file.path, lambda: content)

    def _visible(self, place: QRect, least: QSize) -> QRect:
        primary = QGuiApplication.primaryScreen()
        others = [screen for screen in QGuiApplication.screens() if screen is not primary]
        free = [screen.availableGeometry() for screen in (primary, *others)]
        return place_on_screens(place, least, free)

    def _watch(self) -> None:
        window = self._window
        self._session.write_failed.connect(self._on_refused)
        window.transport.speed_chosen.connect(self._note_speed)
        for signal in (
            self._follower.theme_changed,
            window.dock_area.rearranged,
            window.presenter.changed,
            window.history_menu.changed,
            window.files.recent.changed,
            *choice_signals(window.panels),
        ):
            signal.connect(self._later.start)
        window.closing.connect(self.save)

    @Slot(str)
    def _note_speed(self, speed: str) -> None:
        self._speed = speed
        self._later.start()

    @Slot(str)
    def _on_refused(self, what: str) -> None:
        """Try no more: one notice is enough."""
        if what == SETTINGS:
            self._is_refused = True


def _is_usual(window: MainWindow) -> bool:
    """Whether a window is neither maximized nor the whole screen."""
    return not (window.isMaximized() or window.isFullScreen())
