"""Makes Views of what the session reports, and hands them to the panels at the screen's pace."""

import dataclasses
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from mnist_viz.data import DataSplits, resized
from mnist_viz.nn import Layout
from mnist_viz.session import Session
from mnist_viz.training import (
    ONE_OF_EACH,
    RANDOM_BATCH,
    Analysis,
    Connection,
    Drivers,
    Frame,
    Limits,
    Metrics,
    Probe,
    Selection,
    ToldStep,
    View,
)
from mnist_viz.ui.display.frame_pace import FULL_SPEED_SHARE, SHORTEST_MS, WATCHING_SHARE, FramePace
from mnist_viz.ui.display.panel_turns import PanelTurns
from mnist_viz.ui.display.steady_limits import SteadyLimits
from mnist_viz.ui.panel import Panel

_FURTHER = 1.02
"""How far the newest step has come, when the panels that show the past draw it too."""


class LiveDisplay(QObject):
    """Keeps panels up to date; lives on the GUI thread.

    Parameters
    ----------
    session : Session
    quick : Panel
        Follows every movement of the pen.
    others : sequence of sequence of Panel
        Follow up to 30 times a second; while training runs at full speed, one group after the
        other.
    """

    view_changed = Signal(object)  # View

    def __init__(
        self, session: Session, quick: Panel, others: Sequence[Sequence[Panel]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._quick = quick
        self._others = PanelTurns(others, self)
        self._view: View | None = None
        self._drawing: NDArray[np.uint8] | None = None
        self._selection = Selection(0, 0)
        self._limits = SteadyLimits(session)
        self._probe_kind, self._batch = ONE_OF_EACH, 0
        self._followed: int | None = None
        self._followed_before: int | None = None
        self._holds = False
        self._owes_analysis = False
        self._newest_drawn = 0
        self._pace = FramePace()
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._ask_for_frame)
        session.run_started.connect(self._on_run_started)
        session.data_changed.connect(self._on_data_changed)
        session.frame_ready.connect(self._on_frame)
        session.frame_shown.connect(self._on_frame_shown)
        session.analysis_ready.connect(self._on_analysis)
        session.drivers_ready.connect(self._on_drivers)
        session.training_changed.connect(self._on_training_changed)

    @property
    def view(self) -> View | None:
        """What is shown now."""
        return self._view

    @property
    def limits(self) -> Limits:
        """Where colours end, but for weights that training has ruined."""
        return self._limits.held

    @property
    def newest(self) -> Frame | None:
        """The newest frame, shown or not."""
        view = self._view
        return None if view is None else view.newest or view.frame

    def show_past(self, frame: Frame, *, anew: bool = False) -> None:
        """Show a past frame of the run, in all panels at once, until `show_newest`.

        Parameters
        ----------
        frame : Frame
        anew : bool
            Let the colour limits hold no more than this frame.
        """
        newest = self.newest
        if self._view is not None and newest is not None:
            view = dataclasses.replace(self._untold(self._view), frame=frame, newest=newest)
            if anew:
                self._limits.begin_anew(view)
            self._show(view, now=True)

    @Slot()
    def show_newest(self) -> None:
        """Show the newest frame again, and follow."""
        if self._view is not None and self._view.newest is not None:
            view = self._untold(self._view)
            self._show(dataclasses.replace(view, frame=self._view.newest, newest=None), now=True)

    def show_told(self, told: ToldStep, connection: Connection | None) -> None:
        """Show the network in a phase of a step, following an image of its batch.

        Parameters
        ----------
        told : ToldStep
        connection : Connection or None
            The one whose numbers are told.
        """
        view, newest = self._view, self.newest
        if view is None or newest is None:
            return
        if view.told is None:
            self._followed_before = self._followed
        if view.told is None or view.told.image != told.image:
            self._followed = None
        if connection is not None:
            self._selection = connection.end
        is_newest = _place(told.frame) == _place(newest)
        self._show(
            dataclasses.replace(
                view,
                frame=newest if is_newest else told.frame,
                newest=None if is_newest else newest,
                told=told,
                followed=self._followed,
                selection=self._selection,
                connection=connection,
            ),
            now=True,
        )

    def hold(self, holds: bool) -> None:
        """Keep showing what is shown when newer frames come, or no longer."""
        self._holds = holds

    def end_telling(self) -> None:
        """Go on showing what is shown, but as a step like any other."""
        if self._view is not None and self._view.told is not None:
            self._show(self._untold(self._view))

    def _untold(self, view: View) -> View:
        """Return a view without the step that is told; what was followed before is again."""
        if view.told is None:
            return view
        self._followed = self._followed_before
        return dataclasses.replace(view, told=None, followed=self._followed)

    @Slot(object)
    def show_drawing(self, drawing: NDArray[np.uint8] | None) -> None:
        """Show another drawing, or none, through the frame on the screen."""
        self._drawing = drawing
        if drawing is not None:
            self._followed = self._followed_before = None  # the hand asks to be followed
        if self._view is not None:
            fitting = self._drawing_for(self._view.frame.layout)
            self._view = self._view.with_drawing(fitting, self._followed)
            self._quick.show_view(self._view)
            self._others.show_drawing(self._view)

    @Slot(object)
    def show_again(self, panel: Panel) -> None:
        """Draw a panel that may have missed what was shown, as behind another tab."""
        if self._view is not None:
            panel.show_view(self._view)

    @Slot(object)
    def select(self, selection: Selection) -> None:
        """Point at another unit."""
        self._selection = selection
        view = self._view
        if view is not None:
            one = view.connection
            kept = one if one is not None and one.end == selection else None
            self._show(dataclasses.replace(view, selection=selection, connection=kept))

    @Slot(object)
    def select_connection(self, connection: Connection) -> None:
        """Point at a connection, and so at the unit that it leads to."""
        self._selection = connection.end
        if self._view is not None:
            self._show(
                dataclasses.replace(self._view, selection=connection.end, connection=connection)
            )

    @Slot(object)
    def follow(self, row: int | None) -> None:
        """Follow an image of the probe through the network, or the drawing (None)."""
        self._followed = row
        if self._view is not None and row != self._view.followed:
            self._show(dataclasses.replace(self._view, followed=row))

    def show_ghost(self, ghost: Metrics | None) -> None:
        """Compare with another run, or with none."""
        if self._view is not None:
            self._show(dataclasses.replace(self._view, ghost=ghost))

    def show_warnings(self, warnings: tuple[tuple[int, str], ...]) -> None:
        """Mark the steps at which training stopped by itself; see `View.warnings`."""
        if self._view is not None:
            self._show(dataclasses.replace(self._view, warnings=warnings))

    def expect(self, selection: Selection, limits: Limits) -> None:
        """Look at the next run that begins with this selection and these limits."""
        self._selection = selection
        self._limits.expect(limits)

    def _drawing_for(self, layout: Layout) -> NDArray[np.uint8] | None:
        """Return the drawing in the size that a network reads: not all data are 28 × 28."""
        drawing = self._drawing
        return None if drawing is None else resized(drawing, layout.input_shape)

    @Slot(str)
    def choose_probe(self, kind: str) -> None:
        """Look at other test images: ``each`` or ``random``; the latter again for others."""
        self._probe_kind = kind
        self._batch += kind == RANDOM_BATCH
        data = self._session.data
        if self._view is not None and data is not None:
            self._show(dataclasses.replace(self._view, probe=self._probe(data)))

    def _probe(self, data: DataSplits) -> Probe:
        if self._probe_kind == RANDOM_BATCH:
            return Probe.random_batch(data.test, self._batch)
        return Probe.one_of_each(data.test, len(data.class_names))

    @Slot(bool)
    def _on_training_changed(self, training: bool) -> None:
        if training:
            self._clock.start(SHORTEST_MS)
        else:
            self._clock.stop()
            self._show_owed()

    def _show_owed(self) -> None:
        """Show scores that were to come with a frame, where none comes."""
        view = self._view
        # A run that begins ends the training of the one before it, whose scores are put away.
        if view is None or not self._is_of_current_run(view):
            return
        if self._owes_analysis or (view.newest or view.frame).step > self._newest_drawn:
            self._show(view)

    def _is_of_current_run(self, view: View) -> bool:
        tree = self._session.tree
        return bool(tree.runs) and view.frame.run_id == tree.current.id

    @Slot()
    def _ask_for_frame(self) -> None:
        self._session.request_frame()
        share = FULL_SPEED_SHARE if self._at_full_speed else WATCHING_SHARE
        interval_ms = self._pace.interval_ms(share)
        if interval_ms != self._clock.interval():
            self._clock.setInterval(interval_ms)

    @Slot(object)
    def _on_run_started(self, frame: Frame) -> None:
        data = self._session.data
        assert data is not None, "a run has data"
        probe = self._probe(data)
        layers, chosen = frame.layout.layers, self._selection
        if chosen.layer >= len(layers) or chosen.unit >= layers[chosen.layer].units:
            self._selection = Selection(0, 0)
        self._limits.begin_run(frame, self._view)
        self._show(
            View(
                frame,
                probe,
                data.class_names,
                reference=self._session.first_frame,
                run=self._session.tree.current,
                drawing=self._drawing_for(frame.layout),
                selection=self._selection,
                ghost=self._session.branches.ghost,
                test=data.test,
                followed=self._followed,
            )
        )

    @Slot(object)
    def _on_data_changed(self, data: DataSplits) -> None:
        """Look at images of the data set that the run goes on with."""
        view = self._view
        fits = view is not None and view.frame.layout.input_shape == data.image_shape
        if view is not None and fits and view.class_names == data.class_names:
            probe = self._probe(data)
            self._show(dataclasses.replace(view, probe=probe, test=data.test))

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        view, newest = self._view, self.newest
        if view is None or newest is None:
            return
        if _place(frame) == _place(newest):
            self._show_owed()
            return
        self._pace.begin_frame()
        if view.newest is None and not self._holds:
            newer = dataclasses.replace(self._untold(view), frame=frame)
            if self._shows_in_turn(view):
                self._show_in_turn(newer)
            else:  # frames come no faster than all panels can follow
                self._show(newer, now=True)
        else:
            self._show_newest_of_past(view.as_of(frame))

    def _show_newest_of_past(self, view: View) -> None:
        """Let what tells of the newest step move at once, and the ends of curves now and then."""
        newest = view.newest or view.frame
        if newest.step >= _FURTHER * self._newest_drawn or not self._session.training:
            self._show(view)
        else:
            self._view = view
            self._tell_view()

    @Slot()
    def _on_frame_shown(self) -> None:
        """Draw what has yet to be drawn of a frame that is shown in turns."""
        if not self._others.draw_next():
            self._pace.end_frame()
            return
        if not self._others.is_behind:
            self._tell_view()
        self._session.wait_for_paint()

    @Slot(object)
    def _on_analysis(self, analysis: Analysis) -> None:
        view = self._view
        if view is None:
            return
        if view.frame.step < analysis.step:
            # The result is newer than the picture: it waits for its frame.
            self._session.request_frame()
            return
        if self._shows_in_turn(view):
            # Training waits for the next frame to be drawn, and would not for this alone.
            self._owes_analysis = True
            return
        self._show(dataclasses.replace(view, analyses=self._session.analyses))

    @Slot(object)
    def _on_drivers(self, drivers: Drivers) -> None:
        if self._view is not None:
            self._view = self._view.with_drivers(drivers)
            self._others.show(self._view)

    def _shows_in_turn(self, view: View) -> bool:
        """Return whether the next frame is shown in turns, after a view."""
        follows = view.newest is None and not self._holds
        return follows and self._at_full_speed and self._session.training

    @property
    def _at_full_speed(self) -> bool:
        return self._session.speed == "full"

    def _show(self, view: View, *, now: bool = False) -> None:
        """Complete a view, and draw it: now, or when the panels' next draw is due."""
        is_first = self._view is None
        self._view = view = self._completed(view)
        self._quick.show_view(view)
        if is_first and isinstance(self._quick, QWidget):
            self._quick.repaint()  # what draws the others is imported with their first pictures
        (self._others.show_now if now else self._others.show)(view)
        self._tell_view()

    def _show_in_turn(self, view: View) -> None:
        """Complete a view, and draw a part of it; the rest follows once that is painted."""
        self._view = view = self._completed(view)
        self._quick.show_view(view)
        self._others.show_in_turn(view)

    @Slot()
    def _tell_view(self) -> None:
        if self._view is not None:
            self.view_changed.emit(self._view)

    def _completed(self, view: View) -> View:
        """Return a view with the scores that are known of its step, and limits that hold it."""
        self._owes_analysis = False
        self._newest_drawn = (view.newest or view.frame).step
        step = view.frame.step
        analyses = self._session.analyses
        later: tuple[Analysis, ...] = ()
        if analyses and analyses[-1].step > step:
            place = bisect_right(analyses, step, key=lambda analysis: analysis.step)
            analyses, later = analyses[:place], analyses[place:]
        view = dataclasses.replace(
            view, analyses=analyses, later_analyses=later if view.is_past else ()
        )
        return self._limits.put_on(view)


def _place(frame: Frame) -> tuple[int, int]:
    return frame.run_id, frame.step
