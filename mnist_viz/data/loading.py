"""Data sets by name or by path, and what there is on this computer."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mnist_viz.data.catalogue import CATALOGUE, MNIST, KnownDataset
from mnist_viz.data.dataset import DataError, DataSplits
from mnist_viz.data.idx_folder import find_idx_files, load_idx_folder, load_known_idx
from mnist_viz.data.locations import (
    ENVIRONMENT_VARIABLE,
    Found,
    Look,
    cache_folder,
    environment_folder,
    find_dataset,
    find_incomplete,
    searched_places,
)
from mnist_viz.data.npz import load_npz

BUILTIN = "builtin"
BUILTIN_TITLE = "Built-in digits"


@dataclass(frozen=True)
class DatasetStatus:
    """A data set that can be named, and whether it is here.

    Attributes
    ----------
    name, title : str
    found : Path or None
        Where it lies on this computer; None if it must be downloaded first, and for the built-in
        digits, which are always here.
    place : str
        Whose place that is: ``built in``, ``MNIST_VIZ_DATA``, ``cache``, ``torchvision``,
        ``Keras``, or empty.
    missing : tuple of str
        Names of files that should be where it was found and are not.
    download_bytes : int
        How much a download fetches; 0 for the built-in digits.
    """

    name: str
    title: str
    found: Path | None
    place: str
    missing: tuple[str, ...]
    download_bytes: int

    @property
    def is_here(self) -> bool:
        """Whether it can be loaded now."""
        return bool(self.place) and not self.missing

    @property
    def download_mb(self) -> int:
        """The same in MiB, rounded, and at least 1."""
        return max(1, round(self.download_bytes / 2**20))

    @property
    def can_be_fetched(self) -> bool:
        """Whether a download would be used: the folder of ``MNIST_VIZ_DATA`` comes before it."""
        return bool(self.download_bytes) and self.place != ENVIRONMENT_VARIABLE


def load_dataset(name_or_folder: str | Path | None = None) -> DataSplits:
    """Load a data set.

    Parameters
    ----------
    name_or_folder : str or Path, optional
        A name of the catalogue (``mnist``, ``fashion-mnist``, …); ``builtin``; a folder of IDX
        files, gzipped or not; an ``.npz`` file with ``x_train`` and so on; or a folder with a
        folder of pictures for each class. Without it: MNIST if it is on this computer, else the
        built-in digits.

    Returns
    -------
    DataSplits
        Its arrays are read-only, uint8.

    Raises
    ------
    DataFileError
        If a file is missing, damaged or not what it should be. Damaged data are an error even
        without a name given: they are never passed over in silence.
    DataError
        If there is no such data set, or it is not on this computer.
    """
    if name_or_folder is None:
        found = find_dataset(MNIST)
        return _load_builtin() if found is None else _load_found(MNIST, found)
    if isinstance(name_or_folder, str):
        word = name_or_folder.strip().lower()
        if word == BUILTIN:
            return _load_builtin()
        if word in CATALOGUE:
            return _load_known(CATALOGUE[word])
        if not word:
            raise _unknown(name_or_folder)
    return _load_path(name_or_folder)


def dataset_statuses() -> list[DatasetStatus]:
    """Return every data set that has a name, whether it is here, and where."""
    builtin = DatasetStatus(BUILTIN, BUILTIN_TITLE, None, "built in", (), 0)
    look = cache(find_idx_files)  # many sets are looked for in the same folders
    return [builtin, *(_status(dataset, look) for dataset in CATALOGUE.values())]


def add_by_hand(dataset: KnownDataset) -> str:
    """Return the sentences that tell how to get a data set's files without this program."""
    names = ", ".join(file.name for file in dataset.to_download)
    if dataset.archive:
        names += f" (and unpack {dataset.files[0].name} and its three fellows from it)"
    return (
        f"To add it by hand, get {names} from {dataset.mirrors[0]} "
        f"and put the files into {cache_folder(dataset)}"
    )


def _status(dataset: KnownDataset, look: Look) -> DatasetStatus:
    found = find_dataset(dataset, look) or find_incomplete(dataset, look)
    missing: tuple[str, ...] = ()
    if found is not None and not isinstance(found.files, Path):
        missing = found.files.missing
    return DatasetStatus(
        dataset.name,
        dataset.title,
        found.path if found else None,
        found.place if found else "",
        missing,
        dataset.download_bytes,
    )


def _load_builtin() -> DataSplits:
    from mnist_viz.data.builtin import load_builtin  # noqa: PLC0415 - costs nothing until asked for

    return load_builtin()


def _load_known(dataset: KnownDataset) -> DataSplits:
    found = find_dataset(dataset)
    found = found or find_incomplete(dataset)
    if found is not None:
        return _load_found(dataset, found)
    places = ", ".join(searched_places(dataset))
    chosen = environment_folder()
    if chosen is not None:
        places = places.replace(ENVIRONMENT_VARIABLE, f"{ENVIRONMENT_VARIABLE} ({chosen})")
    raise DataError(
        f"{dataset.title} is not on this computer (looked in the places of: {places}). "
        f"Download it with: main.py data download {dataset.name}. {add_by_hand(dataset)}."
    )


def _load_found(dataset: KnownDataset, found: Found) -> DataSplits:
    remedy = _remedy(dataset, found)
    if isinstance(found.files, Path):
        return load_npz(found.files, known=dataset, remedy=remedy)
    return load_known_idx(dataset, found.files, remedy=remedy)


def _remedy(dataset: KnownDataset, found: Found) -> str:
    download = f"main.py data download {dataset.name}"
    if found.place == ENVIRONMENT_VARIABLE:
        # A download goes to the cache, which is looked at only after this folder.
        return (
            f"Put the right file there, or point {ENVIRONMENT_VARIABLE} elsewhere and run: "
            f"{download}"
        )
    return f"Download it again with: {download}"


def _load_path(name_or_folder: str | Path) -> DataSplits:
    path = Path(name_or_folder).expanduser()
    if path.is_dir():
        return _load_folder(path)
    if path.suffix.lower() == ".npz":
        return load_npz(path)
    if path.is_file():
        raise DataError(
            f"{path} is no data set. Give the folder of the four IDX files, an .npz file, or a "
            "folder that holds a folder of pictures for each class."
        )
    raise _unknown(name_or_folder)


def _unknown(name_or_folder: str | Path) -> DataError:
    names = ", ".join([BUILTIN, *CATALOGUE])
    return DataError(
        f"There is no data set and no folder named “{name_or_folder}”. Data sets: {names}. "
        "A folder of IDX files, an .npz file and a folder of class folders can be given too."
    )


def _load_folder(folder: Path) -> DataSplits:
    if find_idx_files(folder):
        return load_idx_folder(folder)
    archives = sorted(folder.glob("*.npz"))
    if len(archives) == 1:
        return load_npz(archives[0])
    from mnist_viz.data import image_folder  # noqa: PLC0415 - Pillow costs time at every start

    if image_folder.holds_class_folders(folder):
        return image_folder.load_image_folder(folder)
    raise DataError(
        f"{folder} holds no data set: neither IDX files such as train-images-idx3-ubyte.gz, nor "
        "one .npz file, nor a folder of pictures for each class."
    )
