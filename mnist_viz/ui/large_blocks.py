"""Has the C library give large blocks of memory back as soon as they are free.

glibc cuts blocks of up to 32 MB from common ground once one of that size was freed. What is
recorded of a run comes and goes in such blocks, with small things between that stay: after ten
minutes 190 MB of holes were left. Told where large begins, it also gives back every free end of
that ground at once, which then has to be fetched anew: 5,000 pages a second while training.
"""

import ctypes
import sys

LARGE_BYTES = 1024**2
"""From this size on, a block has pages of its own: few enough are cut off unused."""

FREE_END_BYTES = 16 * 1024**2
"""So much may stay free at the end of the common ground."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD of malloc.h


def return_large_blocks() -> bool:
    """Give large blocks pages of their own from now on; return whether the C library is told so.

    Others than glibc do so by themselves.
    """
    if sys.platform != "linux":
        return False
    try:
        library = ctypes.CDLL(None)
        library.gnu_get_libc_version  # noqa: B018 - asks whether it is glibc
        settings = ((_MMAP_THRESHOLD, LARGE_BYTES), (_TRIM_THRESHOLD, FREE_END_BYTES))
        return all(library.mallopt(*setting) for setting in settings)
    except (OSError, AttributeError):
        return False
