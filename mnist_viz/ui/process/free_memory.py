"""Has the C library give memory that is free back to the system.

glibc cuts blocks of up to 32 MB from common ground once one of that size was freed. What is
recorded of a run comes and goes in such blocks, with small things between that stay: after ten
minutes 190 MB of holes were left. Told where large begins, it also gives back every free end of
that ground at once, which then has to be fetched anew: 5,000 pages a second while training.
"""

import ctypes
import sys
from functools import cache

LARGE_BYTES = 1024**2
"""From this size on, a block has pages of its own: few enough are cut off unused."""

FREE_END_BYTES = 16 * 1024**2
"""So much may stay free at the end of the common ground."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD of malloc.h


def return_large_blocks() -> bool:
    """Give large blocks pages of their own from now on; return whether the C library is told so.

    Others than glibc do so by themselves.
    """
    library = _glibc()
    settings = ((_MMAP_THRESHOLD, LARGE_BYTES), (_TRIM_THRESHOLD, FREE_END_BYTES))
    return library is not None and all(library.mallopt(*setting) for setting in settings)


def return_holes() -> None:
    """Give back the whole pages that are free among smaller blocks.

    Packed snapshots are smaller blocks that come and go. Done every second, it takes some tenths
    of a millisecond; after many went at once, some milliseconds, once.
    """
    library = _glibc()
    if library is not None:
        library.malloc_trim(FREE_END_BYTES)


@cache
def _glibc() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    try:
        library = ctypes.CDLL(None)
        library.gnu_get_libc_version  # noqa: B018 - asks whether it is glibc
    except (OSError, AttributeError):
        return None
    library.malloc_trim.argtypes = (ctypes.c_size_t,)
    return library
