"""One recorded step of a run."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training.checkpoint import Checkpoint
from mnist_viz.training.config import RunConfig
from mnist_viz.training.frame import Frame
from mnist_viz.training.metrics import Metrics
from mnist_viz.training.packing import PackedArray, Stored, pack, unpack
from mnist_viz.training.runs import Change

NOTHING = np.empty(0, dtype=np.float32)
NOTHING.flags.writeable = False
NO_METRICS = Metrics.of(NOTHING, NOTHING)
STATE = "optimizer."


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What makes the frame of a step again, array for array; of some steps, a checkpoint too.

    The metrics are not in it: a run's newest hold those of every step before.

    Attributes
    ----------
    outline : Frame
        The frame without its arrays and metrics.
    arrays : dict of str to Stored
        ``parameters``, ``gradients`` and ``optimizer.`` with each name of its state.
    config : RunConfig
        In force after the step.
    updates : int
        The optimizer's count.
    complete : bool
        Whether the optimizer's state is there, so that training can go on from here.
    """

    outline: Frame
    arrays: Mapping[str, Stored]
    config: RunConfig
    updates: int
    complete: bool

    @classmethod
    def of(cls, checkpoint: Checkpoint, *, complete: bool = True) -> "Snapshot":
        """Return the snapshot of a checkpoint; not complete, it leaves out the optimizer's state.

        An optimizer that remembers nothing is always complete.
        """
        frame = checkpoint.frame
        state = checkpoint.optimizer_state if complete else {}
        arrays = named_arrays(frame.parameters, frame.gradients, state)
        outline = dataclasses.replace(frame, parameters=NOTHING, gradients=None, metrics=NO_METRICS)
        return cls(outline, arrays, checkpoint.config, checkpoint.updates, complete)

    @property
    def step(self) -> int:
        return self.outline.step

    @property
    def nbytes(self) -> int:
        """Memory that the arrays take, without what they are packed against."""
        return sum(stored.nbytes for stored in self.arrays.values())

    @cached_property
    def is_packed(self) -> bool:
        return all(isinstance(stored, PackedArray) for stored in self.arrays.values())

    @cached_property
    def is_base(self) -> bool:
        """Whether others can be packed against it."""
        parameters = self.arrays["parameters"]
        return isinstance(parameters, PackedArray) and parameters.base is None

    def frame(self, run_id: int, metrics: Metrics) -> Frame:
        """Return the frame of the step.

        Parameters
        ----------
        run_id : int
            What it bears.
        metrics : Metrics
            Of this run, up to this step or further.
        """
        step = self.step
        gradients = self.arrays.get("gradients")
        return dataclasses.replace(
            self.outline,
            run_id=run_id,
            parameters=unpack(self.arrays["parameters"]),
            gradients=None if gradients is None else unpack(gradients),
            metrics=metrics.up_to(step),
        )

    def checkpoint(
        self, run_id: int, metrics: Metrics, changes_to_come: tuple[Change, ...] = ()
    ) -> Checkpoint:
        """Return the checkpoint of the step; it must be complete.

        Parameters
        ----------
        run_id, metrics
            As for `frame`.
        changes_to_come : tuple of Change
            To be made on the way from here.
        """
        assert self.complete, "nothing can go on from here"
        state = {
            name.removeprefix(STATE): unpack(stored)
            for name, stored in self.arrays.items()
            if name.startswith(STATE)
        }
        frame = self.frame(run_id, metrics)
        return Checkpoint(frame, self.config, changes_to_come, self.updates, state)

    def completed_by(self, other: "Snapshot") -> "Snapshot":
        """Return the same snapshot, with what another of the same step has beside it."""
        arrays = {**other.arrays, **self.arrays}
        return dataclasses.replace(self, arrays=arrays, complete=self.complete or other.complete)

    def packed(self, base: "Snapshot | None" = None) -> "Snapshot":
        """Return the same snapshot with its arrays packed.

        Parameters
        ----------
        base : Snapshot
            One near it, packed against nothing; it stays in memory as long as this one.
        """
        bases = {} if base is None else base.arrays
        arrays = {
            name: stored if isinstance(stored, PackedArray) else pack(stored, _base_of(name, bases))
            for name, stored in self.arrays.items()
        }
        return dataclasses.replace(self, arrays=arrays)


def named_arrays(
    parameters: NDArray[np.float32],
    gradients: NDArray[np.float32] | None,
    state: Mapping[str, NDArray[np.float32]],
) -> dict[str, Stored]:
    """Return arrays by the names that a snapshot gives them.

    Parameters
    ----------
    parameters, gradients : float32, shape (size,), read-only
    state : dict of str to float32 array, shape (size,), read-only
        The optimizer's; empty, if it is left out or there is none.
    """
    arrays: dict[str, Stored] = {"parameters": parameters}
    if gradients is not None:
        arrays["gradients"] = gradients
    for name, array in state.items():
        arrays[f"{STATE}{name}"] = array
    return arrays


def _base_of(name: str, bases: Mapping[str, Stored]) -> PackedArray | None:
    """Return what to pack an array against; one gradient tells nothing of another."""
    base = bases.get(name) if name != "gradients" else None
    return base if isinstance(base, PackedArray) and base.base is None else None
