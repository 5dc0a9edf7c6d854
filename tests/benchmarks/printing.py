"""Prints what was measured: a table to be read, or JSON."""

import json
from collections.abc import Mapping


def print_result(result: Mapping[str, object], *, as_json: bool) -> None:
    """Print a result on stdout: a line each of its figures, or one JSON object."""
    if as_json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        print(f"{name:24} {value:.2f}" if isinstance(value, float) else f"{name:24} {value}")
