"""The folder that downloads, and notes on files, are kept in."""

from pathlib import Path

import platformdirs


def cache_root() -> Path:
    """Return the folder below which downloads lie; it need not exist."""
    return Path(platformdirs.user_cache_dir("mnist-viz", appauthor=False))
