"""The step that is to be told next: trained or replayed, taken apart, and known to the window."""

from typing import NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from mnist_viz.session import Session
from mnist_viz.training import StepPhases
from mnist_viz.ui.display.live_display import LiveDisplay


class _Wish(NamedTuple):
    """A step that is waited for, and the phase to begin with."""

    step: int
    phase: int


class SoughtStep(QObject):
    """Seeks one step at a time; while a new one is trained, its frame is held back.

    Parameters
    ----------
    session : Session
    display : LiveDisplay

    Attributes
    ----------
    found : Signal(object, int)
        The StepPhases, and the phase to begin with.
    given_up : Signal(bool)
        It cannot be had; whether frames were held back.
    """

    found = Signal(object, int)  # StepPhases, phase
    given_up = Signal(bool)

    def __init__(self, session: Session, display: LiveDisplay, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._display = session, display
        self._wish: _Wish | None = None
        self._taken_apart: StepPhases | None = None
        self._is_to_rest = self._holding = False
        session.past.dissected.connect(self._on_dissected)
        session.past.replay_refused.connect(self.give_up)
        session.came_to_rest.connect(self._on_rest)

    @property
    def is_sought(self) -> bool:
        """Whether a step is waited for."""
        return self._wish is not None or self._is_to_rest

    @property
    def is_taken_apart(self) -> bool:
        """Whether only the window does not know of it yet."""
        return self._taken_apart is not None

    def seek_after(self, step: int) -> None:
        """Seek the step after one: a recorded one anew, or a new one that is trained now."""
        newest = self._display.newest
        if newest is not None and step < newest.step:
            self.seek(step + 1, 0)
        else:
            self.seek_last()
            self._holding = True  # the step is to be told from its beginning
            self._display.hold(True)
            self._session.step()

    def seek_last(self) -> None:
        """Seek the step at which training comes to rest."""
        self._is_to_rest = True

    def seek(self, step: int, phase: int) -> None:
        """Seek a trained step, to be told from a phase on."""
        self._is_to_rest, self._taken_apart = False, None
        self._wish = _Wish(step, phase)
        self._session.past.dissect(self._session.tree.current, step)

    def forget(self) -> bool:
        """Seek nothing any more; return whether frames were held back."""
        self._wish = self._taken_apart = None
        self._is_to_rest = False
        held, self._holding = self._holding, False
        if held:
            self._display.hold(False)
        return held

    @Slot()
    def give_up(self) -> None:
        """Say that the step cannot be had, if one is sought."""
        if self.is_sought:
            self.given_up.emit(self.forget())

    def look(self) -> None:
        """Tell of the step once the window knows its frame: else that would come in between."""
        phases, wish, newest = self._taken_apart, self._wish, self._display.newest
        if phases is None or wish is None or newest is None or newest.step < phases.step:
            return
        self.forget()
        self.found.emit(phases, wish.phase)

    @Slot(int)
    def _on_rest(self, step: int) -> None:
        """Take apart the step that was just trained, or, if none was, the last one."""
        if self._is_to_rest and step > 0:
            self.seek(step, 0)

    @Slot(object)
    def _on_dissected(self, phases: StepPhases) -> None:
        if self._wish is not None and self._wish.step == phases.step:
            self._taken_apart = phases
            self.look()
