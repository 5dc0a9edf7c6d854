"""How the scores of one drawing went over training, from the recorded steps."""

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import predict
from mnist_viz.training.history import History

MOST_STEPS = 400
"""Of those recorded, more of which could hardly be told apart."""


class ScoreTrail:
    """Scores of a drawing by recorded step, worked out one at a time.

    Parameters
    ----------
    drawing : uint8, shape (height, width)
    run_id : int
        Whose steps count, and its ancestors'.
    """

    def __init__(self, drawing: NDArray[np.uint8], run_id: int) -> None:
        self.drawing = drawing
        self.run_id = run_id
        self._x = drawing.reshape(1, -1) * np.float32(1 / 255)
        self._scores: dict[int, NDArray[np.float32]] = {}
        self._open: list[int] = []

    def look_at(self, recorded: NDArray[np.int64]) -> None:
        """Take note of which steps are recorded, ascending.

        Of very many, every second, fourth or eighth counts: as the record grows, what was
        worked out still serves.
        """
        stride = 1
        while len(recorded) > MOST_STEPS * stride:
            stride *= 2
        chosen = recorded[::stride]
        order: dict[int, None] = dict.fromkeys(recorded[-1:].tolist())
        for gap in (64, 16, 4, 1):  # coarse first, so that the whole course is soon seen
            order |= dict.fromkeys(chosen[::gap].tolist())
        self._open = [step for step in reversed(order) if step not in self._scores]

    @property
    def is_complete(self) -> bool:
        """Whether every step that counts is worked out."""
        return not self._open

    def work_out_one(self, history: History) -> None:
        """Run the drawing through the network of one more step; a step that is gone is left out."""
        if not self._open:
            return
        step = self._open.pop()
        snapshot = history.at_or_before(self.run_id, step)
        if snapshot is None or snapshot.step != step:
            return
        frame = history.frame(self.run_id, snapshot)
        with np.errstate(all="ignore"):  # a broken network is shown as it is
            scores = predict(frame.layout, frame.parameters, self._x)[0]
        self._scores[step] = np.asarray(scores, dtype=np.float32)

    def table(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the steps so far, ascending, and the scores at them, shape (steps, classes)."""
        steps = np.array(sorted(self._scores), dtype=np.int64)
        if not len(steps):
            return steps, np.empty((0, 0), dtype=np.float32)
        return steps, np.stack([self._scores[step] for step in steps.tolist()])
