"""The Changes of a run: those to come, in order, and those made."""

import dataclasses
from bisect import insort_right
from collections.abc import Mapping

from mnist_viz.training.config import LIVE_FIELDS, ConfigError, RunConfig
from mnist_viz.training.runs import SOURCE_FIELDS, Change


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
        if change.field not in (*LIVE_FIELDS, *SOURCE_FIELDS):
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

    def is_due(self, step: int) -> bool:
        """Return whether a change waits for the update after `step`, or for one before."""
        return bool(self._to_come) and self._to_come[0].step <= step

    def take_due(self, config: RunConfig, step: int, sources: Mapping[str, str]) -> list[Change]:
        """Take out the changes due before the update after `step` that alter something.

        Parameters
        ----------
        config : RunConfig
        step : int
        sources : mapping of str to str
            What holds for each of `SOURCE_FIELDS`.
        """
        due, names = [], dict(sources)
        while self.is_due(step):
            change = dataclasses.replace(self._to_come.pop(0), step=step)
            is_of_source = change.field in SOURCE_FIELDS
            held = names[change.field] if is_of_source else getattr(config, change.field)
            if held != change.value:
                config = changed(config, change)
                if is_of_source:
                    names[change.field] = str(change.value)
                due.append(change)
        self.made = (*self.made, *due)
        return due


def changed(config: RunConfig, change: Change) -> RunConfig:
    """Return the config after a change; one of a source leaves it as it is.

    Raises
    ------
    ConfigError
        If the field cannot have that value.
    """
    if change.field in SOURCE_FIELDS:
        return config
    return dataclasses.replace(config, **{change.field: change.value})  # type: ignore[arg-type]
