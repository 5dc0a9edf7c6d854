"""Whether files are those that a data set's authors published."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from mnist_viz.data.atomic_file import replacing
from mnist_viz.data.catalogue import MNIST, ROLES, KnownDataset
from mnist_viz.data.dataset import LabelledImages
from mnist_viz.data.file_errors import unusable
from mnist_viz.data.idx import idx_checksum

CHECKSUMS_FILE = "SHA256SUMS"
"""Holds the checksums of files that were unpacked from a verified archive, as sha256sum does."""

NOT_VERIFIED = ", not verified"
"""Is added to the title of a data set of which nobody published what would tell it."""


def checked_title(
    known: KnownDataset,
    train: LabelledImages,
    test: LabelledImages,
    paths: dict[str, Path],
    *,
    remedy: str,
) -> str:
    """Return what to call a known data set that was read from files.

    Parameters
    ----------
    known : KnownDataset
    train, test : LabelledImages
    paths : dict of str to Path
        The file of each role.
    remedy : str
        The sentence that ends error messages.

    Raises
    ------
    DataFileError
        If there are as many images as published, and yet other ones.
    """
    if (len(train), len(test)) != known.counts:
        return f"{known.title}, {len(train):,} + {len(test):,} images"
    verdicts = published_roles(known, train, test, paths)
    for role, verdict in verdicts.items():
        if verdict is False:
            what = f"is not {known.title}'s file: its content differs from the published one"
            raise unusable(paths[role], what, remedy)
    return known.title if all(verdicts.values()) else f"{known.title}{NOT_VERIFIED}"


def published_roles(
    known: KnownDataset,
    train: LabelledImages,
    test: LabelledImages,
    paths: dict[str, Path] | None = None,
) -> dict[str, bool | None]:
    """Tell of each of the four files whether its content is the published one.

    Parameters
    ----------
    known : KnownDataset
    train, test : LabelledImages
        What was read from the files.
    paths : dict of str to Path, optional
        The file of each role, where each has one.

    Returns
    -------
    dict of str to bool or None
        By role; None where nothing published tells, as of unpacked files whose checksum is known
        of the packed ones alone.
    """
    arrays = (train.images, train.labels, test.images, test.labels)
    verdicts: dict[str, bool | None] = {}
    for role, array, published, of_mnist in zip(
        ROLES, arrays, known.files, MNIST.files, strict=True
    ):
        path = (paths or {}).get(role)
        if published.content_sha256 is not None:
            verdicts[role] = idx_checksum(array) == published.content_sha256
        elif path is not None and (expected := published.sha256 or _noted_checksum(path)):
            packed = path.suffix.lower() == ".gz"
            verdicts[role] = file_checksum(path) == expected if packed else None
        else:
            verdicts[role] = None
        if verdicts[role] is None and role.endswith("images"):
            # Several sets use MNIST's file names and sizes, so its files get into their folders.
            verdicts[role] = False if idx_checksum(array) == of_mnist.content_sha256 else None
    return verdicts


def file_checksum(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def note_checksums(folder: Path, names: Iterable[str]) -> None:
    """Write down the checksums of files that are known to be right."""
    lines = [f"{file_checksum(folder / name)}  {name}\n" for name in names]
    with replacing(folder / CHECKSUMS_FILE) as file:
        file.write("".join(lines).encode())


def _noted_checksum(path: Path) -> str | None:
    try:
        text = (path.parent / CHECKSUMS_FILE).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return None
    notes = (line.split() for line in text.splitlines())
    return next((note[0] for note in notes if note[1:] == [path.name]), None)
