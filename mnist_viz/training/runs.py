"""Runs and what was changed in them: with these a run can be trained again, exactly."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from mnist_viz.training.config import LIVE_FIELDS, RunConfig

DATA_FIELD = "data"
"""Of a Change to another data set; its value is the data set's name."""

TAUGHT_FIELD = "my_digits"
"""Of a Change of what is taught; its value is the name of a `MyDigits`, empty for nothing."""

SOURCE_FIELDS = (DATA_FIELD, TAUGHT_FIELD)
"""Of Changes of where images come from; they leave the config as it is."""


@dataclass(frozen=True)
class Change:
    """A setting altered while a run went on.

    Attributes
    ----------
    step : int
        Number of updates done before it took effect.
    field : str
        One of `mnist_viz.training.LIVE_FIELDS` or of `SOURCE_FIELDS`.
    value : float or int or str
        The new value.
    """

    step: int
    field: str
    value: float | int | str


@dataclass(frozen=True)
class Run:
    """One training run.

    Attributes
    ----------
    id : int
        Unique in its tree; results bear it.
    config : RunConfig
        At its start.
    data_name, data_checksum : str
        At its start.
    changes : tuple of Change
        In the order of their steps; those before `branch_step` are the parent's.
    parent : int or None
        The run it goes on from.
    branch_step : int
        The parent's step it goes on from.
    given_weights : bool
        Whether it, or its first ancestor, began from weights that its config does not draw.
    """

    id: int
    config: RunConfig
    data_name: str
    data_checksum: str
    changes: tuple[Change, ...] = ()
    parent: int | None = None
    branch_step: int = 0
    given_weights: bool = False

    def config_at(self, step: int) -> RunConfig:
        """Return the config in force for the update after `step` updates."""
        values = {change.field: change.value for change in self.changes if change.step <= step}
        for field in SOURCE_FIELDS:
            values.pop(field, None)
        return dataclasses.replace(self.config, **values)  # type: ignore[arg-type]

    def values_before(self, changes: tuple[Change, ...]) -> list[float | int | str]:
        """Return what each of the run's changes altered: what was set just before it.

        Parameters
        ----------
        changes : tuple of Change
            All of the run's, in the order of their steps, as a frame of it has them.
        """
        held: dict[str, float | int | str] = {DATA_FIELD: self.data_name, TAUGHT_FIELD: ""}
        held |= {field: getattr(self.config, field) for field in LIVE_FIELDS}
        before = []
        for change in changes:
            before.append(held[change.field])
            held[change.field] = change.value
        return before

    def data_at(self, step: int) -> str:
        """Return the name of the data set in force for the update after `step` updates."""
        return data_after(self.data_name, self.changes, step)


def data_after(first: str, changes: tuple[Change, ...], step: int) -> str:
    """Return the name of the data set in force after changes to a run that began with `first`."""
    return _last_name(changes, DATA_FIELD, step, first)


def taught_after(changes: tuple[Change, ...], step: int) -> str:
    """Return the name of the digits that are taught after changes to a run; empty for none."""
    return _last_name(changes, TAUGHT_FIELD, step, "")


def names_in(changes: Iterable[Change], field: str) -> set[str]:
    """Return the names of what changes of a source change to."""
    return {str(change.value) for change in changes if change.field == field}


def _last_name(changes: tuple[Change, ...], field: str, step: int, first: str) -> str:
    named = [one.value for one in changes if one.field == field and one.step <= step]
    return str(named[-1]) if named else first


class RunTree:
    """All runs of a session, one of them current.

    Attributes
    ----------
    runs : dict of int to Run
    last_id : int
        The highest that was ever given: what a run sent late never passes for another's.
    """

    def __init__(self) -> None:
        self.runs: dict[int, Run] = {}
        self.last_id = 0
        self._current: int | None = None

    @property
    def current(self) -> Run:
        """The run that is training or about to."""
        assert self._current is not None, "the tree is empty"
        return self.runs[self._current]

    def begin(
        self,
        config: RunConfig,
        data_name: str,
        data_checksum: str,
        *,
        given_weights: bool = False,
    ) -> Run:
        """Add a run without a parent and make it the current one; see `Run`."""
        number = self._next_id()
        return self._adopt(
            Run(number, config, data_name, data_checksum, given_weights=given_weights)
        )

    def branch(self, step: int) -> Run:
        """Add a run that goes on from a step of the current one; make it the current one."""
        parent = self.current
        kept = tuple(change for change in parent.changes if change.step <= step)
        run = dataclasses.replace(
            parent, id=self._next_id(), changes=kept, parent=parent.id, branch_step=step
        )
        return self._adopt(run)

    def resume(self, run_id: int) -> Run:
        """Make a run of the tree the current one again."""
        self._current = run_id
        return self.current

    def record(self, run_id: int, changes: tuple[Change, ...]) -> None:
        """Note the changes that a run has seen so far."""
        self.runs[run_id] = dataclasses.replace(self.runs[run_id], changes=changes)

    def take_over(self, runs: Iterable[Run], current: int) -> None:
        """Hold these runs, whose ids are above `last_id`, instead of what is held."""
        self.runs = {}
        for run in runs:
            self._adopt(run)
        self._current = current

    def _next_id(self) -> int:
        return self.last_id + 1

    def _adopt(self, run: Run) -> Run:
        self.runs[run.id] = run
        self._current = run.id
        self.last_id = max(self.last_id, run.id)
        return run
