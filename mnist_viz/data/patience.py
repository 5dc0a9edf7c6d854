"""How long a download waits for a mirror, and how a transfer may fail."""

from typing import NamedTuple


class Patience(NamedTuple):
    """How long to wait for a mirror.

    Attributes
    ----------
    silence_seconds : float
        For an answer, and between two pieces of it.
    least_bytes_per_second : float
        On average once ``silence_seconds`` have passed. So the deadline of n bytes is
        ``silence_seconds + n / least_bytes_per_second``.
    attempts : int
        For each file at each mirror, if the fault may pass.
    pause_seconds : float
        Before the second attempt; twice as long before each further one.
    """

    silence_seconds: float = 15.0
    least_bytes_per_second: float = 8_000.0
    attempts: int = 2
    pause_seconds: float = 1.0


class FetchError(Exception):
    """A transfer failed; the message says why.

    Attributes
    ----------
    may_pass : bool
        Whether the same address is worth another try.
    unreachable : bool
        Whether not even a server answered.
    """

    def __init__(self, why: str, *, may_pass: bool = False, unreachable: bool = False) -> None:
        super().__init__(why)
        self.may_pass = may_pass
        self.unreachable = unreachable


class FetchCancelledError(Exception):
    """The caller asked to stop."""


class DiskError(Exception):
    """What arrived could not be written; trying elsewhere does not help."""
