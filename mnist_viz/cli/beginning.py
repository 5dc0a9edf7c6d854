"""How every command begins: with what must be settled before NumPy is imported."""

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say; see `mnist_viz.cli.entry.main`."""
    # OpenBLAS makes its threads, and has them ready, as it is loaded; all commands use one.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        with keeping_everything():
            from mnist_viz.cli import entry  # noqa: PLC0415 - it imports NumPy
    except KeyboardInterrupt:
        print("mnist-viz: Interrupted.", file=sys.stderr)  # noqa: T201
        return 130
    return entry.main(argv)


@contextmanager
def keeping_everything() -> Iterator[None]:
    """Look for no garbage.

    What is made while modules are imported stays; to look through it time and
    again takes a tenth of the window's start.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
