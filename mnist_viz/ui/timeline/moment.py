"""What the timeline tells: where training is, what is shown, and what happened on the way."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mnist_viz.training import Frame, Metrics, View
from mnist_viz.ui.charts.change_marks import change_marks
from mnist_viz.ui.charts.ticks import rounded_up
from mnist_viz.ui.timeline.time_scale import epoch_starts

_AHEAD = 2
"""How many times as far as the run the scale reaches, at the least, while a ghost is longer."""
_FIRST_END = 100


class Moment(NamedTuple):
    """A View, as the timeline sees it.

    Attributes
    ----------
    view : View
    recorded : int array, ascending
        Steps that can be shown at once.
    """

    view: View
    recorded: NDArray[np.int64]

    @property
    def newest(self) -> Frame:
        return self.view.newest or self.view.frame

    @property
    def shown(self) -> int:
        """The step on the screen."""
        return self.view.frame.step

    @property
    def warnings(self) -> tuple[tuple[int, str], ...]:
        """Step and text of what went wrong."""
        return self.view.warnings

    @property
    def is_past(self) -> bool:
        return self.view.is_past

    @property
    def ghost(self) -> Metrics | None:
        return self.view.ghost

    @property
    def end(self) -> int:
        """Where the scale ends: at the newest step, or farther, to show the ghost's way on.

        There is nothing to go to there: a ghost that is much longer leaves at the right. The
        scale is prolonged in leaps, so that it mostly stands still while training goes on.
        """
        newest = self.newest.step
        ghost = 0 if self.ghost is None else len(self.ghost)
        return max(newest, min(ghost, max(_FIRST_END, int(rounded_up(_AHEAD * newest)))))

    def marks(self) -> list[tuple[int, str]]:
        """Return step and text of each change in the run."""
        return [(int(step), text) for step, text in change_marks(self.view)]

    def epoch_starts(self) -> NDArray[np.int64]:
        """Return the first steps of the epochs from the second on."""
        newest, first = self.newest, self.view.reference
        size = newest.batch_size if first is None else first.batch_size
        return epoch_starts(self.end, newest.images_per_epoch, size, newest.changes)

    def nearest_recorded(self, step: int) -> int:
        """Return the recorded step that is nearest to a step."""
        place = int(np.searchsorted(self.recorded, step))
        around = self.recorded[max(0, place - 1) : place + 1].tolist()
        return min(around, key=lambda other: abs(other - step), default=step)
