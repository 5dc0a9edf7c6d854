"""Works out how the drawing was read over training, in slices, while somebody looks."""

from collections.abc import Sequence
from time import perf_counter

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot

from mnist_viz.session import Session
from mnist_viz.training import ScoreTrail, View
from mnist_viz.ui.display.live_display import LiveDisplay
from mnist_viz.ui.display.sight import is_in_sight
from mnist_viz.ui.drawing.score_strip import ScoreStrip

SLICE_SECONDS = 0.003
PAUSE_MS = 16
"""Between slices, and after a movement of pen or playhead."""

LIVE_PAUSE_MS = 100
"""While training goes on and all is worked out: few steps are recorded then."""


class ScoreCourse(QObject):
    """Joins the history to the strips; lives on the GUI thread.

    Parameters
    ----------
    session : Session
    display : LiveDisplay
    strips : sequence of ScoreStrip
        Those that are out of sight cost nothing.
    """

    def __init__(
        self,
        session: Session,
        display: LiveDisplay,
        strips: Sequence[ScoreStrip],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._history = session.past.history
        self._display = display
        self._strips = tuple(strips)
        self._trail: ScoreTrail | None = None
        self._revision = -1
        self._next = QTimer(self, singleShot=True)
        self._fed: list[ScoreStrip] = []
        self._next.timeout.connect(self._go_on)
        display.view_changed.connect(self.follow)
        for strip in strips:
            strip.came_in_sight.connect(self.follow)

    @property
    def trail(self) -> ScoreTrail | None:
        """What is being worked out, if anything."""
        return self._trail

    @Slot()
    def follow(self) -> None:
        """Look whether there is anything new to work out, or to show."""
        if self._next.isActive() or not self._in_sight():
            return
        view, trail = self._display.view, self._trail
        if view is None:
            return
        done = trail is not None and trail.is_complete and trail.drawing is view.drawing
        self._next.start(LIVE_PAUSE_MS if done and not view.is_past else PAUSE_MS)

    def _in_sight(self) -> list[ScoreStrip]:
        return [strip for strip in self._strips if is_in_sight(strip)]

    @Slot()
    def _go_on(self) -> None:
        view, strips = self._display.view, self._in_sight()
        if view is None or not strips:
            return
        newest = view.newest or view.frame
        for strip in strips:
            strip.show_place(view.frame.step, newest.step)
        if view.drawing is None:
            self._trail, self._fed = None, []
            for strip in strips:
                strip.show_course(_NO_STEPS, _NO_SCORES, view.class_names)
            return
        self._work(view, strips)

    def _work(self, view: View, strips: Sequence[ScoreStrip]) -> None:
        trail = self._trail
        assert view.drawing is not None, "looked at only with a drawing"
        fits = trail is not None and trail.run_id == view.frame.run_id
        if trail is None or not fits or trail.drawing is not view.drawing:
            trail = self._trail = ScoreTrail(view.drawing, view.frame.run_id)
            self._revision, self._fed = -1, []
        if self._revision != self._history.revision:
            self._revision = self._history.revision
            trail.look_at(self._history.steps(trail.run_id))
        begun = perf_counter()
        while not trail.is_complete and perf_counter() - begun < SLICE_SECONDS:
            trail.work_out_one(self._history)
            self._fed = []
        self._feed(trail, view, strips)
        if not trail.is_complete:
            self._next.start(PAUSE_MS)

    def _feed(self, trail: ScoreTrail, view: View, strips: Sequence[ScoreStrip]) -> None:
        """Give the strips what they have not got yet."""
        hungry = [strip for strip in strips if strip not in self._fed]
        if hungry:
            steps, scores = trail.table()
            for strip in hungry:
                strip.show_course(steps, scores, view.class_names)
        self._fed = list(strips)


_NO_STEPS = np.empty(0, dtype=np.int64)
_NO_SCORES = np.empty((0, 0), dtype=np.float32)
