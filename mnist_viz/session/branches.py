"""Goes on from another moment: from a past step, as a new run, or with a run that was left."""

import dataclasses
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from mnist_viz.session.past import CONTINUE_WITHIN_SECONDS
from mnist_viz.session.requests import RunRequest
from mnist_viz.session.run_state import RunState
from mnist_viz.training import Change, Checkpoint, Metrics, Run

if TYPE_CHECKING:
    from mnist_viz.session.session import Session

_LAST_STEP = 2**62


class Branches(QObject):
    """The session's way from run to run of its tree; every run begins at rest.

    Parameters
    ----------
    session : Session
    """

    branched = Signal(int, int)  # id of the run that was left, step: the new run is in the tree

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self._wanted: tuple[int, dict[str, Any]] | None = None
        self._plays_then = False
        session.past.replayed.connect(self._on_replayed)
        session.past.replay_refused.connect(self.forget)
        session.past.replay_left.connect(self.forget)

    @property
    def awaits_replay(self) -> bool:
        """Whether a new run begins as soon as the step that it goes on from is replayed."""
        return self._wanted is not None

    @property
    def ghost(self) -> Metrics | None:
        """Every step of the run that the current one branched off or replaced."""
        session = self._session
        ghost = session.state.ghost if session.tree.runs else None
        return None if ghost is None else session.past.history.metrics(ghost)

    def continue_from(self, step: int, **settings: Any) -> None:  # noqa: ANN401 - as settings have
        """Go on from a step of the current run, as a new run; `run_started` follows.

        A step that was not recorded is replayed first; if that is left off, nothing follows.

        Raises
        ------
        ConfigError
            If a setting cannot have its value.
        """
        session = self._session
        run, history = session.tree.current, session.past.history
        dataclasses.replace(run.config_at(step), **settings)
        snapshot = history.at_or_before(run.id, step, complete=True)
        if snapshot is not None and snapshot.step == step:
            self._branch(history.checkpoint(run.id, snapshot), settings)
        else:
            session.past.replay(run, step, CONTINUE_WITHIN_SECONDS)
            self._wanted = (step, settings)

    def leave_ruins(self) -> None:
        """Go on from the last good step, with the settings of now, if the run went wrong."""
        session = self._session
        good = session.state.good_step if session.tree.runs else None
        if good is not None and not self.awaits_replay:
            self.continue_from(good, **self.asked_since(good))

    def asked_since(self, step: int) -> dict[str, float | int | str]:
        """Return the settings that the run at hand is to go on with, and did not have at a step."""
        session = self._session
        then = session.tree.current.config_at(step)
        asked = session.state.asked.items()
        return {name: value for name, value in asked if getattr(then, name) != value}

    def play_then(self) -> None:
        """Let the run play that begins after a replay; see `awaits_replay`."""
        self._plays_then = True

    def can_resume(self, run_id: int) -> bool:
        """Return whether a run can be gone on with: its last step and its data are at hand."""
        session = self._session
        run = session.tree.runs.get(run_id)
        is_recorded = session.past.history.can_go_on(run_id)
        return run is not None and is_recorded and session.library.has(run)

    def can_repeat(self, run_id: int) -> bool:
        """Return whether a run can be trained again: its first weights and data can be had."""
        session = self._session
        run = session.tree.runs.get(run_id)
        return run is not None and not run.given_weights and session.library.has(run)

    def resume(self, run_id: int) -> None:
        """Go on with a run where it was left; see `can_resume`."""
        self._resume(run_id, None)

    def repeat(self, run_id: int) -> None:
        """Train a run again, as a new one with the same Changes to come; see `can_repeat`."""
        session = self._session
        old = session.tree.runs[run_id]
        state = RunState(ghost=run_id, data=old.data_name, to_come=old.changes)
        run = session.tree.begin(old.config, old.data_name, old.data_checksum)
        request = self._request(run)
        session.start(
            dataclasses.replace(request, run=dataclasses.replace(run, changes=old.changes)), state
        )

    def reopen(self, run_id: int, to_come: tuple[Change, ...]) -> None:
        """Go on with a run from a file, with the changes that it awaited."""
        self._resume(run_id, to_come)

    def _resume(self, run_id: int, to_come: tuple[Change, ...] | None) -> None:
        session = self._session
        history = session.past.history
        newest = history.at_or_before(run_id, _LAST_STEP, complete=True)
        assert newest is not None, "a run that was left is recorded"
        state = session.states[run_id]
        checkpoint = history.checkpoint(run_id, newest)
        if to_come is None:
            to_come = state.changes_at(newest.step)
        checkpoint = dataclasses.replace(checkpoint, changes_to_come=to_come)
        run = session.tree.resume(run_id)
        wants_start = not run.given_weights and history.at_or_before(run_id, 0) is None
        request = self._request(run, checkpoint)
        session.start(dataclasses.replace(request, wants_start=wants_start), state)

    @Slot()
    def forget(self) -> None:
        """Wait for no replay any more."""
        self._wanted, self._plays_then = None, False

    def ghost_of_next(self) -> int | None:
        """Return what a run from scratch is to be compared with: the one it replaces."""
        session = self._session
        if not session.tree.runs:
            return None
        has_steps = session.frame is not None and session.frame.step > 0
        return session.tree.current.id if has_steps else session.state.ghost

    def _branch(self, checkpoint: Checkpoint, settings: dict[str, Any]) -> None:
        """Begin a run that goes on from a checkpoint of the current one."""
        session, step = self._session, checkpoint.frame.step
        state, left = session.state, session.tree.current.id
        run = session.tree.branch(step)
        due = tuple(change for change in run.changes if change.step >= step)
        due += tuple(Change(step, name, value) for name, value in settings.items())
        checkpoint = dataclasses.replace(checkpoint, changes_to_come=due)
        session.start(self._request(run, checkpoint), state.branch(run, settings))
        self.branched.emit(left, step)

    def _request(self, run: Run, checkpoint: Checkpoint | None = None) -> RunRequest:
        library = self._session.library
        return RunRequest(
            run,
            library.of(run),
            checkpoint=checkpoint,
            others=library.all,
            taught=library.taught,
        )

    @Slot(object)
    def _on_replayed(self, checkpoint: Checkpoint) -> None:
        wanted, plays = self._wanted, self._plays_then
        self.forget()
        if wanted is not None:
            self._branch(checkpoint, wanted[1])
            if plays:
                self._session.play()
