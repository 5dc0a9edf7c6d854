"""What a Linux system must have before Qt may be asked for a window.

Qt aborts the process if it finds no display, and names libxcb-cursor0 whichever
library is missing. So both are looked for first.
"""

import ctypes
import os
import socket
import sys
from pathlib import Path

_ALWAYS = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
}
_FOR_X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}


def window_obstacle() -> str | None:
    """Return why no window can open, and what to do; None if nothing stands in the way."""
    if sys.platform != "linux":
        return None
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    wayland = platform == "wayland" or (not platform and _wayland_answers())
    x11 = platform == "xcb" or (not platform and not wayland)
    missing = _missing(_ALWAYS | (_FOR_X11 if x11 else {}))
    if missing:
        return (
            f"Qt needs system libraries that are missing here: {', '.join(missing)}. "
            f"On Debian or Ubuntu: sudo apt-get install {' '.join(missing)}"
        )
    if (x11 and not _x11_answers()) or (wayland and not _wayland_answers()):
        return (
            "There is no display to open a window on. To train without one: main.py train. "
            "For a picture of the window: "
            "QT_QPA_PLATFORM=offscreen main.py --autostart --screenshot FILE.png --after 500"
        )
    return None


def _missing(libraries: dict[str, str]) -> list[str]:
    """Return the packages of those libraries that cannot be loaded."""
    return [package for library, package in libraries.items() if not _loads(library)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _x11_answers() -> bool:
    if not os.environ.get("DISPLAY"):
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # let Qt say it
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    broken = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not broken


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    if not name:
        return False
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(Path(folder) / name))
    except OSError:
        return False
    return True
