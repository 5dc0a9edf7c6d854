"""What a name or a path loads, where it is looked for, and what is said when it is not there."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mnist_viz.data.catalogue import CATALOGUE, EMNIST_LETTERS, FASHION_MNIST, KMNIST, MNIST
from mnist_viz.data.dataset import DIGIT_NAMES, DataError, DataFileError, DataSplits
from mnist_viz.data.loading import dataset_statuses, load_dataset
from mnist_viz.data.locations import cache_folder
from tests.data.sample_files import (
    MNIST_NAMES,
    sample_images,
    sample_labels,
    write_idx_set,
)


def _write_npz(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        x_train=sample_images(30),
        y_train=sample_labels(30),
        x_test=sample_images(10, seed=1),
        y_test=sample_labels(10),
    )
    return path


@pytest.fixture
def builtin(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Stand in for the built-in digits, and note each call."""
    folder = write_idx_set(tmp_path_factory.mktemp("builtin"))
    calls: list[str] = []

    def load_builtin() -> DataSplits:
        calls.append("builtin")
        return load_dataset(folder)

    monkeypatch.setattr("mnist_viz.data.builtin.load_builtin", load_builtin)
    return calls


def test_without_mnist_the_built_in_digits_are_loaded(
    builtin: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    load_dataset()
    load_dataset(None)
    load_dataset("builtin")
    assert len(builtin) == 3


def test_with_mnist_on_the_computer_mnist_is_loaded(
    builtin: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MNIST_VIZ_DATA", str(write_idx_set(tmp_path)))
    assert load_dataset().name == "mnist"
    assert not builtin


def test_the_real_mnist_is_loaded_by_its_name(
    real_mnist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MNIST_VIZ_DATA", str(real_mnist))
    splits = load_dataset("mnist")
    assert (splits.name, splits.title, splits.class_names) == ("mnist", "MNIST", DIGIT_NAMES)
    assert (len(splits.train), len(splits.test)) == (60_000, 10_000)
    assert not splits.train.images.flags.writeable


def test_damaged_mnist_is_an_error_and_not_passed_over(
    builtin: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = write_idx_set(cache_folder(MNIST))
    damaged = (folder / MNIST_NAMES[0]).read_bytes()[:-20]
    (folder / MNIST_NAMES[0]).write_bytes(damaged)
    with pytest.raises(DataFileError, match=r"is damaged.* main\.py data download mnist"):
        load_dataset()
    assert not builtin
    assert (folder / MNIST_NAMES[0]).read_bytes() == damaged


def test_damage_in_the_chosen_folder_says_to_replace_the_file_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (write_idx_set(tmp_path) / MNIST_NAMES[1]).write_bytes(gzip.compress(b"no labels"))
    monkeypatch.setenv("MNIST_VIZ_DATA", str(tmp_path))
    with pytest.raises(DataFileError, match=r"Put the right file there, or point MNIST_VIZ_DATA"):
        load_dataset()


@pytest.mark.parametrize("name", MNIST_NAMES)
def test_a_file_missing_from_the_chosen_folder_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    (write_idx_set(tmp_path) / name).unlink()
    monkeypatch.setenv("MNIST_VIZ_DATA", str(tmp_path))
    for name_or_folder in (None, "mnist", tmp_path):
        with pytest.raises(DataFileError, match=f"{name} is missing"):
            load_dataset(name_or_folder)


def test_a_download_that_was_cancelled_half_way_is_not_taken_for_mnist(
    builtin: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (write_idx_set(cache_folder(MNIST)) / MNIST_NAMES[3]).unlink()
    load_dataset()
    assert builtin
    with pytest.raises(DataFileError, match=f"{MNIST_NAMES[3]} is missing; 3 of the 4 files"):
        load_dataset("mnist")
    (status,) = (status for status in dataset_statuses() if status.name == "mnist")
    assert (status.is_here, status.missing, status.can_be_fetched) == (
        False,
        (MNIST_NAMES[3],),
        True,
    )


def test_places_are_searched_in_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home, here, chosen = tmp_path / "home", tmp_path / "here", tmp_path / "chosen"
    here.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.chdir(here)
    with pytest.raises(DataError, match="not on this computer"):
        load_dataset("mnist")

    def origin() -> str:
        (mnist,) = (status for status in dataset_statuses() if status.name == "mnist")
        assert mnist.is_here
        return f"{mnist.place} {Path(load_dataset('mnist').origin)}"

    keras = _write_npz(home / ".keras" / "datasets" / "mnist.npz")
    assert origin() == f"Keras {keras}"
    torchvision = write_idx_set(home / "data" / "MNIST" / "raw")
    assert origin() == f"torchvision {torchvision}"
    torchvision = write_idx_set(here / "data" / "MNIST" / "raw")
    assert origin() == f"torchvision {torchvision}"
    cache = write_idx_set(cache_folder(MNIST))
    assert origin() == f"cache {cache}"
    monkeypatch.setenv("MNIST_VIZ_DATA", str(chosen))
    assert origin() == f"cache {cache}"
    write_idx_set(chosen / "MNIST" / "raw")
    assert origin() == f"MNIST_VIZ_DATA {chosen / 'MNIST' / 'raw'}"
    write_idx_set(chosen)
    assert origin() == f"MNIST_VIZ_DATA {chosen}"
    write_idx_set(chosen / "mnist")
    assert origin() == f"MNIST_VIZ_DATA {chosen / 'mnist'}"


def test_sets_that_use_mnists_file_names_need_a_folder_of_their_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MNIST_VIZ_DATA", str(write_idx_set(tmp_path)))
    with pytest.raises(DataError, match="Kuzushiji-MNIST is not on this computer"):
        load_dataset("kmnist")
    write_idx_set(tmp_path / "kmnist")
    splits = load_dataset("KMNIST")
    assert (splits.name, splits.class_names) == ("kmnist", KMNIST.class_names)


def test_emnist_letters_are_found_beside_others_by_their_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    labels = (sample_labels(40, 26, first=1), sample_labels(20, 26, first=1))
    write_idx_set(tmp_path)
    write_idx_set(tmp_path, tuple(file.name for file in EMNIST_LETTERS.files), labels=labels)
    monkeypatch.setenv("MNIST_VIZ_DATA", str(tmp_path))
    splits = load_dataset("emnist-letters")
    assert splits.name == "emnist-letters"
    assert len(splits.class_names) == 26
    assert load_dataset().name == "mnist"


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_set_that_is_not_here_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNIST_VIZ_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(DataError) as raised:
        load_dataset(name)
    message = str(raised.value)
    dataset = CATALOGUE[name]
    assert f"main.py data download {name}" in message
    assert f"MNIST_VIZ_DATA ({tmp_path / 'nowhere'})" in message
    for part in (dataset.files[0].name, dataset.mirrors[0], str(cache_folder(dataset))):
        assert part in message


@pytest.mark.parametrize("word", ["mnits", "", " ", "no/such/folder"])
def test_an_unknown_word_lists_what_there_is(word: str) -> None:
    with pytest.raises(DataError) as raised:
        load_dataset(word)
    for name in ("builtin", *CATALOGUE, word):
        assert name in str(raised.value)


def test_folders_files_and_archives_are_told_apart(tmp_path: Path) -> None:
    assert len(load_dataset(write_idx_set(tmp_path / "idx")).train) == 40
    archive = _write_npz(tmp_path / "npz" / "set.npz")
    assert len(load_dataset(archive).train) == 30
    assert len(load_dataset(str(tmp_path / "npz")).train) == 30
    with pytest.raises(DataError, match=r"is no data set\. Give the folder"):
        load_dataset(tmp_path / "idx" / MNIST_NAMES[0])
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="holds no data set"):
        load_dataset(tmp_path / "empty")
    with pytest.raises(DataFileError, match="is missing"):
        load_dataset(tmp_path / "none.npz")


def test_keras_folder_of_fashion_mnist_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    write_idx_set(tmp_path / "datasets" / "fashion-mnist")
    assert load_dataset("fashion-mnist").class_names == FASHION_MNIST.class_names


def test_the_list_shows_what_is_here_and_what_can_be_had(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = write_idx_set(tmp_path / "chosen")
    (folder / MNIST_NAMES[2]).unlink()
    monkeypatch.setenv("MNIST_VIZ_DATA", str(folder))
    write_idx_set(cache_folder(KMNIST))
    statuses = {status.name: status for status in dataset_statuses()}
    assert list(statuses) == ["builtin", *CATALOGUE]
    assert statuses["builtin"].is_here
    assert not statuses["mnist"].is_here
    assert statuses["mnist"].missing == (MNIST_NAMES[2],)
    assert statuses["mnist"].found == folder
    assert statuses["kmnist"].is_here
    assert statuses["kmnist"].found == cache_folder(KMNIST)
    assert not statuses["qmnist"].is_here
    assert statuses["qmnist"].found is None
    assert statuses["qmnist"].download_bytes == 20_436_162


def test_folders_and_archives_are_named_so_that_they_are_found_from_anywhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    _write_npz(tmp_path / "set.npz")
    for label in "ab":
        for number in range(4):
            (tmp_path / "pictures" / label).mkdir(parents=True, exist_ok=True)
            picture = Image.fromarray(sample_images(1, side=28, seed=number)[0])
            picture.save(tmp_path / "pictures" / label / f"{number}.png")
    for name in ("set.npz", "pictures"):
        splits = load_dataset(name)
        assert splits.name == splits.origin == str((tmp_path / name).resolve())
