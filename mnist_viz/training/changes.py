"""The Changes of a run: those to come, in order, and those made."""

import dataclasses
from bisect import insort_right

from mnist_viz.training.config import LIVE_FIELDS, ConfigError, RunConfig
from mnist_viz.training.runs import DATA_FIELD, Change


class ChangeQueue:
    """Changes wait here for their step.

    Parameters
    ----------
    config : RunConfig
        What the run starts from; every change is checked against it.
    to_come, made : tuple of Change

    Attributes
    ----------
    made : tuple of Change
        Those that took effect, in the order of their steps.

    Raises
    ------
    ConfigError
        If one of `to_come` cannot be made.
    """

    def __init__(
        self, config: RunConfig, to_come: tuple[Change, ...], made: tuple[Change, ...] = ()
    ) -> None:
        self.made = made
        self._to_come: list[Change] = []
        for change in to_come:
            self.put(config, change)

    @property
    def to_come(self) -> tuple[Change, ...]:
        return tuple(self._to_come)

    def put(self, config: RunConfig, change: Change) -> None:
        """Add a change; of several at one step to one field, the last counts.

        Raises
        ------
        ConfigError
            If its field cannot change during a run, or cannot have that value.
        """
        if change.field not in (*LIVE_FIELDS, DATA_FIELD):
            raise ConfigError(
                f"{change.field} cannot change during a run; only {', '.join(LIVE_FIELDS)}."
            )
        changed(config, change)
        self._to_come = [
            other
            for other in self._to_come
            if (other.step, other.field) != (change.step, change.field)
        ]
        insort_right(self._to_come, change, key=lambda other: other.step)

    def take_due(self, config: RunConfig, step: int, data_name: str) -> list[Change]:
        """Take out the changes due before the update after `step` that alter something."""
        due = []
        while self._to_come and self._to_come[0].step <= step:
            change = dataclasses.replace(self._to_come.pop(0), step=step)
            is_of_data = change.field == DATA_FIELD
            if (data_name if is_of_data else getattr(config, change.field)) != change.value:
                config = changed(config, change)
                data_name = str(change.value) if is_of_data else data_name
                due.append(change)
        self.made = (*self.made, *due)
        return due


def changed(config: RunConfig, change: Change) -> RunConfig:
    """Return the config after a change; one of the data leaves it as it is.

    Raises
    ------
    ConfigError
        If the field cannot have that value.
    """
    if change.field == DATA_FIELD:
        return config
    return dataclasses.replace(config, **{change.field: change.value})  # type: ignore[arg-type]
