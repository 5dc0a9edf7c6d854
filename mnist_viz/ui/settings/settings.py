"""Every setting, its default, and how it is read from what may be anything.

Each is judged alone: one that is of the wrong type or out of range gets its default, and
the others hold.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeGuard

from mnist_viz.session import SPEEDS
from mnist_viz.ui.history_menu import LIMITS_MB, USUAL_LIMIT_MB
from mnist_viz.ui.look.style import THEME_CHOICES
from mnist_viz.ui.presenter import TEXT_SIZES, USUAL_TEXT

LAYOUT_NAMES = ("wide", "compact")

_FARTHEST = 100_000
"""Pixels; no screen has a place beyond."""

_LONGEST = 4096
"""Of texts that are kept."""

Place = tuple[int, int, int, int]


@dataclass(frozen=True)
class Settings:
    """What the window remembers.

    Attributes
    ----------
    theme, speed : str
    place : (int, int, int, int) or None
        Left, top, width and height within the frame of the window that is not maximized; may lie
        on no screen.
    maximized : bool
    layouts : mapping of str to bytes
        Where the person has put the panels, by `LAYOUT_NAMES`; none where they never did.
    panels : mapping of str to mapping of str to str
        What is chosen in each panel, by the names of panel and control; not checked here.
    folder : str
        The last one that a file was opened from or saved to; empty if there is none.
    recent : tuple of str
        Files opened or saved last, the newest first.
    presented : tuple of str, or None
        Names of the panels to be presented; None for the usual ones.
    presented_text : int
        Its size then, in per cent.
    history_mb : int
        Most memory that recorded steps may take, in MiB.
    """

    theme: str = "system"
    speed: str = "watch"
    place: Place | None = None
    maximized: bool = False
    layouts: Mapping[str, bytes] = field(default_factory=dict)
    panels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    folder: str = ""
    recent: tuple[str, ...] = ()
    presented: tuple[str, ...] | None = None
    presented_text: int = USUAL_TEXT
    history_mb: int = USUAL_LIMIT_MB

    def as_document(self) -> dict[str, object]:
        """Return what is written to the file, made of JSON's types."""
        return {
            "theme": self.theme,
            "speed": self.speed,
            "place": None if self.place is None else list(self.place),
            "maximized": self.maximized,
            "layouts": {name: _sealed(layout) for name, layout in self.layouts.items()},
            "panels": {panel: dict(chosen) for panel, chosen in self.panels.items()},
            "folder": self.folder,
            "recent": list(self.recent),
            "presented": None if self.presented is None else list(self.presented),
            "presented_text": self.presented_text,
            "history_mb": self.history_mb,
        }


def settings_from(document: Mapping[str, object]) -> Settings:
    """Return the settings that a document holds, and the default of each that it does not."""
    usual = Settings()
    return Settings(
        theme=_one_of(document.get("theme"), THEME_CHOICES, usual.theme),
        speed=_one_of(document.get("speed"), SPEEDS, usual.speed),
        place=_place(document.get("place")),
        maximized=document.get("maximized") is True,
        layouts=_layouts(document.get("layouts")),
        panels=_panels(document.get("panels")),
        folder=_text(document.get("folder")),
        recent=tuple(filter(None, map(_text, _names(document.get("recent")) or ()))),
        presented=_names(document.get("presented")),
        presented_text=_nearest(document.get("presented_text"), TEXT_SIZES, usual.presented_text),
        history_mb=_nearest(document.get("history_mb"), LIMITS_MB, usual.history_mb),
    )


def _one_of(value: object, choices: tuple[str, ...], usual: str) -> str:
    return value if isinstance(value, str) and value in choices else usual


def _nearest(value: object, choices: tuple[int, ...], usual: int) -> int:
    if not _is_whole(value):
        return usual
    return min(choices, key=lambda choice: abs(choice - value))


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _place(value: object) -> Place | None:
    """Return a place whose numbers Qt can hold; whether it is on a screen is seen later."""
    if not isinstance(value, list) or len(value) != 4:
        return None
    numbers = [number for number in value if _is_whole(number)]
    if len(numbers) != 4 or numbers[2] < 1 or numbers[3] < 1:
        return None
    left, top, width, height = (min(max(each, -_FARTHEST), _FARTHEST) for each in numbers)
    return left, top, width, height


def _layouts(value: object) -> dict[str, bytes]:
    if not isinstance(value, dict):
        return {}
    opened = {name: _opened(value.get(name)) for name in LAYOUT_NAMES}
    return {name: layout for name, layout in opened.items() if layout}


def _panels(value: object) -> dict[str, dict[str, str]]:
    if not isinstance(value, dict):
        return {}
    return {
        panel: {name: _text(key) for name, key in chosen.items() if isinstance(key, str)}
        for panel, chosen in value.items()
        if isinstance(chosen, dict)
    }


def _names(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(name for name in value if isinstance(name, str))


def _text(value: object) -> str:
    fits = isinstance(value, str) and len(value) <= _LONGEST and "\0" not in value
    return value if fits and isinstance(value, str) else ""


def _sealed(layout: bytes) -> str:
    """Return Qt's bytes as text with a checksum: a single wrong bit can crash Qt."""
    return f"{_checksum(layout)}:{base64.b64encode(layout).decode('ascii')}"


def _opened(text: object) -> bytes:
    """Return what `_sealed` was given, or nothing if the text is not what it returned."""
    if not isinstance(text, str):
        return b""
    checksum, _, encoded = text.partition(":")
    try:
        layout = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return layout if checksum == _checksum(layout) else b""


def _checksum(layout: bytes) -> str:
    return hashlib.sha256(layout).hexdigest()[:16]
