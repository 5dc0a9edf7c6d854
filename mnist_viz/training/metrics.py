"""What is recorded of every step, in arrays that only grow."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training.health_record import HealthRecord, HealthRecorder
from mnist_viz.training.step_record import BIN, StepRecord, binned

KEPT = 100_000
"""So many of the last steps are kept singly, at least."""


@dataclass(frozen=True, eq=False)
class Metrics:
    """The record up to some step; entry k belongs to update k + 1.

    Attributes
    ----------
    loss : StepRecord
        Of the batch, before its update.
    learning_rate : StepRecord
    health : HealthRecord
        Of the steps that were recorded.
    """

    loss: StepRecord
    learning_rate: StepRecord
    health: HealthRecord = field(default_factory=HealthRecord)

    @classmethod
    def of(
        cls,
        loss: NDArray[np.float32],
        learning_rate: NDArray[np.float32],
        health: HealthRecord | None = None,
    ) -> "Metrics":
        """Return the record that holds these steps singly."""
        known = HealthRecord() if health is None else health
        return cls(StepRecord(loss), StepRecord(learning_rate), known)

    def __len__(self) -> int:
        return len(self.loss)

    def up_to(self, step: int) -> "Metrics":
        """Return the record of the first steps."""
        return Metrics(
            self.loss.up_to(step), self.learning_rate.up_to(step), self.health.up_to(step)
        )

    def after(self, step: int) -> "Metrics":
        """Return the record of the updates after a step, none of which is in a bin."""
        return Metrics.of(self.loss[step:], self.learning_rate[step:], self.health.after(step))

    def beyond(self, step: int) -> tuple["Metrics", int]:
        """Return the record after a step, and that step; all of it, and 0, if some are in bins."""
        return (self, 0) if self.loss.split else (self.after(step), step)

    def extended(self, later: "Metrics") -> "Metrics":
        """Return the record with that of later updates, which are kept singly."""
        return Metrics(
            self.loss.extended(later.loss.single),
            self.learning_rate.extended(later.learning_rate.single),
            self.health.extended(later.health),
        )

    def trimmed(self) -> "Metrics":
        """Return the same record in arrays that keep no room for more."""
        return self.extended(Metrics.of(*np.empty((2, 0), dtype=np.float32)))


class MetricsRecorder:
    """Records steps and hands out views, which stay true while it goes on recording.

    An entry is never written twice, and a full array is replaced by another one. So a
    reader on another thread needs neither lock nor copy.
    """

    def __init__(self, record: Metrics | None = None) -> None:
        known = Metrics.of(*np.empty((2, 0), dtype=np.float32)) if record is None else record
        self._bins = (known.loss.bins, known.learning_rate.bins)
        single = np.stack([known.loss.single, known.learning_rate.single])
        self._steps = single.shape[1]
        self._table = np.empty((2, self._steps + 1024), dtype=np.float32)
        self._table[:, : self._steps] = single
        self._health = HealthRecorder(known.health)

    def add(self, loss: float, learning_rate: float) -> None:
        """Record one step."""
        if self._steps == self._table.shape[1]:
            self._make_room()
        self._table[0, self._steps] = loss
        self._table[1, self._steps] = learning_rate
        self._steps += 1

    def add_health(self, step: int, values: NDArray[np.float32]) -> None:
        """Record how the layers are at a step, the last; see `HealthRecord`."""
        self._health.add(step, values)

    def so_far(self) -> Metrics:
        """Return the record up to now."""
        seen = self._table[:, : self._steps]
        loss, learning_rate = (
            StepRecord(single, bins) for single, bins in zip(seen, self._bins, strict=True)
        )
        return Metrics(loss, learning_rate, self._health.so_far())

    def _make_room(self) -> None:
        """Put the older steps into bins, if there are many, or else take a larger array."""
        spare = (self._steps - KEPT) // BIN * BIN
        if spare < KEPT // 2:
            self._table = np.concatenate([self._table, np.empty_like(self._table)], axis=1)
            return
        old, kept = self._table[:, :spare], self._table[:, spare : self._steps]
        first, second = (
            np.concatenate([bins, binned(single)])
            for bins, single in zip(self._bins, old, strict=True)
        )
        self._bins = (first, second)
        table = np.empty_like(self._table)
        self._steps = kept.shape[1]
        table[:, : self._steps] = kept
        self._table = table
