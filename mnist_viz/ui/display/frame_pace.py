"""How often the screen asks for frames: as often as it can show them in a fixed share of its time.

The thread that draws and the thread that trains take turns at running Python, so
each frame shown costs training. A share holds that cost down on any machine and
with any number of panels open.
"""

from time import thread_time

FULL_SPEED_SHARE = 0.035
"""Of the GUI thread's time, for frames of a network that trains as fast as it can."""

WATCHING_SHARE = 0.4
"""Where training waits for the eye."""

SHORTEST_MS, LONGEST_MS = 33, 250

_FORGET = 0.2


class FramePace:
    """Finds the interval between frames from what the last ones cost; lives on the GUI thread."""

    def __init__(self) -> None:
        self._cost_ms = 0.0
        self._began: float | None = None

    def begin_frame(self) -> None:
        """Take note that a frame has come."""
        self._began = thread_time()

    def end_frame(self) -> None:
        """Take note that it is painted: what the thread did since is its cost."""
        if self._began is not None:
            cost_ms = 1000 * (thread_time() - self._began)
            self._cost_ms += _FORGET * (cost_ms - self._cost_ms)
            self._began = None

    def interval_ms(self, share: float) -> int:
        """Return how long to wait until the next frame is asked for.

        Parameters
        ----------
        share : float
            Of the thread's time, that frames may take.
        """
        return int(min(LONGEST_MS, max(SHORTEST_MS, self._cost_ms / share)))
