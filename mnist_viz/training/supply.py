"""Where a trainer's batches come from: data set and taught digits in force, and the place."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from mnist_viz.data import DIGIT_NAMES, DataSplits
from mnist_viz.data.my_digits import MyDigits
from mnist_viz.data.rendering import SIDE
from mnist_viz.training.batches import BatchReader
from mnist_viz.training.config import ConfigError, RunConfig
from mnist_viz.training.examples import Examples, choose_examples
from mnist_viz.training.lessons import Lessons
from mnist_viz.training.pool import WAIT_SECONDS
from mnist_viz.training.position import Position


class Supply:
    """One data set at a time, out of those that have the same classes.

    Parameters
    ----------
    config : RunConfig
        At the run's start; it chooses among the images.
    data : DataSplits
        What the run begins with.
    others : iterable of DataSplits
        What the run can be switched to.
    taught : iterable of MyDigits
        What the run can be taught.
    scratch : float32, shape (m,), optional
        Memory for batches; see `BatchReader`.

    Attributes
    ----------
    data : DataSplits
        In force now.
    taught : MyDigits
        In force now; may be empty.
    examples : Examples
    position : Position
    reader : BatchReader

    Raises
    ------
    DataError
        If the config asks for more images than the data has.
    """

    def __init__(
        self,
        config: RunConfig,
        data: DataSplits,
        others: Iterable[DataSplits] = (),
        taught: Iterable[MyDigits] = (),
        scratch: NDArray[np.float32] | None = None,
    ) -> None:
        self._config = config
        self._scratch = scratch
        self._known = {one.name: one for one in (*others, data)}
        self._lessons_known = {one.name: one for one in (MyDigits(), *taught)}
        self.taught = MyDigits()
        self._use(data)

    def add(self, data: DataSplits) -> None:
        """Make it possible to switch to a data set.

        Raises
        ------
        ConfigError
            If its images or classes are of another kind.
        """
        if not data.agrees_with(self.data):
            raise ConfigError(
                f"data cannot become {data.title}: its images or classes differ from those of "
                f"{self.data.title}. Begin a new run."
            )
        self._known[data.name] = data

    def add_lessons(self, digits: MyDigits) -> None:
        """Make it possible to teach some digits.

        Raises
        ------
        ConfigError
            If the run does not learn to read digits.
        """
        if not is_teachable(self.data):
            raise ConfigError(
                f"My digits cannot be taught among {self.data.title}: its classes or images are of "
                "another kind. Choose a data set of digits."
            )
        self._lessons_known[digits.name] = digits

    def teach(self, name: str) -> None:
        """Mix these digits into the batches; the empty name means none.

        Raises
        ------
        ConfigError
            If no digits of that name are known.
        """
        if name == self.taught.name:
            return
        if name not in self._lessons_known:
            raise ConfigError("The digits that were taught in this run are not at hand.")
        self.taught = self._lessons_known[name]
        self.reader = self._new_reader()

    def switch(self, name: str) -> None:
        """Use another data set, from the place that is as far into a pass.

        Raises
        ------
        ConfigError
            If no data set of that name is known.
        DataError
            If the config asks for more images than it has.
        """
        if name == self.data.name:
            return
        if name not in self._known:
            raise ConfigError(f"data cannot become {name}: it has not been loaded.")
        epoch, share = self.position.epoch, self.position.offset / len(self.examples)
        self.close()
        self._use(self._known[name])
        count = len(self.examples)
        self.position.epoch = epoch
        self.position.offset = min(int(share * count), count - 1)

    def prepare(self) -> None:
        """Have the next images written or read in the background."""
        if self.examples.pool is not None:
            self.examples.pool.expect(self.position.epoch)
        else:
            self.data.train.are_here(0.0)

    def fetch(self, batch: int) -> bool:
        """Do a bounded piece of what puts the next images in place; return if they all are."""
        pool = self.examples.pool
        if pool is None:
            return self.data.train.are_here(WAIT_SECONDS)
        stop = min(self.position.offset + batch, len(self.examples))
        return pool.fetch(self.position.epoch, stop)

    def next_rows(self, batch: int) -> NDArray[np.intp]:
        """Return the rows of the next images; see `Position.next_rows`."""
        return self.position.next_rows(batch)

    def close(self) -> None:
        """Have nothing more written in the background."""
        if self.examples.pool is not None:
            self.examples.pool.close()

    def _use(self, data: DataSplits) -> None:
        self.data = data
        self.examples: Examples = choose_examples(data, self._config)
        pool = self.examples.pool
        self.position = Position(self._config.seed, len(self.examples), pool.block if pool else 0)
        self.reader = self._new_reader()

    def _new_reader(self) -> BatchReader:
        lessons = Lessons(self.taught) if len(self.taught) else None
        shape, augmentation = self.data.image_shape, self._config.augmentation
        return BatchReader(self.examples, shape, augmentation, lessons, self._scratch)


def is_teachable(data: DataSplits) -> bool:
    """Return whether My digits can be taught among the images of a data set: it is digits too."""
    return data.class_names == DIGIT_NAMES and data.image_shape == (SIDE, SIDE)
