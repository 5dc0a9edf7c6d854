"""Where icons, models and the built-in digits lie, in a checkout and in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Return the path of a file or folder below ``resources/``.

    Parameters
    ----------
    name : str
        Path relative to ``resources/``, with forward slashes.

    Raises
    ------
    FileNotFoundError
        If this installation lacks it.
    """
    for folder in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        path = folder / name
        if path.exists():
            return path
    raise FileNotFoundError(f"The installation lacks resources/{name}. Install MNIST Viz again.")
