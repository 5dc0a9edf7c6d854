"""Where the known data sets are looked for, and where downloads go."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

from mnist_viz.data.cache import cache_root
from mnist_viz.data.catalogue import KnownDataset
from mnist_viz.data.idx_folder import IdxFiles, find_idx_files

ENVIRONMENT_VARIABLE = "MNIST_VIZ_DATA"

Look: TypeAlias = Callable[[Path], dict[str, IdxFiles]]
"""Returns the data sets of IDX files in a folder, as `find_idx_files` does."""


class Found(NamedTuple):
    """A data set that lies on this computer.

    Attributes
    ----------
    files : IdxFiles or Path
        The four files, some of which may be missing, or the path of an ``.npz`` file.
    place : str
        Whose place it is: ``MNIST_VIZ_DATA``, ``cache``, ``torchvision`` or ``Keras``.
    """

    files: IdxFiles | Path
    place: str

    @property
    def path(self) -> Path:
        """The folder, or the file where there is but one."""
        return self.files if isinstance(self.files, Path) else self.files.folder

    @property
    def complete(self) -> bool:
        """Whether all files are there."""
        return isinstance(self.files, Path) or not self.files.missing


def cache_folder(dataset: KnownDataset) -> Path:
    """Return the folder that downloads of a data set go to; it need not exist."""
    return cache_root() / dataset.name


def environment_folder() -> Path | None:
    """Return the folder that ``MNIST_VIZ_DATA`` names, or None if it names none."""
    value = os.environ.get(ENVIRONMENT_VARIABLE, "").strip()
    return Path(value).expanduser() if value else None


def find_dataset(dataset: KnownDataset, look: Look = find_idx_files) -> Found | None:
    """Return the first place that has a known data set, or None.

    The folder of ``MNIST_VIZ_DATA`` counts as soon as one of the files is there, so that what is
    missing can be named; elsewhere a set that is not complete, such as a download that was
    cancelled, is passed over.
    """
    for place, folder, npz_name in _places(dataset):
        files = look(folder).get(dataset.prefix)
        if files is not None:
            found = Found(files, place)
            if found.complete or place == ENVIRONMENT_VARIABLE:
                return found
        npz = folder / npz_name if npz_name else None
        if npz is not None and _is_file(npz):
            return Found(npz, place)
    return None


def find_incomplete(dataset: KnownDataset, look: Look = find_idx_files) -> Found | None:
    """Return the first place that has some of a known data set's files, but not all."""
    for place, folder, _ in _places(dataset):
        files = look(folder).get(dataset.prefix)
        if files is not None and files.missing:
            return Found(files, place)
    return None


def searched_places(dataset: KnownDataset) -> list[str]:
    """Return where `find_dataset` looks, in words, without repeating a place."""
    return list(dict.fromkeys(place for place, _, _ in _places(dataset)))


def _places(dataset: KnownDataset) -> Iterator[tuple[str, Path, str]]:
    """Give, in order: whose place it is, the folder, and the .npz file it may hold."""
    npz_name = f"{dataset.name}.npz"
    chosen = environment_folder()
    if chosen is not None:
        yield ENVIRONMENT_VARIABLE, chosen / dataset.name, npz_name
        # Other sets use MNIST's file names, so there only a folder's name can tell them apart.
        if dataset.prefix or dataset.name == "mnist":
            yield ENVIRONMENT_VARIABLE, chosen, npz_name
        yield ENVIRONMENT_VARIABLE, chosen / dataset.torchvision_name / "raw", ""
    yield "cache", cache_folder(dataset), ""
    for root in _torchvision_roots():
        yield "torchvision", root / dataset.torchvision_name / "raw", ""
    keras = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "datasets"
    yield "Keras", keras / dataset.name, ""
    if dataset.name == "mnist":
        yield "Keras", keras, npz_name


def _is_file(path: Path) -> bool:
    """Return whether there is such a file that can be seen by this person."""
    try:
        return path.is_file()
    except OSError:  # up to Python 3.13, a folder that is closed to us raises
        return False


def _torchvision_roots() -> Iterator[Path]:
    """Give the folders that torchvision's own examples and tutorials keep data in."""
    here, home = Path.cwd(), Path.home()
    torch_home = os.environ.get("TORCH_HOME")
    yield from (here / "data", here)
    yield from (home / "data", home / "datasets", home)
    yield Path(torch_home) if torch_home else home / ".cache" / "torch"
