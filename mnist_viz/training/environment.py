"""What the bits of a run's numbers depend on, beside its recipe and its data."""

import platform
from collections.abc import Mapping

import numpy as np
import threadpoolctl

from mnist_viz import __version__

_NAMES = {"numpy": "NumPy", "blas": "BLAS", "threads": "BLAS threads"}
"""What decides the bits, and what it is called."""


def environment() -> dict[str, str]:
    """Return versions of program, Python, NumPy and BLAS, its kernel and its threads."""
    pools = [pool for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]
    pool = pools[0] if pools else {}
    blas = f"{pool.get('internal_api', '')} {pool.get('version', '')}"
    return {
        "program": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": f"{blas} {pool.get('architecture', '')}".strip() or "unknown",
        "threads": str(pool.get("num_threads", "unknown")),
    }


def differences(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return in words what decides the bits and has changed."""
    return [
        f"{title} {then.get(name, 'unknown')} then, {now.get(name, 'unknown')} now"
        for name, title in _NAMES.items()
        if then.get(name) != now.get(name)
    ]
