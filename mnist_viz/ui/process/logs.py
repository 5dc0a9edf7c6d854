"""What goes wrong, written down: warnings and errors in one file, a crash in another.

A crash inside a library ends Python too, which then can tell nobody; what `faulthandler`
writes at that moment is offered at the next start.
"""

import faulthandler
import logging
import os
import sys
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import NamedTuple

import platformdirs

CRASH = "crash.log"
"""What a crash writes; empty unless there was one since the last start."""

LAST_CRASH = "last-crash.log"

_LOG_BYTES = 1_000_000
_MOST_CHARACTERS = 100_000


class CrashReport(NamedTuple):
    """What a crash left.

    Attributes
    ----------
    path : Path
        Where it is kept until the next crash.
    text : str
        The fault, and where each thread was.
    """

    path: Path
    text: str


def log_folder() -> Path:
    """Return where logs are kept; the folder need not exist."""
    return platformdirs.user_log_path("mnist-viz", appauthor=False)


def start_logs() -> None:
    """Write warnings, errors and crashes to files in the user's log folder, if that can be."""
    folder = log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "mnist-viz.log", maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8"
        )
        if not faulthandler.is_enabled():  # or else somebody wants to see it elsewhere
            # It holds the file open from now on; what is there already stays.
            faulthandler.enable((folder / CRASH).open("a", encoding="utf-8"))
    except OSError as error:
        print(f"mnist-viz: no log is kept: {error}", file=sys.stderr)  # noqa: T201
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger("mnist_viz").addHandler(handler)


def take_crash_report() -> CrashReport | None:
    """Return what a crash has left since the last call, and keep it elsewhere; None if nothing."""
    path = log_folder() / CRASH
    try:
        text = path.read_text(encoding="utf-8", errors="replace")[-_MOST_CHARACTERS:]
    except OSError:
        return None
    if not text.strip():
        return None
    kept = path.with_name(LAST_CRASH)
    with suppress(OSError):
        kept.write_text(text, encoding="utf-8")
        os.truncate(path, 0)  # not removed: it is open for the next crash
        return CrashReport(kept, text)
    return CrashReport(path, text)
