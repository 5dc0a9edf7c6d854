"""All that a session is, immutable: what is written to a file, and had back from it."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data.my_digits import MyDigits
from mnist_viz.nn import Layout
from mnist_viz.training.analysis import Analysis
from mnist_viz.training.frame import Frame
from mnist_viz.training.metrics import Metrics
from mnist_viz.training.ruin import Ruin
from mnist_viz.training.runs import Change, Run
from mnist_viz.training.snapshot import NO_METRICS, Snapshot
from mnist_viz.training.view import Limits, Selection


@dataclass(frozen=True)
class DataRecord:
    """A data set that runs were trained on; its images are not in the file.

    Attributes
    ----------
    name, title, checksum, origin : str
        See `mnist_viz.data.DataSplits`.
    """

    name: str
    title: str
    checksum: str
    origin: str


@dataclass(frozen=True, eq=False)
class InkStroke:
    """One stroke on the pad.

    Attributes
    ----------
    points : float64, shape (n, 2)
        x, y in the unit square, y down.
    pressure : float64, shape (n,), or None
    """

    points: NDArray[np.float64]
    pressure: NDArray[np.float64] | None = None


@dataclass(frozen=True, eq=False)
class BorrowedImage:
    """A test image on the pad, or one from a picture of the person's own.

    Attributes
    ----------
    image : uint8, shape (height, width)
    class_name : str
    index : int
        Its place in the test set; −1 for the person's own.
    source : uint8, shape (height, width), or None
        The person's own picture.
    """

    image: NDArray[np.uint8]
    class_name: str
    index: int
    source: NDArray[np.uint8] | None = None


@dataclass(frozen=True, eq=False)
class Drawing:
    """What is on the pad: strokes, or a test image, or nothing."""

    strokes: tuple[InkStroke, ...] = ()
    borrowed: BorrowedImage | None = None


@dataclass(frozen=True, eq=False)
class Looks:
    """How the session was looked at.

    Attributes
    ----------
    shown : int or None
        The past step on the screen; None for the newest.
    selection : Selection
    limits : Limits
    drawing : Drawing
    presets : dict of int to str
        By run, where it is one of a preset.
    """

    shown: int | None = None
    selection: Selection = field(default_factory=lambda: Selection(0, 0))
    limits: Limits = field(default_factory=Limits)
    drawing: Drawing = field(default_factory=Drawing)
    presets: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class RunRecord:
    """One run, or what came to it since something else was written.

    Attributes
    ----------
    run : Run
        With the changes so far.
    layout : Layout or None
        None if nothing is recorded of it.
    snapshots : tuple of Snapshot
        In the order of their steps.
    metrics : Metrics
        Those of the steps after `metrics_from`.
    metrics_from : int
        The steps before have their metrics in the parent's record, or in what was written before.
    asked : dict of str to object
        Settings that were asked for since its start.
    analyses : tuple of Analysis
    ghost : int or None
        The run that it is compared with.
    data : str
        Name of the data set in force.
    taught : str
        Name of the digits that are taught; empty for none.
    ruin : Ruin or None
        How it went wrong, if it did.
    """

    run: Run
    layout: Layout | None
    snapshots: tuple[Snapshot, ...]
    metrics: Metrics
    metrics_from: int
    asked: Mapping[str, Any]
    analyses: tuple[Analysis, ...]
    ghost: int | None
    data: str
    taught: str = ""
    ruin: Ruin | None = None

    @property
    def known_steps(self) -> int:
        """The steps whose metrics are known, those of its ancestors too."""
        return self.metrics_from + len(self.metrics)

    @property
    def first_frame(self) -> Frame | None:
        """The frame of the first step that is recorded of it alone, without metrics."""
        if not self.snapshots:
            return None
        return self.snapshots[0].frame(self.run.id, NO_METRICS)

    @property
    def newest(self) -> Snapshot | None:
        """The last step from which training can go on."""
        return next((one for one in reversed(self.snapshots) if one.complete), None)


@dataclass(frozen=True, eq=False)
class SessionRecord:
    """A session, or what came to it since something else was written.

    Attributes
    ----------
    runs : tuple of RunRecord
        In the order of their ids, parents first.
    current : int
        The run at hand.
    to_come : tuple of Change
        Asked for in it, and not yet due.
    data : tuple of DataRecord
    taught : tuple of MyDigits
        The drawings that runs were taught.
    looks : Looks
    environment : dict of str to str
        What the bits of its numbers depend on; see `mnist_viz.training.environment`.
    saved_at : float
        Seconds since 1970.
    """

    runs: tuple[RunRecord, ...]
    current: int
    to_come: tuple[Change, ...]
    data: tuple[DataRecord, ...]
    taught: tuple[MyDigits, ...]
    looks: Looks
    environment: Mapping[str, str]
    saved_at: float = 0.0

    @property
    def run(self) -> RunRecord:
        """The run at hand."""
        return next(one for one in self.runs if one.run.id == self.current)

    def renumbered(self, offset: int) -> "SessionRecord":
        """Return the same session with all ids of runs raised by so much."""
        presets = {run + offset: preset for run, preset in self.looks.presets.items()}
        return dataclasses.replace(
            self,
            runs=tuple(_renumbered(one, offset) for one in self.runs),
            current=self.current + offset,
            looks=dataclasses.replace(self.looks, presets=presets),
        )

    @property
    def steps(self) -> int:
        """Steps of the run at hand."""
        newest = self.run.newest
        return 0 if newest is None else newest.step


def _renumbered(record: RunRecord, offset: int) -> RunRecord:
    run, parent = record.run, record.run.parent
    return dataclasses.replace(
        record,
        run=dataclasses.replace(
            run, id=run.id + offset, parent=None if parent is None else parent + offset
        ),
        analyses=tuple(dataclasses.replace(one, run_id=run.id + offset) for one in record.analyses),
        ghost=None if record.ghost is None else record.ghost + offset,
    )
