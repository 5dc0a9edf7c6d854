"""A data set whose files are known, byte for byte: published so, or unpacked here before.

To tell takes a twentieth of the time that it takes to unpack the files, and then all is known of
them: that they belong together, what they hold, and the checksum of that.
"""

from functools import partial
from pathlib import Path

from mnist_viz.data.catalogue import ROLES, KnownDataset
from mnist_viz.data.dataset import DataSplits, LabelledImages, UInt8Array
from mnist_viz.data.file_errors import unusable
from mnist_viz.data.idx import idx_checksum, read_idx
from mnist_viz.data.late_images import LateImages
from mnist_viz.data.published import file_checksum
from mnist_viz.data.repacked import note_contents, noted_contents


def load_vouched(known: KnownDataset, paths: dict[str, Path], *, remedy: str) -> DataSplits | None:
    """Load a known data set if its files are known; its training images once they are needed.

    Parameters
    ----------
    known : KnownDataset
    paths : dict of str to Path
        The file of each role, as far as there is one.
    remedy : str
        The sentence that ends error messages.

    Returns
    -------
    DataSplits or None
        None if a file must be unpacked to tell what it holds.

    Raises
    ------
    DataFileError
        If a file cannot be read.
    """
    if known.checksum is None or not _are_known(known, paths):
        return None
    train_images, train_labels, test_images, test_labels = (paths[role] for role in ROLES)
    return DataSplits(
        name=known.name,
        title=known.title,
        train=LateImages(
            read_idx(train_labels, dimensions=1, remedy=remedy),
            partial(_read_images, train_images, known.files[0].content_sha256, remedy),
        ),
        test=LabelledImages(
            read_idx(test_images, dimensions=3, remedy=remedy),
            read_idx(test_labels, dimensions=1, remedy=remedy),
        ),
        class_names=known.class_names,
        origin=str(train_images.parent.resolve()),
        known_checksum=known.checksum,
    )


def vouch_for(known: KnownDataset, paths: dict[str, Path]) -> None:
    """Note the files of a known data set, all of which were found to hold what was published."""
    if known.checksum is not None:
        note_contents(
            {
                file_checksum(paths[role]): published.content_sha256
                for role, published in zip(ROLES, known.files, strict=True)
                if published.content_sha256 is not None
            }
        )


def _are_known(known: KnownDataset, paths: dict[str, Path]) -> bool:
    noted = noted_contents()
    try:
        for role, published in zip(ROLES, known.files, strict=True):
            checksum = file_checksum(paths[role])
            content = noted.get(checksum, checksum)
            if checksum != published.sha256 and content != published.content_sha256:
                return False
    except (OSError, KeyError):  # what is missing, or cannot be read, is told by who reads it
        return False
    return True


def _read_images(path: Path, content_sha256: str | None, remedy: str) -> UInt8Array:
    """Read images from a file that was known, and must still be what it was."""
    images = read_idx(path, dimensions=3, remedy=remedy)
    if idx_checksum(images) != content_sha256:
        raise unusable(path, "is not what it was when the program looked at it first", remedy)
    return images
