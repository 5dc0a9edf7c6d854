"""My digits in the user's data folder: one JSON file, written whole, with a checksum."""

import json
from pathlib import Path

import platformdirs

from mnist_viz.data.atomic_file import remove_stale_parts, replacing
from mnist_viz.data.file_errors import damaged, unreadable, unusable
from mnist_viz.data.idx import write_idx
from mnist_viz.data.my_digits import MyDigits

EXPORTED = ("my-digits-train-images-idx3-ubyte.gz", "my-digits-train-labels-idx1-ubyte.gz")

_FORMAT, _VERSION = "mnist-viz-my-digits", 1
_MOST_BYTES = 1 << 28
_REMEDY = "A copy of it is kept beside it."
_NEWER = "It may come from a newer MNIST Viz; update the program"


def my_digits_path() -> Path:
    """Return where this user's digits are kept; neither file nor folder need exist."""
    folder = platformdirs.user_data_path("mnist-viz", appauthor=False)
    return folder / "my_digits.json"


def read_my_digits(path: Path) -> MyDigits:
    """Read the digits; none where there is no file.

    Raises
    ------
    DataFileError
        If the file is damaged, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return MyDigits()
    except OSError as error:
        raise unreadable(path, error, _REMEDY) from error
    if len(content) > _MOST_BYTES:
        raise damaged(path, "it is far too large", _REMEDY)
    try:
        fields = json.loads(content)
        is_ours = fields["format"] == _FORMAT
        version, checksum = fields["version"], fields["checksum"]
        if is_ours and version != _VERSION:
            raise unusable(path, f"has version {version!r}", f"{_NEWER}. {_REMEDY}")
        digits = MyDigits.from_json(fields["digits"])
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise damaged(path, "it does not hold what was written", _REMEDY) from error
    if not is_ours or digits.checksum != checksum:
        raise damaged(path, "its checksum is wrong", _REMEDY)
    return digits


def write_my_digits(path: Path, digits: MyDigits) -> None:
    """Write the digits; a file that is there is replaced only once the new one is complete.

    Raises
    ------
    OSError
        If it cannot be written; what was there is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_stale_parts(path.parent)
    fields = {
        "format": _FORMAT,
        "version": _VERSION,
        "checksum": digits.checksum,
        "digits": digits.to_json(),
    }
    with replacing(path) as file:
        file.write(json.dumps(fields).encode())


def keep_copy(path: Path) -> Path:
    """Copy a file beside itself under a name that is free, before it is replaced; return the copy.

    Raises
    ------
    OSError
        If it cannot be copied.
    """
    number = 1
    while (copy := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    with replacing(copy) as file:
        file.write(path.read_bytes())
    return copy


def export_my_digits(folder: Path, digits: MyDigits) -> None:
    """Write the drawings as MNIST's files: images and labels, named by `EXPORTED`.

    Raises
    ------
    DataFileError
        If they cannot be written.
    """
    for name, array in zip(EXPORTED, (digits.as_drawn.images, digits.as_drawn.labels), strict=True):
        write_idx(folder / name, array)
