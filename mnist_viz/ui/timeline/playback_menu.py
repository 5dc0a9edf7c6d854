"""How the past is played: which way, how fast, once or again and again."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QActionGroup, QCursor
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from mnist_viz.ui.timeline.playback import SPEEDS, Playback


class PlaybackMenu(QMenu):
    """A context menu.

    Parameters
    ----------
    playback : Playback
        Goes as is chosen here.
    replay, loop : QToolButton
        Are pressed by its first entries, for where they have no room.
    """

    def __init__(
        self, playback: Playback, replay: QToolButton, loop: QToolButton, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._playback = playback
        self.addAction("Replay, stop").triggered.connect(replay.click)
        self.addAction("Loop, once").triggered.connect(loop.click)
        self.addSeparator()
        self._directions, self._speeds = QActionGroup(self), QActionGroup(self)
        for text, sign in (("Forwards", 1.0), ("Backwards", -1.0)):
            self._add_choice(self._directions, text, sign, chosen=sign > 0)
        self.addSeparator()
        for speed in SPEEDS:
            self._add_choice(self._speeds, f"{speed:g} ×", speed, chosen=speed == 1.0)

    def serve(self, widget: QWidget) -> None:
        """Open where a widget is asked for its context menu."""
        widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        widget.customContextMenuRequested.connect(self._open)

    def _add_choice(self, group: QActionGroup, text: str, value: float, *, chosen: bool) -> None:
        action = self.addAction(text)
        action.setCheckable(True)
        action.setChecked(chosen)
        action.setData(value)
        group.addAction(action)
        action.triggered.connect(self._choose)

    @Slot()
    def _choose(self) -> None:
        direction, speed = self._directions.checkedAction(), self._speeds.checkedAction()
        self._playback.speed = direction.data() * speed.data()

    @Slot()
    def _open(self) -> None:
        self.popup(QCursor.pos())
