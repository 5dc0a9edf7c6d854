"""Where steps stand on the timeline: at the root of their number, as the first change most."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from mnist_viz.training import Change

_LEADS = (1, 5, 2, 3)  # round numbers, the roundest first
_EPOCH_STRIDES = (1, 2, 5)


class TimeScale(NamedTuple):
    """Steps from 0 to `end` over `width` pixels.

    Attributes
    ----------
    end : int
        At least 1.
    left, width : float
        Of the strip, in pixels.
    """

    end: int
    left: float
    width: float

    @property
    def right(self) -> float:
        return self.left + self.width

    def x(self, step: float) -> float:
        """Return where a step stands."""
        return self.left + self.width * math.sqrt(min(max(step, 0.0), self.end) / self.end)

    def places(self, steps: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where many steps stand."""
        return self.left + self.width * np.sqrt(steps / self.end)

    def step(self, x: float) -> int:
        """Return the step at a place."""
        share = min(max((x - self.left) / self.width, 0.0), 1.0)
        return round(self.end * share * share)

    def ticks(self, gap: float) -> list[int]:
        """Return steps to be labelled, ascending: both ends, and round numbers `gap` apart."""
        chosen = {0: self.x(0), self.end: self.x(self.end)}
        powers = [10**power for power in range(len(str(self.end)))]
        for step in (lead * power for lead in _LEADS for power in reversed(powers)):
            x = self.x(step)
            if step < self.end and all(abs(x - other) >= gap for other in chosen.values()):
                chosen[step] = x
        return sorted(chosen)

    def epochs(self, starts: NDArray[np.int64], gap: float) -> list[tuple[int, int]]:
        """Return number (from 2) and first step of the epochs to be marked, `gap` apart.

        Parameters
        ----------
        starts : int array
            First steps of epochs 2, 3, ….
        gap : float
            In pixels.
        """
        starts = starts[starts < self.end]
        x = self.places(starts)
        for power in range(12):
            for stride in (lead * 10**power for lead in _EPOCH_STRIDES):
                first = 0 if stride == 1 else stride - 2
                if len(x[first::stride]) < 2 or np.diff(x[first::stride]).min() >= gap:
                    kept = range(first, len(starts), stride)
                    return [(place + 2, int(starts[place])) for place in kept]
        return []


def epoch_starts(
    end: int, images: int, batch_size: int, changes: Sequence["Change"]
) -> NDArray[np.int64]:
    """Return the first steps of epochs 2, 3, … before `end`.

    Parameters
    ----------
    end : int
    images : int
        In an epoch.
    batch_size : int
        At step 0.
    changes : sequence of Change
        Those of the batch size move the epochs after them.
    """
    begins = [(0, batch_size)]
    for change in changes:
        if change.field == "batch_size":
            size = images if change.value == "full" else min(int(change.value), images)
            begins.append((change.step, size))
    found, offset = [], 0
    for (begin, size), (stop, _) in zip(begins, [*begins[1:], (end, 0)], strict=True):
        first = begin - (-(images - offset) // size)
        each = -(-images // size)
        starts = np.arange(first, stop + 1, each, dtype=np.int64)
        if len(starts):
            found.append(starts)
            offset = (stop - int(starts[-1])) * size
        else:
            offset += (stop - begin) * size
    return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
