"""The training loop: a generator of bounded units of work."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data import DataSplits
from mnist_viz.data.my_digits import MyDigits
from mnist_viz.nn import (
    OPTIMIZERS,
    SCHEDULES,
    FloatArray,
)
from mnist_viz.nn.memory import aligned
from mnist_viz.nn.optimizer import BLOCK
from mnist_viz.training.arena import private_copy
from mnist_viz.training.batch_gradient import BatchGradient, piece_rows
from mnist_viz.training.changes import ChangeQueue, changed
from mnist_viz.training.checkpoint import Checkpoint
from mnist_viz.training.collapse import WINDOW, check_collapse, may_have_collapsed
from mnist_viz.training.config import RunConfig
from mnist_viz.training.divergence import DivergenceError, NonFiniteGuard
from mnist_viz.training.examples import Examples, check_size
from mnist_viz.training.frame import Frame
from mnist_viz.training.layer_health import HealthWatch
from mnist_viz.training.metrics import Metrics, MetricsRecorder
from mnist_viz.training.runs import DATA_FIELD, TAUGHT_FIELD, Change, data_after, taught_after
from mnist_viz.training.snapshot import NO_METRICS, NOTHING, Snapshot, named_arrays
from mnist_viz.training.step import Step
from mnist_viz.training.supply import Supply
from mnist_viz.training.untrained import untrained_network

__all__ = ["DivergenceError", "Step", "Trainer", "piece_rows"]

SCRATCH = 4 * BLOCK
"""Numbers that batch and update share memory for; what is never written to takes none."""


class Trainer:
    """A network in training.

    Parameters
    ----------
    config : RunConfig
    data : DataSplits
    run_id : int
        What frames bear.
    changes : tuple of Change
        Changes to be made on the way, in the order of their steps.
    others : iterable of DataSplits
        What changes may switch to.
    taught : iterable of MyDigits
        What changes may teach.
    watched : bool
        Whether the health of its layers is recorded in the metrics.

    Attributes
    ----------
    config : RunConfig
        As in force now.
    network : Network
    optimizer : Optimizer
    batch_gradient : BatchGradient
        What fills the network's gradients; see also `begin_step` and `finish_step`.
    step : int
        Updates done.
    epoch, offset : int
        Full passes done; images into the running one.

    Raises
    ------
    ConfigError
        If the network would not fit into memory, or a change cannot be made.
    DataError
        If the config asks for more images than the data has.
    """

    def __init__(
        self,
        config: RunConfig,
        data: DataSplits,
        run_id: int = 0,
        changes: tuple[Change, ...] = (),
        others: Iterable[DataSplits] = (),
        *,
        taught: Iterable[MyDigits] = (),
        watched: bool = False,
    ) -> None:
        self.config = config
        self.run_id = run_id
        self._first_data = data.name
        # A batch's images and an update's intermediate values are never needed together: in one
        # place they stay in the processor's cache.
        scratch = aligned((SCRATCH,), np.float32)
        self._supply = Supply(config, data, others, taught, scratch)
        self.network = network = untrained_network(config, data.image_shape, len(data.class_names))
        self.optimizer = OPTIMIZERS[config.optimizer](
            network.parameters,
            network.layout.weight_mask(),
            config.momentum,
            config.beta2,
            scratch,
        )
        self.step = 0
        self.metrics = MetricsRecorder()
        self.batch_gradient = BatchGradient(self.network, self._supply.reader)
        self._changes = ChangeQueue(config, changes)
        self._guard = NonFiniteGuard(self.network, self.optimizer)
        self._watch = HealthWatch(self.network) if watched else None
        self._last: Step | None = None
        self._last_config: RunConfig | None = None
        self._last_gradient: FloatArray | None = None
        self._in_pieces = False

    @property
    def data(self) -> DataSplits:
        """The data set in force."""
        return self._supply.data

    @property
    def taught(self) -> MyDigits:
        """The drawings in force that a part of each batch is made of; may be empty."""
        return self._supply.taught

    @property
    def examples(self) -> Examples:
        """What it trains on and is scored on."""
        return self._supply.examples

    @property
    def epoch(self) -> int:
        return self._supply.position.epoch

    @property
    def offset(self) -> int:
        return self._supply.position.offset

    @property
    def steps_per_epoch(self) -> int:
        return -(-len(self.examples) // self._batch_size())

    @property
    def finished(self) -> bool:
        """Whether a schedule has come to its end; without one, training can always go on."""
        return self.config.is_over(self.epoch)

    @property
    def is_to_change(self) -> bool:
        """Whether a change waits for the next update."""
        return self._changes.is_due(self.step)

    def change(self, field: str, value: float | str) -> None:
        """Alter a setting from the next step on.

        Raises
        ------
        ConfigError
            If it cannot be altered while training, or cannot have that value.
        """
        # A step of many pieces is under way with the settings it began with.
        self._changes.put(self.config, Change(self.step + self._in_pieces, field, value))

    def switch_data(self, data: DataSplits) -> None:
        """Train on another data set of the same classes, and score on it, from now on.

        Raises
        ------
        ConfigError
            If its images or classes are of another kind.
        DataError
            If the config asks for more images than it has.
        """
        self._supply.add(data)
        check_size(data, self.config)
        self._change_source(DATA_FIELD, data.name)

    def teach(self, digits: MyDigits) -> None:
        """Mix drawings into every batch from now on; an empty set ends that.

        Raises
        ------
        ConfigError
            If the run does not learn to read digits.
        """
        self._supply.add_lessons(digits)
        self._change_source(TAUGHT_FIELD, digits.name)

    def prepare(self) -> None:
        """Have the images of the next steps written or read in the background."""
        self._supply.prepare()

    def close(self) -> None:
        """Have nothing more written in the background."""
        self._supply.close()

    def units(self) -> Iterator[Step | None]:
        """Train. Each unit is a step, or None: a piece of a large batch, or a wait for images.

        Raises
        ------
        DivergenceError
            If a value stops being finite, or training has collapsed.
        """
        try:
            while not self.finished:
                self.make_due_changes()
                if self.fetch():
                    yield from self._units_of_step()
                else:
                    yield None
        finally:
            self._in_pieces = False

    def fetch(self) -> bool:
        """Do a bounded piece of what puts the next batch's images in place; return if they are."""
        return self._supply.fetch(self._batch_size())

    def frame(self, *, with_gradients: bool = True) -> Frame:
        """Return the present state, as read-only copies."""
        gradients = self._last_gradient if with_gradients else None
        return self._frame(
            private_copy(self.network.parameters),
            None if gradients is None else private_copy(gradients),
            self.metrics.so_far(),
        )

    def watch_next(self) -> None:
        """Record the health of the layers at the next step, even if the rule does not look then."""
        if self._watch is not None:
            self._watch.ask()

    def checkpoint(self) -> Checkpoint:
        """Return all that is needed to go on from the last finished step, as read-only copies."""
        state = {name: private_copy(array) for name, array in self.optimizer.state.items()}
        return Checkpoint(
            self.frame(), self.config, self._changes.to_come, self.optimizer.updates, state
        )

    def snapshot(self, copy: Callable[[FloatArray], FloatArray], *, complete: bool) -> Snapshot:
        """Return the last finished step as it is recorded; made between two steps, so in haste.

        Parameters
        ----------
        copy : callable
            Returns a read-only copy of an array.
        complete : bool
            With the optimizer's state, so that training can go on from here.
        """
        gradients = self._last_gradient
        arrays = named_arrays(
            copy(self.network.parameters),
            None if gradients is None else copy(gradients),
            {name: copy(array) for name, array in self.optimizer.state.items()} if complete else {},
        )
        outline = self._frame(NOTHING, None, NO_METRICS)
        return Snapshot(outline, arrays, self.config, self.optimizer.updates, complete)

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go back, or forward, to a checkpoint of the same recipe and data.

        Training then goes on as it did from there; `units` must be called anew.

        Raises
        ------
        ValueError
            If the checkpoint is of another network, or of data of another size.
        """
        frame = checkpoint.frame
        if frame.layout != self.network.layout:
            raise ValueError("The checkpoint is of another network.")
        self._use_data(data_after(self._first_data, frame.changes, frame.step))
        self._use_lessons(taught_after(frame.changes, frame.step))
        if frame.images_per_epoch != len(self.examples):
            raise ValueError("The checkpoint is of other data.")
        self.config = checkpoint.config
        self.step = frame.step
        self._supply.position.epoch = frame.epoch
        self._supply.position.offset = frame.offset
        self.network.parameters[:] = frame.parameters
        self._last = self._last_gradient = None
        self._last_config = frame.config if frame.step else None
        if frame.gradients is not None:
            self._last_gradient = frame.gradients.copy()
        if frame.loss is not None and frame.learning_rate is not None:
            self._last = Step(frame.step, frame.epoch, frame.loss, frame.learning_rate)
        self.metrics = MetricsRecorder(frame.metrics)
        self._changes = ChangeQueue(self.config, checkpoint.changes_to_come, frame.changes)
        self.optimizer.momentum = self.config.momentum
        self.optimizer.updates = checkpoint.updates
        for name, array in checkpoint.optimizer_state.items():
            self.optimizer.state[name][:] = array
        self._guard = NonFiniteGuard(self.network, self.optimizer)
        if self._watch is not None:
            made = [change.step for change in frame.changes]
            self._watch.restart(self.step, max(made, default=0))

    def _frame(
        self, parameters: FloatArray, gradients: FloatArray | None, metrics: Metrics
    ) -> Frame:
        last = self._last
        return Frame(
            run_id=self.run_id,
            step=self.step,
            epoch=self.epoch,
            offset=self.offset,
            images_per_epoch=len(self.examples),
            batch_size=self._batch_size(),
            layout=self.network.layout,
            parameters=parameters,
            gradients=gradients,
            loss=last.loss if last else None,
            learning_rate=last.learning_rate if last else None,
            metrics=metrics,
            config=self._last_config or self.config,
            changes=self._changes.made,
        )

    def _change_source(self, field: str, name: str) -> None:
        self._changes.put(self.config, Change(self.step + self._in_pieces, field, name))
        if not self._in_pieces:
            self.make_due_changes()

    def _units_of_step(self) -> Iterator[Step | None]:
        rows, learning_rate = self.begin_step()
        if self._in_pieces:
            loss = yield from self.batch_gradient.compute(rows, self.config, self.step)
            yield self.finish_step(len(rows), loss, learning_rate)
        else:
            yield self._step_at_once(rows, learning_rate)

    @np.errstate(all="ignore")  # the guard looks at what comes out
    def _step_at_once(self, rows: NDArray[np.intp], learning_rate: float) -> Step:
        loss = self.batch_gradient.compute_at_once(rows, self.config, self.step)
        return self._update(len(rows), loss, learning_rate)

    def begin_step(self) -> tuple[NDArray[np.intp], float]:
        """Return the next batch's rows among the examples, and the learning rate for it."""
        rows = self._supply.next_rows(self._batch_size())
        self._begin_gradient(len(rows))
        return rows, self._learning_rate()

    def finish_step(self, images: int, loss: float, learning_rate: float) -> Step:
        """Update by the network's gradients, which are those of a batch of so many images.

        Raises
        ------
        DivergenceError
            If a value stops being finite, or training has collapsed.
        """
        with np.errstate(all="ignore"):
            return self._update(images, loss, learning_rate)

    def _update(self, images: int, loss: float, learning_rate: float) -> Step:
        watch, decay = self._watch, self.config.weight_decay
        checks_collapse = (self.step + 1) % WINDOW == 0
        is_watched = watch is not None and (
            watch.expects(self.step + 1)
            or (
                checks_collapse
                and may_have_collapsed(self.network, self.config, self.metrics.so_far())
            )
        )
        try:
            self._guard.check_gradient(self.step + 1, loss, learning_rate)
            if watch is not None and is_watched:
                is_plain = self.optimizer.follows_gradient and not decay
                watch.look_before(learning_rate if is_plain else None)
            squares = self.optimizer.update(self.network.gradients, learning_rate, decay)
            self._guard.check_update(self.step + 1, squares)
        except DivergenceError:
            self._look_back()
            raise
        self._in_pieces = False
        self._last_config = self.config
        self._last_gradient = self.network.gradients
        self.step += 1
        self._supply.position.advance(images)
        self.metrics.add(loss, learning_rate)
        self._last = Step(self.step, self.epoch, loss, learning_rate)
        if watch is not None and is_watched:
            self.metrics.add_health(self.step, watch.look(self.step, self.data))
        if checks_collapse:
            piece = min(images, self.batch_gradient.piece_rows)
            check_collapse(self.network, self.config, self.metrics.so_far(), images, piece)
        return self._last

    def _look_back(self) -> None:
        """Record the health at the last step, if the weights before it are known still.

        The next has just been refused, so that its update is what threw the weights: the rule
        may not have looked at it.
        """
        watch, before, last = self._watch, self._guard.before_last, self._last
        if watch is None or before is None or last is None or self._last_config is None:
            return
        seen = self.metrics.so_far().health.at(self.step)
        if seen is None or seen[0] < self.step:
            is_plain = self.optimizer.follows_gradient and not self._last_config.weight_decay
            rate = last.learning_rate if is_plain else None
            self.metrics.add_health(self.step, watch.look_back(before, rate, self.data))

    def _begin_gradient(self, batch: int) -> None:
        """See to it that frames never show a gradient that is not the last update's."""
        self._in_pieces = batch > self.batch_gradient.piece_rows
        if not self._in_pieces:
            self._last_gradient = None
        elif self._last_gradient is self.network.gradients:
            self._last_gradient = self._last_gradient.copy()

    def _batch_size(self) -> int:
        size = self.config.batch_size
        return len(self.examples) if size == "full" else min(size, len(self.examples))

    def _learning_rate(self) -> float:
        progress = self._supply.position.passes / self.config.epochs
        return self.config.learning_rate * SCHEDULES[self.config.schedule](progress)

    def make_due_changes(self) -> None:
        """Make the changes that are due before the next update; training does so by itself."""
        if not self._changes.is_due(self.step):
            return
        sources = {DATA_FIELD: self.data.name, TAUGHT_FIELD: self.taught.name}
        due = self._changes.take_due(self.config, self.step, sources)
        if due and self._watch is not None:
            self._watch.restart(self.step, self.step)
        for change in due:
            self.config = changed(self.config, change)
            if change.field == DATA_FIELD:
                self._use_data(str(change.value))
            if change.field == TAUGHT_FIELD:
                self._use_lessons(str(change.value))
            if change.field == "momentum":
                self.optimizer.set_momentum(self.config.momentum)

    def _use_data(self, name: str) -> None:
        if name != self.data.name:
            self._supply.switch(name)
            self.batch_gradient = BatchGradient(self.network, self._supply.reader)

    def _use_lessons(self, name: str) -> None:
        if name != self.taught.name:
            self._supply.teach(name)
            self.batch_gradient = BatchGradient(self.network, self._supply.reader)
