"""How often the screen asks for frames: as often as it can show them in a fixed share of its time.

The thread that draws and the thread that trains take turns at running Python, so
each frame shown costs training. A share holds that cost down on any machine and
with any number of panels open.
"""

from time import thread_time

FULL_SPEED_SHARE = 0.05
"""Of the GUI thread's time, for frames of a network that trains as fast as it can."""

WATCHING_SHARE = 0.4
"""Where training waits for the eye."""

SHORTEST_MS, LONGEST_MS = 33, 200

_FORGET = 0.2


class FramePace:
    """Finds the interval between frames from what the last ones cost; lives on the GUI thread."""

    def __init__(self) -> None:
        self._cost_ms = 0.0
        self._frames = 0
        self._since = thread_time()

    def restart(self) -> None:
        """Forget what the thread did until now."""
        self._frames = 0
        self._since = thread_time()

    def note_frame(self) -> None:
        """Take note of a frame that was shown."""
        self._frames += 1

    def next_interval_ms(self, share: float) -> int:
        """Return how long to wait until the next frame is asked for.

        Parameters
        ----------
        share : float
            Of the thread's time, that frames may take.
        """
        now = thread_time()
        if self._frames:
            cost_ms = 1000 * (now - self._since) / self._frames
            self._cost_ms += _FORGET * (cost_ms - self._cost_ms)
            self._frames, self._since = 0, now
        return int(min(LONGEST_MS, max(SHORTEST_MS, self._cost_ms / share)))
