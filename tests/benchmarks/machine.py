"""What a measured figure depends on."""

import os
import platform
from pathlib import Path

import numpy as np
import threadpoolctl


def machine() -> dict[str, object]:
    """Return CPU, cores, versions, BLAS kernel and threads; call it before peers load theirs."""
    blas = next(pool for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas")
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": f"{blas['internal_api']} {blas['version']} {blas.get('architecture', '')}".strip(),
        "threads": blas["num_threads"],
        "OPENBLAS_CORETYPE": os.environ.get("OPENBLAS_CORETYPE"),
    }


def _cpu() -> str:
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
