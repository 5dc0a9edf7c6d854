"""How each layer did at the recorded steps of a run, in arrays that only grow."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

GRADIENT_NORM, UPDATE_RATIO, STUCK = range(3)
"""What is known of a layer, the second axis of `HealthRecord.values`: see `layer_health`."""

_NO_STEPS = np.empty(0, dtype=np.int64)
_NO_VALUES = np.empty((0, 3, 0), dtype=np.float32)


@dataclass(frozen=True, eq=False)
class HealthRecord:
    """The health of a run's layers at some of its steps. Immutable.

    Attributes
    ----------
    steps : int64, shape (n,), read-only
        From 1, ascending.
    values : float32, shape (n, 3, layers), read-only
        `GRADIENT_NORM`, `UPDATE_RATIO` and `STUCK` at each of them; NaN where a layer has
        no such number.
    """

    steps: NDArray[np.int64] = field(default_factory=lambda: _NO_STEPS)
    values: NDArray[np.float32] = field(default_factory=lambda: _NO_VALUES)

    def __post_init__(self) -> None:
        self.steps.flags.writeable = self.values.flags.writeable = False

    def __len__(self) -> int:
        return len(self.steps)

    def up_to(self, step: int) -> "HealthRecord":
        """Return what is known of the steps up to one."""
        count = self._steps_to(step)
        return HealthRecord(self.steps[:count], self.values[:count])

    def after(self, step: int) -> "HealthRecord":
        """Return what is known of the steps after one."""
        count = self._steps_to(step)
        return HealthRecord(self.steps[count:], self.values[count:])

    def extended(self, later: "HealthRecord") -> "HealthRecord":
        """Return the record with that of later steps."""
        if not len(later) or not len(self):
            return later if len(later) else self
        return HealthRecord(
            np.concatenate([self.steps, later.steps]), np.concatenate([self.values, later.values])
        )

    def at(self, step: int) -> tuple[int, NDArray[np.float32]] | None:
        """Return the last known step at or before one, and its values, shape (3, layers)."""
        count = self._steps_to(step)
        return (int(self.steps[count - 1]), self.values[count - 1]) if count else None

    def _steps_to(self, step: int) -> int:
        return int(np.searchsorted(self.steps, step, side="right"))


class HealthRecorder:
    """Takes in steps and hands out views, which stay true while it goes on recording.

    As with the metrics, no entry is written twice, and a full array is replaced by another.
    """

    def __init__(self, known: HealthRecord) -> None:
        self._steps, self._values = known.steps, known.values
        self._count = len(known)

    def add(self, step: int, values: NDArray[np.float32]) -> None:
        """Record a later step's values, shape (3, layers)."""
        if self._count == len(self._steps):
            room = max(128, 2 * self._count)
            steps = np.empty(room, dtype=np.int64)
            table = np.empty((room, *values.shape), dtype=np.float32)
            if self._count:
                steps[: self._count], table[: self._count] = self._steps, self._values
            self._steps, self._values = steps, table
        self._steps[self._count] = step
        self._values[self._count] = values
        self._count += 1

    def so_far(self) -> HealthRecord:
        """Return the record up to now."""
        return HealthRecord(self._steps[: self._count], self._values[: self._count])
