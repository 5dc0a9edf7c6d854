"""Progress of a training run on stderr: a bar on a terminal, a line an epoch elsewhere."""

import sys
from types import TracebackType
from typing import NoReturn

from tqdm import tqdm

from mnist_viz.training import Step

# tqdm's own thread, which looks after bars that stand still, would outlive the command.
tqdm.monitor_interval = 0


class Progress:
    """Shows how far training is; use as a context manager.

    Parameters
    ----------
    steps, epochs : int
        In all.
    steps_per_epoch : int
    """

    _EVERY = 25

    def __init__(self, steps: int, epochs: int, steps_per_epoch: int) -> None:
        self._epochs = epochs
        self._steps_per_epoch = steps_per_epoch
        terminal = sys.stderr.isatty()
        self._bar = (
            tqdm(total=steps, unit=" steps", file=sys.stderr, dynamic_ncols=True, leave=False)
            if terminal
            else None
        )

    def show(self, step: Step) -> None:
        """Show a step that has just been done."""
        if self._bar is not None:
            if step.step % self._EVERY == 0:
                self._bar.update(step.step - self._bar.n)
                self._bar.set_postfix_str(f"batch loss {step.loss:.3f}", refresh=False)
        elif step.step % self._steps_per_epoch == 0:
            epoch = step.step // self._steps_per_epoch
            line = f"epoch {epoch} of {self._epochs}, batch loss {step.loss:.3f}"
            print(line, file=sys.stderr, flush=True)  # noqa: T201

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()


def bytes_bar() -> "tqdm[NoReturn]":
    """Return a bar that counts bytes, shown on a terminal only."""
    return tqdm(unit="B", unit_scale=True, file=sys.stderr, disable=not sys.stderr.isatty())
