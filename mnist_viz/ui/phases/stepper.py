"""Slow motion: has a step taken apart, and shows its phases one after the other.

Up to the last phase the panels show the network before the update, in the last one that
after it: so going back from it undoes the step on the screen. They follow the image of the
batch that is told of, and its connection.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QDockWidget, QVBoxLayout, QWidget

from mnist_viz.session import Session
from mnist_viz.training import (
    Connection,
    Frame,
    ParameterPlace,
    StepPhases,
    ToldStep,
    View,
    moved_most,
)
from mnist_viz.ui.display.live_display import LiveDisplay
from mnist_viz.ui.docks.active_window import activate_window_of
from mnist_viz.ui.docks.area import DockArea
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.numbers import count
from mnist_viz.ui.phases.followed import Followed
from mnist_viz.ui.phases.sought_step import SoughtStep

if TYPE_CHECKING:
    from mnist_viz.ui.phases.lights import PhaseLights, WallOfFilters
    from mnist_viz.ui.phases.strip import PhasesStrip

_LAST = 3


class PhaseStepper(QObject):
    """Joins the strip, the display and the session; lives on the GUI thread.

    Parameters
    ----------
    session : Session
    display : LiveDisplay
    window : QWidget
        Its layout gets the strip as the second of its parts.
    timeline : QWidget
        Makes room for the strip.
    dock_area : DockArea
    docks : sequence of QDockWidget
    filters : WallOfFilters

    Attributes
    ----------
    told : Signal(str)
        Which phase of which step is told now, in a sentence.
    ended : Signal
        No step is told any more.
    card_wanted : Signal(str)
        The key of the card of a term that the person asks for.
    copied : Signal(str)
        A sentence on what is now on the clipboard.
    """

    told = Signal(str)
    card_wanted = Signal(str)
    copied = Signal(str)
    ended = Signal()

    def __init__(
        self,
        session: Session,
        display: LiveDisplay,
        window: QWidget,
        *,
        timeline: QWidget,
        dock_area: DockArea,
        docks: Sequence[QDockWidget],
        filters: "WallOfFilters",
    ) -> None:
        super().__init__(window)
        self._session, self._display, self._window = session, display, window
        self._timeline, self._dock_area = timeline, dock_area
        self._docks, self._filters = docks, filters
        self._theme = system_theme()
        self._strip: PhasesStrip | None = None
        self._lights: PhaseLights | None = None
        self._phases: StepPhases | None = None
        self._phase = 0
        self._followed = Followed()
        self._told: ToldStep | None = None
        self._shown_connection: Connection | None = None
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._show_again)
        self._sought = SoughtStep(session, display, self)
        self._sought.found.connect(self._on_found)
        self._sought.given_up.connect(self._on_given_up)
        self._showing = self._watching = False
        self._is_made = False  # the step on the screen, and perhaps undone since
        session.failed.connect(self._on_failed)
        session.run_started.connect(self.close)
        session.training_changed.connect(self._on_training_changed)

    @property
    def strip(self) -> "PhasesStrip":
        """The strip, made when it is first asked for."""
        if self._strip is None:
            from mnist_viz.ui.phases.lights import (  # noqa: PLC0415 - not at every start
                PhaseLights,
            )
            from mnist_viz.ui.phases.strip import (  # noqa: PLC0415 - not at every start
                PhasesStrip,
            )

            strip = self._strip = PhasesStrip(self._window)
            strip.hide()
            column = self._window.layout()
            assert isinstance(column, QVBoxLayout), "the window's parts stand in a column"
            column.insertWidget(1, strip)
            self._dock_area.add_guest(strip)
            strip.phase_wanted.connect(self.go_to)
            strip.image_wanted.connect(self._move_image)
            strip.layer_wanted.connect(self._look_in)
            strip.weight_wanted.connect(self._move_weight)
            strip.card_wanted.connect(self.card_wanted)
            strip.copied.connect(self.copied)
            strip.closed.connect(self.close)
            self._lights = PhaseLights(self._dock_area, self._docks, self._filters)
            self.restyle(self._theme)
        return self._strip

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """What it has put into the window: the strip, once there is one."""
        return () if self._strip is None else (self._strip,)

    @property
    def lit(self) -> frozenset[str]:
        """The panels that are lit, by objectName."""
        return frozenset() if self._lights is None else self._lights.lit

    @property
    def is_open(self) -> bool:
        """Whether a step is told."""
        return self._phases is not None

    @property
    def phases(self) -> StepPhases | None:
        """The step that is told."""
        return self._phases

    @Slot()
    def toggle(self) -> None:
        """Tell the next step from what is on the screen, or leave off telling."""
        if self.is_open:
            self.close()
            return
        view = self._display.view
        if view is None or not self._session.tree.runs:
            return
        self._watch(True)
        is_moving = self._session.training
        if is_moving:
            self._session.pause()
        if is_moving and not view.is_past:
            self._sought.seek_last()
        else:
            self._sought.seek_after(view.frame.step)

    @Slot(int)
    def go_to(self, phase: int) -> None:
        """Tell a phase; one before the first is the last of the step before."""
        phases = self._phases
        if phases is None:
            return
        if 0 <= phase <= _LAST:
            self._show(phase)
        elif phase > _LAST:
            self._sought.seek_after(phases.step)
        elif phases.before.step > 0:
            self._sought.seek(phases.before.step, _LAST)

    @Slot()
    def go_on(self) -> None:
        """Tell the next phase."""
        self.go_to(self._phase + 1)

    @Slot()
    def go_back(self) -> None:
        """Tell the phase before."""
        self.go_to(self._phase - 1)

    @Slot()
    def close(self) -> None:
        """Leave off telling: a step that was undone stays so, the newest is else made to its end.

        A step of the past stays as it is on the screen.
        """
        self._release(held=self._sought.forget())
        self._watch(False)
        self._again.stop()
        phases, self._phases = self._phases, None
        self._told = None
        if phases is None or self._strip is None or self._lights is None:
            return
        had_focus = self._strip.isAncestorOf(QApplication.focusWidget() or self._strip)
        self._strip.hide()
        self._timeline.show()
        self._lights.end()
        is_undone = self._is_made and self._phase < _LAST
        if self._is_newest(phases) and not is_undone:
            self._show_newest()
        self._display.end_telling()
        if had_focus:
            self._window.setFocus()
        self.ended.emit()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        if self._strip is not None:
            self._strip.restyle(theme)
        if self._lights is not None:
            self._lights.restyle(theme)

    @Slot(object, int)
    def _on_found(self, phases: StepPhases, phase: int) -> None:
        self._is_made = False
        self._phases = phases
        self._followed.begin(phases)
        self._show(phase)

    @Slot(bool)
    def _on_given_up(self, held: bool) -> None:
        """Go on telling what was told before, if anything; else stay at what is shown."""
        self._release(held=held)
        if self._phases is None:
            self._watch(False)

    @Slot()
    def _on_failed(self) -> None:
        """Leave off telling if the run went wrong: its last good step is shown."""
        if self._session.state.ruin is None:
            self._sought.give_up()
        else:
            self.close()

    @Slot(bool)
    def _on_training_changed(self, training: bool) -> None:
        """Leave off once training goes on, and go with it, unless a past step was told."""
        if not training:
            return
        phases = self._phases
        self.close()
        if phases is not None and self._is_newest(phases):
            self._display.show_newest()

    def _is_newest(self, phases: StepPhases) -> bool:
        newest = self._display.newest
        return newest is not None and _same(newest, phases.after)

    def _release(self, *, held: bool) -> None:
        """Show the frames that were held back; one that is told stays."""
        if held and self._phases is None:
            self._show_newest()

    def _show_newest(self) -> None:
        """Show the newest step; where that is a ruin, its last good one is on the screen."""
        if self._session.state.ruin is None:
            self._display.show_newest()

    def _watch(self, watching: bool) -> None:
        """Look at what is shown; with nothing to tell, that must cost nothing."""
        if watching != self._watching:
            self._watching = watching
            changed = self._display.view_changed
            (changed.connect if watching else changed.disconnect)(self._on_view_changed)

    def _show(self, phase: int) -> None:
        from mnist_viz.ui.phases.account import Account  # noqa: PLC0415 - not at every start

        phases, view = self._phases, self._display.view
        assert phases is not None, "a step was taken apart"
        assert view is not None, "it is of a run that is shown"
        strip = self.strip
        is_entered = phase != self._phase or strip.isHidden()
        self._phase = phase
        self._is_made |= phase == _LAST
        one = self._followed
        account = Account(phases, view.class_names, one.image, one.layer, one.place)
        told = self._told = ToldStep(phases, one.image, phase)
        self._showing = True
        self._shown_connection = account.place.connection
        self._display.show_told(told, self._shown_connection)
        self._showing = False
        strip.show_phase(account, phase)
        if strip.isHidden():
            self._dock_area.hold_places()
            self._timeline.hide()
            strip.resize(self._window.width(), strip.height())
            strip.show()
            activate_window_of(strip)
            strip.setFocus()
        if is_entered:  # else the person may have brought another panel to the front
            self._light(phase)
        steps = f"step {count(phases.before.step)} → {count(phases.step)}"
        self.told.emit(f"One step in four phases: {steps}, phase {phase + 1} of {_LAST + 1}.")

    def _light(self, phase: int) -> None:
        """Light a phase's panels; keys that went to what steps aside go to the strip."""
        focused = QApplication.focusWidget()
        assert self._lights is not None, "they came with the strip"
        self._lights.light(phase)
        if focused is not None and not focused.isVisible():
            self.strip.setFocus()

    @Slot(int)
    def _move_image(self, by: int) -> None:
        if self._phases is not None:
            self._followed.move_image(self._phases, by)
            self._show(self._phase)

    @Slot(object)
    def _look_in(self, layer: int | None) -> None:
        if self._phases is not None:
            self._followed.look_in(layer)
            self._show(self._phase)

    @Slot(int)
    def _move_weight(self, by: int) -> None:
        if self._phases is not None and self._followed.move_weight(self._phases, by):
            self._show(self._phase)

    @Slot()
    def _show_again(self) -> None:
        """Tell of the connection that was chosen, or of the chosen unit's that moved most."""
        phases, view = self._phases, self._display.view
        if phases is None or view is None:
            return
        one, unit = view.chosen_connection, view.chosen
        if one is not None:
            place = ParameterPlace.of(phases.before.layout, one)
        else:
            place = moved_most(phases, unit.layer, unit.unit)
        self._followed.choose(phases, place)
        self._show(self._phase)

    @Slot(object)
    def _on_view_changed(self, view: View) -> None:
        """Leave off once the window shows something else than the step."""
        if self._showing:
            return
        if self._sought.is_taken_apart:
            self._sought.look()
        elif self._phases is not None and view.told is not self._told:
            if not self._sought.is_sought:
                self.close()
        elif self._phases is not None and view.connection != self._shown_connection:
            self._again.start(0)  # whoever else looks at this view is to see it first


def _same(one: Frame, other: Frame) -> bool:
    return (one.run_id, one.step) == (other.run_id, other.step)
