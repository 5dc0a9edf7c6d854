import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from mnist_viz.data import DataFileError, ink_to_image
from mnist_viz.data.idx import read_idx
from mnist_viz.data.ink import CENTRE
from mnist_viz.data.my_digits import PICTURES_EACH, MyDigits, TaughtDigit
from mnist_viz.data.my_digits_file import (
    EXPORTED,
    export_my_digits,
    keep_copy,
    my_digits_path,
    read_my_digits,
    write_my_digits,
)
from mnist_viz.data.rendering import centre_of_mass

ONE = [np.array([[0.5, 0.1], [0.5, 0.9]])]
SEVEN = [np.array([[0.2, 0.2], [0.8, 0.2], [0.45, 0.9]]), np.array([[0.35, 0.55], [0.7, 0.55]])]


def some_digits() -> MyDigits:
    return MyDigits((TaughtDigit.of(1, ONE), TaughtDigit.of(7, SEVEN)))


def test_pictures_to_train_on_begin_with_the_drawing_and_depend_on_it_alone() -> None:
    digits = some_digits()
    pictures = digits.pictures
    assert len(pictures) == 2 * PICTURES_EACH
    assert pictures.labels.tolist() == [1] * PICTURES_EACH + [7] * PICTURES_EACH
    np.testing.assert_array_equal(pictures.images[PICTURES_EACH], ink_to_image(SEVEN))
    alone = MyDigits((TaughtDigit.of(7, SEVEN),)).pictures
    np.testing.assert_array_equal(alone.images, pictures.images[PICTURES_EACH:])


def test_a_taught_picture_comes_back_and_is_varied_in_form(tmp_path: Path) -> None:
    picture = ink_to_image(SEVEN)
    digits = MyDigits((TaughtDigit.of_picture(7, picture), TaughtDigit.of(1, ONE)))
    write_my_digits(tmp_path / "my_digits.json", digits)
    back = read_my_digits(tmp_path / "my_digits.json")
    assert back.checksum == digits.checksum
    np.testing.assert_array_equal(back.as_drawn.images[0], picture)
    made = digits.digits[0].pictures
    np.testing.assert_array_equal(made, back.digits[0].pictures)
    np.testing.assert_array_equal(made[0], picture)
    assert len(np.unique(made.reshape(PICTURES_EACH, -1), axis=0)) == PICTURES_EACH
    for varied in made[1:]:
        assert varied.any()
        assert centre_of_mass(varied[None] / 255.0)[0] == pytest.approx([CENTRE] * 2, abs=0.1)
        rows, columns = (np.flatnonzero((varied > 51).any(axis=axis)) for axis in (1, 0))
        assert 17 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 21


@pytest.mark.parametrize(
    ("label", "picture"),
    [
        (10, ink_to_image(ONE)),
        (1, np.zeros((28, 28), np.uint8)),
        (1, np.ones((27, 28), np.uint8)),
        (1, np.ones((28, 28))),
    ],
)
def test_what_is_no_labelled_picture_is_refused(label: int, picture: np.ndarray) -> None:
    with pytest.raises(ValueError, match="taught"):
        TaughtDigit.of_picture(label, picture)


def test_a_picture_taught_again_takes_its_new_label() -> None:
    picture = ink_to_image(SEVEN)
    digits = MyDigits((TaughtDigit.of_picture(1, picture),))
    again = digits.having([TaughtDigit.of_picture(7, picture)])
    assert [one.label for one in again.digits] == [7]


def test_a_set_is_known_by_its_drawings_and_labels() -> None:
    digits = some_digits()
    assert digits.checksum == some_digits().checksum
    assert digits.name == f"2 {digits.checksum}"
    assert MyDigits().name == ""
    others = [
        MyDigits(digits.digits[::-1]),
        MyDigits(digits.digits[:1]),
        MyDigits((TaughtDigit.of(2, ONE), TaughtDigit.of(7, SEVEN))),
        MyDigits((TaughtDigit.of(1, [ONE[0] + 0.01]), TaughtDigit.of(7, SEVEN))),
    ]
    assert len({digits.checksum, *(other.checksum for other in others)}) == 5


def test_a_drawing_that_is_taught_again_takes_its_new_label_in_its_place() -> None:
    digits = some_digits().having([TaughtDigit.of(4, ONE), TaughtDigit.of(3, SEVEN[:1])])
    assert [one.label for one in digits.digits] == [4, 7, 3]
    left = digits.without([digits.digits[1].checksum])
    assert [one.label for one in left.digits] == [4, 3]


@pytest.mark.parametrize(
    ("label", "strokes"),
    [
        (10, ONE),
        (-1, ONE),
        (True, ONE),
        (1, []),
        (1, [np.zeros((0, 2))]),
        (1, [np.array([[0.0, np.nan]])]),
        (1, [np.zeros((3, 3))]),
        (1, [np.zeros((20_001, 2))]),
    ],
)
def test_what_is_no_labelled_ink_is_refused(label: int, strokes: list[np.ndarray]) -> None:
    with pytest.raises(ValueError, match=r"taught|stroke|points"):
        TaughtDigit.of(label, strokes)


def test_digits_come_back_from_their_file_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "my_digits.json"
    digits = some_digits()
    write_my_digits(path, digits)
    back = read_my_digits(path)
    assert back.checksum == digits.checksum
    np.testing.assert_array_equal(back.pictures.images, digits.pictures.images)
    assert [item.name for item in path.parent.iterdir()] == ["my_digits.json"]


def test_without_a_file_there_are_no_digits() -> None:
    assert len(read_my_digits(my_digits_path())) == 0


def test_a_damaged_file_is_one_error_wherever_it_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "my_digits.json"
    write_my_digits(path, some_digits())
    whole = path.read_bytes()
    rng = np.random.default_rng(0)
    same = 0
    for _ in range(300):
        content = bytearray(whole)
        content[rng.integers(len(content))] ^= 1 << rng.integers(8)
        path.write_bytes(content[: rng.integers(len(content))] if rng.random() < 0.2 else content)
        try:
            same += read_my_digits(path).checksum == some_digits().checksum
        except DataFileError as error:
            assert str(path) in str(error)  # noqa: PT017 - most are damaged, a few only look so
        else:
            assert read_my_digits(path).checksum == some_digits().checksum
    assert same < 30


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[1, 2]",
        b"\x00\xff",
        b'{"format": "something else", "version": 1, "checksum": "", "digits": []}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_file_of_digits_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "my_digits.json"
    path.write_bytes(content)
    with pytest.raises(DataFileError, match="damaged"):
        read_my_digits(path)


def test_a_newer_file_is_not_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "my_digits.json"
    write_my_digits(path, some_digits())
    path.write_text(json.dumps({**json.loads(path.read_text()), "version": 2}))
    with pytest.raises(DataFileError, match="newer MNIST Viz"):
        read_my_digits(path)


def test_copies_of_damaged_files_never_replace_one_another(tmp_path: Path) -> None:
    path = tmp_path / "my_digits.json"
    path.write_text("first")
    first = keep_copy(path)
    path.write_text("second")
    second = keep_copy(path)
    assert (first.read_text(), second.read_text()) == ("first", "second")
    assert path.read_text() == "second"


def test_exported_drawings_are_idx_files(tmp_path: Path) -> None:
    digits = some_digits()
    export_my_digits(tmp_path, digits)
    images, labels = (read_idx(tmp_path / name, dimensions=d) for name, d in zip(EXPORTED, (3, 1)))  # noqa: B905
    np.testing.assert_array_equal(images, digits.as_drawn.images)
    assert labels.tolist() == [1, 7]
    with gzip.open(tmp_path / EXPORTED[0]) as file:
        assert file.read(4) == b"\x00\x00\x08\x03"
