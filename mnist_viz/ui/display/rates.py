"""Steps and frames a second, over the last second or so."""

from collections import deque


class Rate:
    """A count that grows, and how fast it grew lately.

    Parameters
    ----------
    span_seconds : float
        Over which the rate is taken.
    """

    def __init__(self, span_seconds: float = 1.0) -> None:
        self._span = span_seconds
        self._seen: deque[tuple[float, float]] = deque()

    def note(self, now: float, count: float) -> None:
        """Note the count at a time in seconds."""
        self._seen.append((now, count))
        while len(self._seen) > 2 and now - self._seen[1][0] >= self._span:
            self._seen.popleft()

    def per_second(self) -> float:
        """Return the rate; 0 before it can be told."""
        if len(self._seen) < 2:
            return 0.0
        (began, low), (ended, high) = self._seen[0], self._seen[-1]
        return (high - low) / (ended - began) if ended > began else 0.0

    def forget(self) -> None:
        """Start anew, after a pause."""
        self._seen.clear()
