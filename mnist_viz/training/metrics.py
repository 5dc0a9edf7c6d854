"""What is recorded of every step, in arrays that only grow."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Metrics:
    """The record up to some step; entry k belongs to update k + 1.

    Attributes
    ----------
    loss : float32, shape (steps,), read-only
        Of the batch, before its update.
    learning_rate : float32, shape (steps,), read-only
    """

    loss: NDArray[np.float32]
    learning_rate: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.loss)

    def after(self, step: int) -> "Metrics":
        """Return the record of the updates after a step."""
        return Metrics(self.loss[step:], self.learning_rate[step:])


class MetricsRecorder:
    """Records steps and hands out views, which stay true while it goes on recording.

    An entry is never written twice, and a full array is replaced by a larger copy.
    So a reader on another thread needs neither lock nor copy.
    """

    def __init__(self, record: Metrics | None = None) -> None:
        self._steps = 0 if record is None else len(record)
        self._table = np.empty((2, max(1024, 2 * self._steps)), dtype=np.float32)
        if record is not None:
            self._table[:, : self._steps] = record.loss, record.learning_rate

    def add(self, loss: float, learning_rate: float) -> None:
        """Record one step."""
        if self._steps == self._table.shape[1]:
            self._table = np.concatenate([self._table, np.empty_like(self._table)], axis=1)
        self._table[0, self._steps] = loss
        self._table[1, self._steps] = learning_rate
        self._steps += 1

    def so_far(self) -> Metrics:
        """Return the record up to now."""
        seen = self._table[:, : self._steps]
        seen.flags.writeable = False
        return Metrics(seen[0], seen[1])
