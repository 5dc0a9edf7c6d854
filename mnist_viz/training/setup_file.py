"""Set-up files: what a lesson begins with, written by hand as JSON."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mnist_viz.training.config import ConfigError, RunConfig
from mnist_viz.training.presets import DEFAULT_PRESET, PRESETS

SUFFIX = ".mnistviz.json"
FORMAT = "mnist-viz-setup"
VERSION = 1

_LARGEST_BYTES = 1 << 20


class SetUpFileError(Exception):
    """A file is no set-up that can be used; the message says why and what to do."""


@dataclass(frozen=True)
class SetUp:
    """What the window begins with.

    Attributes
    ----------
    title, note : str
        What the lesson is called, and what people are to do; shown in the message bar.
    preset : str or None
        The preset whose config it is, if it is one unaltered but for the seed.
    config : RunConfig
    data : str
        Name or folder; empty for the default data set.
    speed : str or None
        None for the speed at hand.
    panels : tuple of str or None
        Titles of the panels to be seen; None for those at hand.
    play : bool
        Whether training begins by itself.
    """

    title: str
    note: str
    preset: str | None
    config: RunConfig
    data: str
    speed: str | None
    panels: tuple[str, ...] | None
    play: bool


def read_setup(path: Path) -> SetUp:
    """Read a set-up.

    Raises
    ------
    SetUpFileError
        If there is no such file, or something in it cannot be.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise SetUpFileError(f"There is no file {path}.") from None
    except OSError as error:
        raise SetUpFileError(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > _LARGEST_BYTES:
        raise SetUpFileError(f"{path} is too large for a set-up.")
    try:
        return _setup(json.loads(content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise SetUpFileError(f"{path} is no text in UTF-8.") from None
    except json.JSONDecodeError as error:
        raise SetUpFileError(
            f"{path} is no JSON: line {error.lineno}, column {error.colno}: {error.msg}."
        ) from None
    except RecursionError:
        raise SetUpFileError(f"{path} is nested too deeply.") from None
    except (ConfigError, _WrongError) as error:
        raise SetUpFileError(f"{path}: {error}") from None


class _WrongError(Exception):
    """What is wrong with an entry."""


def _setup(fields: Any) -> SetUp:  # noqa: ANN401 - from a file
    if not isinstance(fields, dict) or fields.get("format") != FORMAT:
        raise _WrongError(f'it is no set-up, which begins with {{"format": "{FORMAT}"}}.')
    version = fields.get("version")
    if version != VERSION:
        raise _WrongError(f"its version is {version}; this program reads {VERSION}.")
    unknown = set(fields) - {"format", "version"} - set(_KINDS)
    if unknown:
        raise _WrongError(f"there is no entry {min(unknown)!r}; there are {', '.join(_KINDS)}.")
    for name, value in fields.items():
        if name in _KINDS and not isinstance(value, _KINDS[name]):
            raise _WrongError(f"{name} is {_WORDS[_KINDS[name]]}, not {json.dumps(value)[:60]}.")
    return _of_checked(fields)


def _of_checked(fields: Mapping[str, Any]) -> SetUp:
    preset = fields.get("preset", DEFAULT_PRESET)
    if preset not in PRESETS:
        raise _WrongError(f"preset is one of {', '.join(PRESETS)}, not {preset!r}.")
    known = PRESETS[preset].config
    config = RunConfig.from_json({**known.to_json(), **fields.get("config", {})})
    if "seed" in fields:
        config = RunConfig.from_json({**config.to_json(), "seed": fields["seed"]})
    panels = fields.get("panels")
    if panels is not None and not all(isinstance(panel, str) for panel in panels):
        raise _WrongError("panels is a list of titles, such as Loss.")
    is_preset = dataclasses.replace(config, seed=known.seed) == known
    return SetUp(
        title=fields.get("title", ""),
        note=fields.get("note", ""),
        preset=preset if is_preset else None,
        config=config,
        data=fields.get("data", ""),
        speed=fields.get("speed"),
        panels=None if panels is None else tuple(panels),
        play=fields.get("play", False),
    )


_KINDS: dict[str, type] = {
    "title": str,
    "note": str,
    "preset": str,
    "config": dict,
    "seed": int,
    "data": str,
    "speed": str,
    "panels": list,
    "play": bool,
}
"""The entries of a set-up, all of which may be left out."""

_WORDS = {
    str: "a text",
    dict: "an object",
    int: "a whole number",
    list: "a list",
    bool: "true or false",
}
