"""Results on stdout, for people or for programs."""

import json
import math
import os
import sys
from collections.abc import Mapping
from typing import Any


def print_json(result: object) -> None:
    """Print one JSON object; numbers that are not finite become null."""
    _print(json.dumps(_finite(result)))


def print_lines(lines: list[str]) -> None:
    """Print a result for people."""
    _print("\n".join(lines))


def _print(text: str) -> None:
    """Print at once, so that a failure is told as what it is: of standard output, not of a file.

    Raises
    ------
    OSError
        If it cannot be written; BrokenPipeError if nobody reads it any more.
    """
    try:
        print(text, flush=True)  # noqa: T201
    except BrokenPipeError:
        raise
    except OSError as error:
        # What could not be written is still in the buffer, and would fail again at exit.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        raise OSError(error.errno, error.strerror, "Standard output") from error


def percent(share: float | None) -> str:
    """``97.8 %``, or a dash if there is none."""
    return "–" if share is None else f"{100 * share:.2f} %"


def _finite(value: Any) -> Any:  # noqa: ANN401 - whatever JSON knows
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
