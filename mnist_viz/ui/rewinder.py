"""Takes the window to past steps and back to the newest, and on from wherever it is."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mnist_viz.session import Session
from mnist_viz.training import Checkpoint, ConfigError, Frame, History, View
from mnist_viz.ui.display.live_display import LiveDisplay
from mnist_viz.ui.timeline import Timeline
from mnist_viz.ui.timeline.moment import Moment

_SETTLED_MS = 150
"""After so long at one step, its test scores are worth the worker's time."""


class Rewinder(QObject):
    """Joins timeline, display and session; lives on the GUI thread.

    A recorded step is shown at once. For a step between, the recorded one before
    it is shown while the step itself is replayed.

    Parameters
    ----------
    session : Session
    display : LiveDisplay
    timeline : Timeline
    """

    shown = Signal(object)  # View; again when what is replayed changes
    refused = Signal(int, int, object)  # step asked for, step shown, Exception

    def __init__(
        self, session: Session, display: LiveDisplay, timeline: Timeline, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._display = display
        self._timeline = timeline
        self._revision = (-1, -1)
        self._recorded = History().steps(0)
        self._warnings: tuple[tuple[int, str], ...] = ()
        self._settled = QTimer(self, singleShot=True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._examine)
        timeline.step_chosen.connect(self.go_to)
        timeline.live_requested.connect(self.go_live)
        timeline.continue_requested.connect(self.continue_here)
        display.view_changed.connect(self._on_view_changed)
        session.past.replayed.connect(self._on_replayed)
        session.past.replay_refused.connect(self._on_refused)
        session.run_started.connect(self._on_run_started)

    @property
    def is_past(self) -> bool:
        """Whether a past step is shown."""
        view = self._display.view
        return view is not None and view.is_past

    @property
    def is_way_out(self) -> bool:
        """Whether the run went wrong, and from the shown step is to go on with other settings."""
        tree, view = self._session.tree, self._display.view
        good = self._session.state.good_step if tree.runs else None
        if good is None or view is None or view.frame.step != good:
            return False
        return bool(self._session.branches.asked_since(good))

    @property
    def replaying(self) -> int | None:
        """The step that is being replayed."""
        return self._session.past.replaying

    @Slot(object, bool)
    def go_to(self, step: int, exact: bool = True) -> None:
        """Show a step.

        Parameters
        ----------
        step : int
            The newest, or one after it, means to follow again.
        exact : bool
            Replay a step that was not recorded; else the recorded one before it will do.
        """
        newest, history = self._display.newest, self._session.past.history
        if newest is None:
            return
        if step >= newest.step:
            self.go_live()
            return
        step = max(0, step)
        snapshot = history.at_or_before(newest.run_id, step) or history.after(newest.run_id, step)
        if snapshot is None or snapshot.step >= newest.step:
            return
        self._session.past.cancel_replay()
        if self._shown_step() != snapshot.step or not self.is_past:
            self._show(history.frame(newest.run_id, snapshot))
        if exact and snapshot.step != step:
            self._replay(step)

    @Slot()
    def go_live(self) -> None:
        """Show the newest step, and follow."""
        self._session.past.cancel_replay()
        self._session.past.history.shown = None
        self._display.show_newest()

    @Slot()
    def go_first(self) -> None:
        """Show the untrained network."""
        self.go_to(0)

    @Slot()
    def step_back(self) -> None:
        """Show the recorded step before the one on the screen."""
        step = self._shown_step()
        if step > 0:
            self.go_to(step - 1, exact=False)

    @Slot()
    def step_forward(self) -> None:
        """Show the recorded step after the one on the screen, or the newest."""
        newest = self._display.newest
        if newest is not None:
            later = self._session.past.history.after(newest.run_id, self._shown_step())
            self.go_to(newest.step if later is None else later.step)

    @Slot()
    def continue_here(self) -> None:
        """Train on from the shown step, as a new run."""
        self.continue_from(self._shown_step())

    def continue_from(self, step: int, **settings: float) -> None:
        """Train on from a step of the run, as a new run, with other settings."""
        if not self._session.can_train:
            self._session.data_lacking.emit()
            return
        try:
            self._session.branches.continue_from(step, **settings)
        except ConfigError as error:
            self.refused.emit(step, self._shown_step(), error)
        else:
            if self.replaying is not None:
                self.shown.emit(self._display.view)

    def show_good(self, step: int) -> None:
        """Show the last good step of a run that went wrong, in colours of its own.

        Those that hold what became of its weights would make a blank of it.
        """
        newest, history = self._display.newest, self._session.past.history
        snapshot = None if newest is None else history.at_or_before(newest.run_id, step)
        if newest is not None and snapshot is not None and snapshot.step < newest.step:
            self._session.past.cancel_replay()
            self._timeline.strip.end_drag()  # its release would show another step than is told
            self._show(history.frame(newest.run_id, snapshot), anew=True)
            if snapshot.step != step and self._session.can_train:
                self._replay(step)  # not all that was recorded is in what a crash leaves

    def warn(self, step: int, text: str) -> None:
        """Mark a step at which something went wrong."""
        if (step, text) not in self._warnings:
            self._warnings = (*self._warnings, (step, text))
            self._display.show_warnings(self._warnings)

    def forget_warnings(self) -> None:
        """Mark nothing any more: the runs are others."""
        self._warnings = ()

    def _show(self, frame: Frame, *, anew: bool = False) -> None:
        self._session.past.history.shown = frame.step
        self._display.show_past(frame, anew=anew)
        self._settled.start()

    def _shown_step(self) -> int:
        view = self._display.view
        return -1 if view is None else view.frame.step

    def _replay(self, step: int) -> None:
        session, view = self._session, self._display.view
        if session.tree.runs:
            session.past.replay(session.tree.current, step)
            self.shown.emit(view)

    @Slot()
    def _examine(self) -> None:
        """Have the step that is looked at scored, unless it was.

        One that was trained on other data keeps its scores of then: they are of other images.
        """
        view, data = self._display.view, self._session.data
        if view is None or not view.is_past or data is None:
            return
        analysis, step = view.analysis, view.frame.step
        is_scored = analysis is not None and analysis.step == step
        if not is_scored and self._session.tree.current.data_at(step) == data.name:
            self._session.past.examine(view.frame)

    @Slot(object)
    def _on_view_changed(self, view: View) -> None:
        history = self._session.past.history
        revision = (view.frame.run_id, history.revision)
        if revision != self._revision:
            self._revision = revision
            self._recorded = history.steps(view.frame.run_id)
        self._timeline.show_moment(Moment(view, self._recorded))
        self.shown.emit(view)

    @Slot(object)
    def _on_replayed(self, checkpoint: Checkpoint) -> None:
        if self.is_past:
            self._show(checkpoint.frame)

    @Slot(int, object)
    def _on_refused(self, step: int, error: Exception) -> None:
        self.refused.emit(step, self._shown_step(), error)
        self.shown.emit(self._display.view)

    @Slot(object)
    def _on_run_started(self, frame: Frame) -> None:
        self._warnings = tuple(one for one in self._warnings if one[0] <= frame.step)
        if self._warnings:
            self._display.show_warnings(self._warnings)
