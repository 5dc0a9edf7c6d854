"""The window for a room: the whole screen, larger text, and only the panels that are chosen."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontInfo
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

from mnist_viz.ui.look.style import ThemeFollower

if TYPE_CHECKING:
    from mnist_viz.ui.docks.area import DockArea

TEXT_SIZES = (100, 125, 150, 175, 200)
USUAL_TEXT = 150
"""Its size while presenting, in per cent of the person's font."""

_FITTING_TEXT, _ITS_SCREEN = 24, QSize(1280, 720)
"""The largest text, in pixels, with which the window shows all it has to on this screen."""

USUAL_PANELS = ("drawing_panel", "filters_panel", "activations_panel", "loss_panel")


class Presenter(QObject):
    """Begins and ends a presentation; its end leaves everything as it was.

    Parameters
    ----------
    window : QWidget
    dock_area : DockArea
    docks : sequence of QDockWidget
        Named after their panels: ``loss_panel_dock``.
    follower : ThemeFollower
        Styles the application for another size of the font.

    Attributes
    ----------
    changed : Signal
        A presentation has begun or ended, or what it shows is another choice.
    capped : Signal(str)
        Its text is smaller than the person has just asked for; a sentence that says so.
    """

    changed = Signal()
    capped = Signal(str)

    def __init__(
        self,
        window: QWidget,
        dock_area: "DockArea",
        docks: Sequence[QDockWidget],
        follower: ThemeFollower,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._dock_area = dock_area
        self._names = tuple(dock.objectName().removesuffix("_dock") for dock in docks)
        self._follower = follower
        self._panels = tuple(name for name in USUAL_PANELS if name in self._names)
        self._text = USUAL_TEXT
        self._font: QFont | None = None
        self._state = window.windowState()

    @property
    def is_on(self) -> bool:
        """Whether there is a presentation."""
        return self._font is not None

    @property
    def state_after(self) -> Qt.WindowState:
        """What the window is, or will be again at the end of a presentation."""
        return self._state if self.is_on else self._window.windowState()

    @property
    def panels(self) -> tuple[str, ...]:
        """The names of the panels that it shows."""
        return self._panels

    @property
    def text(self) -> int:
        """The size of its text, in per cent of the person's font, where the screen has room."""
        return self._text

    @Slot()
    def toggle(self) -> None:
        """Begin, or end."""
        if self.is_on:
            self.end()
        else:
            self.begin()

    @Slot()
    def begin(self) -> None:
        """Fill the screen with the chosen panels, in large text."""
        if self.is_on:
            return
        self._font = QFont(QApplication.font())
        self._state = self._window.windowState()
        # First, as larger text would move the panels that are to come back where they are.
        self._dock_area.present(self._dock_names())
        self._window.setWindowState(self._state | Qt.WindowState.WindowFullScreen)
        self._apply_text()
        self.changed.emit()

    @Slot()
    def end(self) -> None:
        """Put back text, panels and window."""
        font, self._font = self._font, None
        if font is None:
            return
        QApplication.setFont(font)
        self._follower.refresh()
        self._window.setWindowState(self._state)
        self._dock_area.end_presenting()
        self.changed.emit()

    def choose_panels(self, names: Sequence[str]) -> None:
        """Show these panels, now or at the next presentation; names of others are passed over."""
        self._panels = tuple(name for name in self._names if name in names)
        if self.is_on:
            self._dock_area.present(self._dock_names())
        self.changed.emit()

    def choose_text(self, size: int) -> None:
        """Take another size of text, in per cent, now or at the next presentation."""
        self._text = size
        if self.is_on:
            self._apply_text()
        self.changed.emit()

    def ask_for_text(self, size: int) -> None:
        """Choose a size of text, and say so if the screen has no room for it."""
        self.choose_text(size)
        own = QFontInfo(self._font or QApplication.font()).pixelSize()
        room = max(100, 100 * largest_text(self._window.screen().size()) // own)
        if size > room:
            self.capped.emit(f"The screen has room for text of {room} % while presenting.")

    def _apply_text(self) -> None:
        assert self._font is not None, "there is a presentation"
        larger = QFont(self._font)
        own, most = QFontInfo(self._font).pixelSize(), largest_text(self._window.screen().size())
        larger.setPixelSize(min(round(own * self._text / 100), max(own, most)))
        QApplication.setFont(larger)
        self._follower.refresh()

    def _dock_names(self) -> list[str]:
        return [f"{name}_dock" for name in self._panels]


def largest_text(screen: QSize) -> int:
    """Return the largest size of text, in pixels, that leaves the panels on a screen legible."""
    across = screen.width() / _ITS_SCREEN.width()
    down = screen.height() / _ITS_SCREEN.height()
    return int(_FITTING_TEXT * min(across, down))
