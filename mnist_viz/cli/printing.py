"""Results on stdout, for people or for programs."""

import json
import math
from collections.abc import Mapping
from typing import Any


def print_json(result: object) -> None:
    """Print one JSON object; numbers that are not finite become null."""
    print(json.dumps(_finite(result)))  # noqa: T201


def print_lines(lines: list[str]) -> None:
    """Print a result for people."""
    print("\n".join(lines))  # noqa: T201


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
