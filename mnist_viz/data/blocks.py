"""How many digits are written together."""

from collections.abc import Iterator

_TOGETHER = 100
"""Each of their tables stays below a megabyte, above which memory is fetched anew for each.

Fewer would take the interpreter from other threads more often.
"""


def blocks(count: int) -> Iterator[slice]:
    """Yield the parts of so many digits, one after the other."""
    for start in range(0, count, _TOGETHER):
        yield slice(start, min(start + _TOGETHER, count))
