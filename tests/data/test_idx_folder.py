"""Row D9 and the folders of IDX files in every naming that is about."""

from pathlib import Path

import numpy as np
import pytest

from mnist_viz.data.catalogue import CATALOGUE, EMNIST_LETTERS, FASHION_MNIST, MNIST, QMNIST
from mnist_viz.data.dataset import DIGIT_NAMES, DataError, DataFileError
from mnist_viz.data.idx import read_idx, write_idx
from mnist_viz.data.idx_folder import find_idx_files, load_idx_folder, load_known_idx
from tests.data.sample_files import MNIST_NAMES, sample_images, sample_labels, write_idx_set

PLAIN_NAMES = tuple(name.removesuffix(".gz") for name in MNIST_NAMES)


@pytest.mark.parametrize(
    "names",
    [
        MNIST_NAMES,
        PLAIN_NAMES,
        tuple(name.replace("-idx", ".idx") for name in MNIST_NAMES),
        tuple(name.replace("-idx", ".idx") for name in PLAIN_NAMES),
        tuple(name.replace("t10k", "test") for name in MNIST_NAMES),
        tuple(name.upper() for name in PLAIN_NAMES),
        tuple(f"mine-{name}" for name in MNIST_NAMES),
    ],
)
def test_every_usual_naming_of_the_four_files_is_found(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    splits = load_idx_folder(write_idx_set(tmp_path, names))
    np.testing.assert_array_equal(splits.train.images, sample_images(40))
    np.testing.assert_array_equal(splits.train.labels, sample_labels(40))
    np.testing.assert_array_equal(splits.test.images, sample_images(20, seed=1))
    assert splits.class_names == DIGIT_NAMES
    assert splits.image_shape == (6, 6)
    assert splits.name == splits.origin == str(tmp_path)


def test_a_packed_file_is_taken_before_its_unpacked_copy_without_a_checksum(
    tmp_path: Path,
) -> None:
    write_idx_set(tmp_path)
    write_idx(tmp_path / PLAIN_NAMES[0], sample_images(40, seed=9))
    found = find_idx_files(tmp_path)[""]
    assert {path.suffix for path in found.paths.values()} == {".gz"}


def test_the_real_mnist_is_recognised_by_its_content(real_mnist: Path) -> None:
    splits = load_idx_folder(real_mnist)
    assert splits.title == "MNIST"
    assert (len(splits.train), len(splits.test)) == MNIST.counts
    assert splits.image_shape == (28, 28)


def test_emnist_is_turned_upright_and_its_letters_count_from_0(tmp_path: Path) -> None:
    names = tuple(file.name for file in EMNIST_LETTERS.files)
    labels = (sample_labels(40, 26, first=1), sample_labels(20, 26, first=1))
    write_idx_set(tmp_path, names, labels=labels)
    splits = load_idx_folder(tmp_path)
    np.testing.assert_array_equal(splits.train.images, sample_images(40).transpose(0, 2, 1))
    np.testing.assert_array_equal(splits.train.labels, sample_labels(40, 26))
    assert len(splits.class_names) == 26
    assert splits.class_names[splits.train.labels[1]] == "B"


def test_images_that_are_not_square_are_turned_upright_too(tmp_path: Path) -> None:
    names = tuple(file.name for file in CATALOGUE["emnist-digits"].files)
    write_idx_set(tmp_path, names)
    wide = np.arange(1, 241, dtype=np.uint8).reshape(40, 2, 3)
    for name, images in ((names[0], wide), (names[2], wide[:20])):
        write_idx(tmp_path / name, images)
    splits = load_idx_folder(tmp_path)
    np.testing.assert_array_equal(splits.train.images, wide.transpose(0, 2, 1))


def test_qmnists_label_tables_give_the_class_of_each_image(tmp_path: Path) -> None:
    tables = tuple(
        np.column_stack([sample_labels(count), np.full((count, 7), 999)]) for count in (40, 20)
    )
    names = tuple(file.name for file in QMNIST.files)
    write_idx_set(tmp_path, names, labels=(tables[0], tables[1]))
    splits = load_idx_folder(tmp_path)
    np.testing.assert_array_equal(splits.train.labels, sample_labels(40))


def test_label_tables_without_columns_are_refused(tmp_path: Path) -> None:
    names = tuple(file.name for file in QMNIST.files)
    empty = np.zeros((40, 0), np.int32)
    write_idx_set(tmp_path, names, labels=(empty, empty))
    with pytest.raises(DataFileError, match="a table without columns"):
        load_idx_folder(tmp_path)


def test_a_folder_without_idx_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "train-images.png").touch()
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(DataError, match="holds no IDX files"):
            load_idx_folder(folder)


def test_fashion_mnist_is_recognised_by_its_folder(tmp_path: Path) -> None:
    splits = load_idx_folder(write_idx_set(tmp_path / "FashionMNIST" / "raw"))
    assert splits.class_names == FASHION_MNIST.class_names


def test_a_text_file_names_the_classes(tmp_path: Path) -> None:
    labels = (sample_labels(40, 12), sample_labels(20, 12))
    write_idx_set(tmp_path, labels=labels)
    with pytest.raises(DataFileError, match=r"labels are not in 0–9 \(the first is 10, at 10\)"):
        load_idx_folder(tmp_path)
    names = [f"month {month}" for month in range(1, 13)]
    (tmp_path / "classes.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    assert load_idx_folder(tmp_path).class_names == tuple(names)


@pytest.mark.parametrize("content", [b"", b"only one\n", b"\xff\xfe\x00x", b"a\n" * 257])
def test_a_text_file_that_cannot_name_the_classes_is_refused(
    tmp_path: Path, content: bytes
) -> None:
    write_idx_set(tmp_path)
    (tmp_path / "classes.txt").write_bytes(content)
    with pytest.raises(DataFileError, match=r"classes\.txt (names|is no UTF-8)"):
        load_idx_folder(tmp_path)


@pytest.mark.parametrize("name", MNIST_NAMES)
def test_each_missing_file_is_named(tmp_path: Path, name: str) -> None:
    write_idx_set(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(DataFileError, match=f"{name} is missing; 3 of the 4 files are there"):
        load_idx_folder(tmp_path)


@pytest.mark.parametrize(("name", "label"), [(MNIST_NAMES[1], 10), (MNIST_NAMES[3], 255)])
def test_a_label_beyond_9_is_refused_with_counts(tmp_path: Path, name: str, label: int) -> None:
    write_idx_set(tmp_path)
    labels = read_idx(tmp_path / name, dimensions=1)
    labels[7] = label
    write_idx(tmp_path / name, labels)
    with pytest.raises(DataFileError, match=rf"1 of {len(labels)} labels .* is {label}, at 7"):
        load_idx_folder(tmp_path)


def test_label_0_is_refused_where_labels_begin_at_1(tmp_path: Path) -> None:
    write_idx_set(tmp_path, tuple(file.name for file in EMNIST_LETTERS.files))
    with pytest.raises(DataFileError, match=r"4 of 40 labels are not in 1–26"):
        load_idx_folder(tmp_path)


@pytest.mark.parametrize(("one", "other"), [(0, 1), (2, 3), (0, 3), (1, 3), (0, 2)])
def test_swapped_files_are_refused(tmp_path: Path, one: int, other: int) -> None:
    write_idx_set(tmp_path)
    first, second = tmp_path / MNIST_NAMES[one], tmp_path / MNIST_NAMES[other]
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)
    with pytest.raises(DataFileError, match=r"swapped|do not belong together"):
        load_idx_folder(tmp_path)


def test_counts_that_disagree_are_shown(tmp_path: Path) -> None:
    write_idx_set(tmp_path)
    write_idx(tmp_path / MNIST_NAMES[1], sample_labels(39))
    with pytest.raises(DataFileError, match=r"holds 40 images, but .* holds 39 labels"):
        load_idx_folder(tmp_path)


def test_test_images_of_another_size_are_refused(tmp_path: Path) -> None:
    write_idx_set(tmp_path)
    write_idx(tmp_path / MNIST_NAMES[2], sample_images(20, side=5))
    with pytest.raises(DataFileError, match=r"test images of 5 × 5 pixels, .* 6 × 6"):
        load_idx_folder(tmp_path)


@pytest.mark.parametrize(("blank", "refused"), [(40, True), (2, True), (1, False), (0, False)])
def test_blank_images_are_refused_with_counts(tmp_path: Path, blank: int, refused: bool) -> None:
    write_idx_set(tmp_path)
    images = sample_images(40)
    images[:blank] = 0
    write_idx(tmp_path / MNIST_NAMES[0], images)
    if not refused:
        assert len(load_idx_folder(tmp_path).train) == 40
        return
    with pytest.raises(DataFileError, match=f"{blank} of 40 images are blank"):
        load_idx_folder(tmp_path)


@pytest.mark.parametrize("shape", [(0, 6, 6), (40, 0, 6), (40, 6, 0)])
def test_no_images_are_no_data_set(tmp_path: Path, shape: tuple[int, ...]) -> None:
    write_idx_set(tmp_path)
    write_idx(tmp_path / MNIST_NAMES[0], np.zeros(shape, np.uint8))
    write_idx(tmp_path / MNIST_NAMES[1], sample_labels(shape[0]))
    with pytest.raises(DataFileError, match="holds no images"):
        load_idx_folder(tmp_path)


def test_images_too_large_to_learn_from_are_refused(tmp_path: Path) -> None:
    write_idx_set(tmp_path)
    write_idx(tmp_path / MNIST_NAMES[0], np.ones((40, 1, 513), np.uint8))
    with pytest.raises(DataFileError, match="1 × 513 pixels; at most 512"):
        load_idx_folder(tmp_path)


def test_a_folder_of_several_data_sets_is_not_guessed_at(tmp_path: Path) -> None:
    write_idx_set(tmp_path)
    write_idx_set(tmp_path, tuple(file.name for file in QMNIST.files))
    with pytest.raises(DataError, match=r"several data sets \(qmnist, unnamed\)"):
        load_idx_folder(tmp_path)


def test_other_images_under_mnists_name_and_counts_are_refused(
    tmp_path: Path, real_mnist: Path
) -> None:
    for name in MNIST_NAMES:
        (tmp_path / name).write_bytes((real_mnist / name).read_bytes())
    images = read_idx(real_mnist / MNIST_NAMES[2], dimensions=3)
    images[0, 0, 0] += 1
    write_idx(tmp_path / PLAIN_NAMES[2], images)
    (tmp_path / MNIST_NAMES[2]).unlink()
    files = find_idx_files(tmp_path)[""]
    with pytest.raises(DataFileError, match=r"t10k-images.* is not MNIST's file.* Get it again\."):
        load_known_idx(MNIST, files, remedy="Get it again.")


def test_a_part_of_a_known_set_says_how_large_it_is(tmp_path: Path) -> None:
    files = find_idx_files(write_idx_set(tmp_path))[""]
    splits = load_known_idx(MNIST, files, remedy="")
    assert splits.title == "MNIST, 40 + 20 images"
    assert splits.name == "mnist"
