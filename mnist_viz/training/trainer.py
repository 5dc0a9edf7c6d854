"""The training loop: a generator of bounded units of work."""

import dataclasses
import math
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np

from mnist_viz.data import DataSplits
from mnist_viz.nn import LOSSES, OPTIMIZERS, SCHEDULES, Layout, Network, initial_parameters
from mnist_viz.training.batches import BatchReader
from mnist_viz.training.config import LIVE_FIELDS, ConfigError, RunConfig
from mnist_viz.training.divergence import DivergenceError, NonFiniteGuard
from mnist_viz.training.examples import choose_examples
from mnist_viz.training.frame import Frame
from mnist_viz.training.metrics import MetricsRecorder
from mnist_viz.training.randomness import Purpose, generator
from mnist_viz.training.runs import Change

__all__ = ["DivergenceError", "Step", "Trainer", "piece_rows", "train"]


@dataclass(frozen=True)
class Step:
    """What one update did: the batch's loss before it, and the learning rate it used."""

    step: int
    epoch: int
    loss: float
    learning_rate: float


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

    Attributes
    ----------
    config : RunConfig
        As in force now.
    network : Network
    step : int
        Updates done.
    epoch, offset : int
        Full passes done; images into the running one.

    Raises
    ------
    DataError
        If the config asks for more images than the data has.
    """

    def __init__(
        self,
        config: RunConfig,
        data: DataSplits,
        run_id: int = 0,
        changes: tuple[Change, ...] = (),
    ) -> None:
        self.config = config
        self.run_id = run_id
        self.examples = choose_examples(data, config)
        layout = config.layout(data.image_shape, len(data.class_names))
        rng = generator(config.seed, Purpose.WEIGHTS)
        self.network = Network(layout, initial_parameters(layout, config.init, rng))
        self.optimizer = OPTIMIZERS[config.optimizer](
            self.network.parameters, _decayed(layout), config.momentum, config.beta2
        )
        self.step = self.epoch = self.offset = 0
        self.metrics = MetricsRecorder()
        self._reader = BatchReader(
            self.examples, data.image_shape, shift=config.augmentation == "shift"
        )
        self._changes_to_come = deque(changes)
        self._changes_made: tuple[Change, ...] = ()
        self._asked: list[tuple[str, float | int | str]] = []
        self._guard = NonFiniteGuard(self.network)
        self._order = np.empty(0, dtype=np.intp)
        self._order_epoch = -1
        self._last: Step | None = None

    @property
    def steps_per_epoch(self) -> int:
        return -(-len(self.examples) // self._batch_size())

    @property
    def finished(self) -> bool:
        """Whether a schedule has come to its end; without one, training can always go on."""
        return self.config.schedule != "constant" and self.epoch >= self.config.epochs

    def change(self, field: str, value: float | str) -> None:
        """Alter a setting from the next step on.

        Raises
        ------
        ConfigError
            If it cannot be altered while training, or cannot have that value.
        """
        if field not in LIVE_FIELDS:
            raise ConfigError(f"{field} cannot change during a run; only {', '.join(LIVE_FIELDS)}.")
        dataclasses.replace(self.config, **{field: value})  # type: ignore[arg-type]
        self._asked.append((field, value))

    def units(self) -> Iterator[Step | None]:
        """Train. Each unit is a step, or None for a piece of a large batch's gradient."""
        while not self.finished:
            self._make_changes()
            yield from self._units_of_step()

    def frame(self) -> Frame:
        """Return the present state, as private copies."""
        parameters = self.network.parameters.copy()
        gradients = self.network.gradients.copy() if self._last is not None else None
        for array in (parameters, gradients):
            if array is not None:
                array.flags.writeable = False
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
            metrics=self.metrics.so_far(),
            changes=self._changes_made,
        )

    def _units_of_step(self) -> Iterator[Step | None]:
        batch = min(self._batch_size(), len(self.examples) - self.offset)
        rows = self._epoch_order()[self.offset : self.offset + batch]
        learning_rate = self._learning_rate()
        loss = yield from self._gradient(rows)
        self._guard.check_gradient(self.step + 1, loss, learning_rate)
        with np.errstate(all="ignore"):  # the guard looks at the result
            self.optimizer.update(self.network.gradients, learning_rate, self.config.weight_decay)
        self._guard.check_parameters(self.step + 1)
        self._advance(batch)
        self.metrics.add(loss, learning_rate)
        self._last = Step(self.step, self.epoch, loss, learning_rate)
        yield self._last

    def _gradient(self, rows: np.ndarray) -> Generator[None, None, float]:
        """Compute loss and gradient of a batch, in pieces if it is large."""
        most = piece_rows(self.network.layout)
        dropout_rng = self._generator(Purpose.DROPOUT) if self.config.dropout else None
        shift = self.config.augmentation == "shift"
        shift_rng = self._generator(Purpose.AUGMENTATION) if shift else None
        loss_name, smoothing = LOSSES[self.config.loss], self.config.label_smoothing
        total = 0.0
        gradient = np.zeros_like(self.network.gradients) if len(rows) > most else None
        for start in range(0, len(rows), most):
            if start:
                yield None
            x, labels = self._reader.read(rows[start : start + most], shift_rng)
            with np.errstate(all="ignore"):  # the guard looks at the result
                loss = self.network.loss_and_gradient(
                    x,
                    labels,
                    loss=loss_name,
                    label_smoothing=smoothing,
                    dropout=self.config.dropout,
                    rng=dropout_rng,
                )
            share = len(labels) / len(rows)
            total += loss * share
            if gradient is not None:
                self.network.gradients *= np.float32(share)
                gradient += self.network.gradients
        if gradient is not None:
            self.network.gradients[:] = gradient
        return total

    def _generator(self, purpose: Purpose) -> np.random.Generator:
        return generator(self.config.seed, purpose, self.step)

    def _batch_size(self) -> int:
        size = self.config.batch_size
        return len(self.examples) if size == "full" else min(size, len(self.examples))

    def _epoch_order(self) -> np.ndarray:
        if self._order_epoch != self.epoch:
            rng = generator(self.config.seed, Purpose.SHUFFLE, self.epoch)
            self._order = rng.permutation(len(self.examples))
            self._order_epoch = self.epoch
        return self._order

    def _learning_rate(self) -> float:
        progress = (self.epoch + self.offset / len(self.examples)) / self.config.epochs
        return self.config.learning_rate * SCHEDULES[self.config.schedule](progress)

    def _advance(self, batch: int) -> None:
        self.step += 1
        self.offset += batch
        if self.offset == len(self.examples):
            self.epoch, self.offset = self.epoch + 1, 0

    def _make_changes(self) -> None:
        """Make the changes that are due before the next update, and note them."""
        while self._changes_to_come and self._changes_to_come[0].step <= self.step:
            due = self._changes_to_come.popleft()
            self._make(due)
        for field, value in self._asked:
            if getattr(self.config, field) != value:
                self._make(Change(self.step, field, value))
        self._asked.clear()

    def _make(self, change: Change) -> None:
        self.config = dataclasses.replace(
            self.config,
            **{change.field: change.value},  # type: ignore[arg-type]
        )
        if change.field == "momentum":
            self.optimizer.set_momentum(self.config.momentum)
        self._changes_made = (*self._changes_made, change)


def train(config: RunConfig, data: DataSplits) -> Generator[Step, None, Network]:
    """Train for the config's number of epochs; yield each step, return the network.

    Raises
    ------
    DivergenceError
        If a value stops being finite.
    """
    trainer = Trainer(config, data)
    for unit in trainer.units():
        if unit is not None:
            yield unit
            if unit.epoch >= config.epochs:
                break
    return trainer.network


def piece_rows(layout: Layout) -> int:
    """Return how many images one unit of work may hold, so that it takes a few milliseconds.

    It depends on the size of the network alone, never on the time, so that sums
    are taken in the same order on every machine.
    """
    most, least, parameters_at_most = 2048, 64, 65_536
    halvings = max(0, math.ceil(math.log2(layout.size / parameters_at_most)))
    return max(least, most >> halvings)


def _decayed(layout: Layout) -> np.ndarray:
    """Return 1 for weights and 0 for biases, in the order of the flat vector."""
    mask = np.zeros(layout.size, dtype=np.float32)
    for layer in layout.layers:
        layer.weight.of(mask)[...] = 1.0
    return mask
