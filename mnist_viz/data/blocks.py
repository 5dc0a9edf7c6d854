"""How many digits are written together."""

from collections.abc import Iterator

TOGETHER = 100
"""Their tables stay below a megabyte each, and are filled again for those that follow.

To fetch memory anew takes longer than to write into it. Fewer would take the interpreter from
other threads more often.
"""


def blocks(count: int) -> Iterator[slice]:
    """Yield the parts of so many digits, one after the other."""
    for start in range(0, count, TOGETHER):
        yield slice(start, min(start + TOGETHER, count))
