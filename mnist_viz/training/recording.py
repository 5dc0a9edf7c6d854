"""Which steps of a run are recorded, and the worker's part in recording them.

The rule looks at the number of the step and at the run's changes, never at a clock, so that one
run leaves the same record on every machine.
"""

from dataclasses import dataclass

from mnist_viz.training.arena import Arena
from mnist_viz.training.metrics import Metrics
from mnist_viz.training.runs import Change
from mnist_viz.training.snapshot import Snapshot
from mnist_viz.training.thinning import dispensable
from mnist_viz.training.thinning_steps import next_step
from mnist_viz.training.trainer import Trainer

EVERY_STEP_UP_TO = 40
GAP_SHARE = 16
"""From then on, the gap to the next recorded step is the step over this."""

_COMPLETE_EVERY = 3

MOST_WAITING_BYTES = 48 * 1024**2
"""What snapshots may take that nobody has fetched yet."""


def recorded_after(step: int) -> int:
    """Return the first step after `step` that the rule records: all to 40, then 6 % apart."""
    return next_step(step, every_step_up_to=EVERY_STEP_UP_TO, gap_share=GAP_SHARE)


@dataclass(frozen=True)
class Recording:
    """What was recorded of a run in a while; made to cross threads.

    Attributes
    ----------
    run_id : int
    snapshots : tuple of Snapshot
    metrics : Metrics
        Up to the last of them, or further.
    changes : tuple of Change
    """

    run_id: int
    snapshots: tuple[Snapshot, ...]
    metrics: Metrics
    changes: tuple[Change, ...]


class Recorder:
    """Takes snapshots of a trainer, and holds them until they are fetched.

    A large network fills hundreds of MB a second at first. If they are fetched too seldom, some
    go that would go as soon as they came to the history.

    Parameters
    ----------
    trainer : Trainer
        Its present step is recorded at once, complete.
    arena : Arena
        Where the copies are kept.
    start : Snapshot, optional
        Of an earlier step, to be handed over before all else.
    """

    def __init__(
        self, trainer: Trainer, arena: Arena | None = None, start: Snapshot | None = None
    ) -> None:
        self._trainer = trainer
        self._arena = Arena() if arena is None else arena
        self._arena.fit(trainer.network.layout.size)
        self._fresh: list[Snapshot] = [] if start is None else [start]
        self._waiting_bytes = 0
        self._since_complete = 0
        self._last = self._changed_at = -1
        self.record(complete=True)

    def look(self) -> None:
        """Record the step that was just done, if the rule says so."""
        if self._trainer.is_to_change:
            self.record_before_change()
        elif self._trainer.step >= self._next:
            self.record()

    def record_before_change(self) -> None:
        """Record the present step as one that something is changed at: one may want it back."""
        self._changed_at = self._trainer.step
        self.record(complete=True)

    def record(self, *, complete: bool = False) -> None:
        """Record the present step, unless that is done.

        Parameters
        ----------
        complete : bool
            With the optimizer's state. By itself, every third snapshot has it.
        """
        trainer, repeated = self._trainer, self._trainer.step == self._last
        has_state = bool(trainer.optimizer.state)
        if repeated and (self._since_complete == 0 or not (complete and has_state)):
            return
        self._since_complete += not repeated
        complete = complete or not has_state or self._since_complete >= _COMPLETE_EVERY
        if complete:
            self._since_complete = 0
        self._add(trainer.snapshot(self._arena.copy, complete=complete))
        self._last = trainer.step
        self._next = recorded_after(trainer.step)

    def take_fresh(self) -> Recording | None:
        """Hand over what was recorded since the last call, if anything."""
        if not self._fresh:
            return None
        fresh, self._fresh = tuple(self._fresh), []
        self._waiting_bytes = 0
        trainer = self._trainer
        return Recording(trainer.run_id, fresh, trainer.metrics.so_far(), fresh[-1].outline.changes)

    def _add(self, snapshot: Snapshot) -> None:
        """Hold one more; if they take too much, let those go that are needed least."""
        self._fresh.append(snapshot)
        self._waiting_bytes += snapshot.nbytes
        if self._waiting_bytes > MOST_WAITING_BYTES:
            line = [(self._trainer.run_id, one) for one in self._fresh]
            for _, one in dispensable(line, (), 0, changed_at=self._changed_at):
                self._fresh.remove(one)
                self._waiting_bytes -= one.nbytes
                if self._waiting_bytes <= MOST_WAITING_BYTES:
                    break
