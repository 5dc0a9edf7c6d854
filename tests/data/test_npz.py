"""Row M2 for data sets, and every array that an .npz file may hold."""

import io
import os
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_viz.data.catalogue import MNIST
from mnist_viz.data.dataset import DataFileError
from mnist_viz.data.npz import load_npz
from tests.data.sample_files import sample_images, sample_labels

IMAGES = sample_images(30)
Arrays = dict[str, np.ndarray[Any, Any]]
_savez: Callable[..., None] = np.savez


def _arrays(**changed: object) -> Arrays:
    arrays: Arrays = {
        "x_train": IMAGES,
        "y_train": sample_labels(30),
        "x_test": sample_images(10, seed=1),
        "y_test": sample_labels(10),
    }
    return {**arrays, **{key: np.asarray(value) for key, value in changed.items()}}


def _npy(array: np.ndarray[Any, Any]) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def _write_members(path: Path, members: dict[str, bytes], packing: int = 8) -> Path:
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def _members(**changed: bytes) -> dict[str, bytes]:
    members = {f"{key}.npy": _npy(array) for key, array in _arrays().items()}
    return {**members, **{f"{key}.npy": content for key, content in changed.items()}}


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_what_numpy_saved_is_loaded(tmp_path: Path, save: Callable[..., None]) -> None:
    save(tmp_path / "set.npz", extra=np.arange(3), **_arrays())
    splits = load_npz(tmp_path / "set.npz")
    np.testing.assert_array_equal(splits.train.images, IMAGES)
    np.testing.assert_array_equal(splits.test.labels, sample_labels(10))
    assert splits.class_names == tuple("0123456789")
    assert splits.title == "set"


def test_an_archive_without_compression_flags_of_numpy_is_loaded(tmp_path: Path) -> None:
    path = _write_members(tmp_path / "set.npz", _members(), packing=zipfile.ZIP_STORED)
    np.testing.assert_array_equal(load_npz(path).train.images, IMAGES)


@pytest.mark.parametrize(
    "images",
    [
        IMAGES[..., np.newaxis],
        np.asfortranarray(IMAGES),
        IMAGES.astype(">u2"),
        IMAGES.astype(np.int64),
        IMAGES.astype(np.float32),
        IMAGES / 255,
        (IMAGES / 255).astype(np.float32),
    ],
)
def test_every_way_to_store_pixels_gives_the_same_images(
    tmp_path: Path, images: np.ndarray[Any, Any]
) -> None:
    _savez(tmp_path / "set.npz", **_arrays(x_train=images))
    splits = load_npz(tmp_path / "set.npz")
    assert splits.train.images.flags.c_contiguous
    np.testing.assert_array_equal(splits.train.images, IMAGES)


def test_black_and_white_pixels_are_0_and_255(tmp_path: Path) -> None:
    _savez(tmp_path / "set.npz", **_arrays(x_train=IMAGES > 100))
    expected = np.where(IMAGES > 100, 255, 0)
    np.testing.assert_array_equal(load_npz(tmp_path / "set.npz").train.images, expected)


@pytest.mark.parametrize("dtype", [np.int64, ">i4", np.uint16])
def test_labels_of_every_integer_type_are_read(tmp_path: Path, dtype: str) -> None:
    labels = sample_labels(30).astype(dtype)[:, np.newaxis]
    _savez(tmp_path / "set.npz", **_arrays(y_train=labels))
    np.testing.assert_array_equal(load_npz(tmp_path / "set.npz").train.labels, sample_labels(30))


def test_the_number_of_classes_follows_the_labels(tmp_path: Path) -> None:
    _savez(tmp_path / "set.npz", **_arrays(y_train=sample_labels(30, 26)))
    assert load_npz(tmp_path / "set.npz").class_names == tuple(str(k) for k in range(26))
    _savez(
        tmp_path / "few.npz", **_arrays(y_train=sample_labels(30, 3), y_test=sample_labels(10, 3))
    )
    assert load_npz(tmp_path / "few.npz").class_names == ("0", "1", "2")
    with pytest.raises(DataFileError, match=r"labels are not in 0–9"):
        load_npz(tmp_path / "set.npz", known=MNIST)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"x_train": IMAGES[:29]}, "29 images, but .* 30 labels"),
        ({"y_train": np.full(30, 256)}, "30 of 30 labels are not in 0–255"),
        ({"y_train": np.arange(30) - 1}, "1 of 30 labels are not in 0–28"),
        ({"y_train": np.zeros(30)}, "labels that are no integers"),
        ({"y_train": np.zeros((30, 2), int)}, r"labels of the shape \(30, 2\)"),
        ({"y_train": 3}, r"labels of the shape \(\)"),
        ({"x_train": IMAGES.reshape(30, -1)}, r"images of the shape \(30, 36\)"),
        ({"x_train": IMAGES[..., None].repeat(3, -1)}, r"images of the shape \(30, 6, 6, 3\)"),
        ({"x_train": IMAGES.astype(int) - 300}, "pixels outside 0–255"),
        ({"x_train": np.full((30, 6, 6), np.nan)}, "pixels outside 0–255"),
        ({"x_train": np.full((30, 6, 6), np.inf)}, "pixels outside 0–255"),
        ({"x_train": np.zeros((30, 6, 6), np.uint8)}, "30 of 30 images are blank"),
        ({"x_test": sample_images(10, side=5)}, "test images of 5 × 5"),
        ({"x_train": np.zeros((0, 6, 6)), "y_train": np.zeros(0, int)}, "holds no images"),
        ({"x_train": np.array(["text"])}, "no array of numbers"),
        ({"x_train": IMAGES.astype(complex)}, "no array of numbers"),
    ],
)
def test_arrays_that_are_no_data_set_are_refused(
    tmp_path: Path, changed: dict[str, object], why: str
) -> None:
    _savez(tmp_path / "set.npz", **_arrays(**changed))
    with pytest.raises(DataFileError, match=why):
        load_npz(tmp_path / "set.npz")


def test_missing_and_doubled_arrays_are_named(tmp_path: Path) -> None:
    members = _members()
    del members["y_test.npy"]
    with pytest.raises(DataFileError, match="holds no y_test"):
        load_npz(_write_members(tmp_path / "set.npz", members))
    doubled = {**_members(), "x_train": _npy(IMAGES)}
    with pytest.raises(DataFileError, match="holds x_train twice"):
        load_npz(_write_members(tmp_path / "set.npz", doubled))


class _Payload:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.path),)


def test_objects_are_refused_and_nothing_is_executed(tmp_path: Path) -> None:
    mark = tmp_path / "executed"
    objects = np.array([_Payload(mark)], dtype=object)
    _savez(tmp_path / "set.npz", **_arrays(x_train=objects))
    with pytest.raises(DataFileError, match="no array of numbers"):
        load_npz(tmp_path / "set.npz")
    assert not mark.exists()
    with np.load(tmp_path / "set.npz", allow_pickle=True) as archive:
        archive["x_train"]
    assert mark.exists()  # so the payload is a working one


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is no .npz archive .it is empty"),
        (b"<!doctype html>", "looks like a web page"),
        (_npy(IMAGES), "holds a single array"),
        (b"PK\x03\x04" + bytes(100), "cannot be unpacked"),
    ],
)
def test_what_is_no_archive_is_called_what_it_is(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "set.npz").write_bytes(content)
    with pytest.raises(DataFileError, match=why):
        load_npz(tmp_path / "set.npz")


def _header(text: str, version: int = 1) -> bytes:
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text.encode()


@pytest.mark.parametrize(
    "header",
    [
        "{'descr': '|u1', 'fortran_order': False, 'shape': (4294967295, 4294967295, 4294967295)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (65536, 65536, 65536, 65536)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (-30, -6, 6)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (True, 6, 6)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': 1080}",
        "{'descr': '|u1', 'fortran_order': False}",
        "{'descr': [('a', '|u1')], 'fortran_order': False, 'shape': (30, 6, 6)}",
        "{'descr': '|O', 'fortran_order': False, 'shape': (30, 6, 6)}",
        "__import__('os').abort()",
        "(" * 900,
        "[" + "1," * 2040 + "]",
        "\0",
        "",
        " " * 5000,
    ],
)
@pytest.mark.parametrize("version", [1, 2])
def test_headers_that_lie_are_refused(tmp_path: Path, header: str, version: int) -> None:
    content = _header(header, version) + IMAGES.tobytes()
    path = _write_members(tmp_path / "set.npz", _members(x_train=content))
    with pytest.raises(DataFileError):
        load_npz(path)


def test_members_that_are_no_arrays_are_refused(tmp_path: Path) -> None:
    path = _write_members(tmp_path / "set.npz", _members(x_train=b"GIF89a" + bytes(1000)))
    with pytest.raises(DataFileError, match=r"holds x_train\.npy, which is no array"):
        load_npz(path)


def test_too_little_memory_is_said_to_be_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_memory(*size: object) -> None:
        raise MemoryError

    path = _write_members(tmp_path / "set.npz", _members())
    monkeypatch.setattr("mnist_viz.data.npz.np.empty", no_memory)
    with pytest.raises(DataFileError, match="does not fit into this computer's memory"):
        load_npz(path)


def test_newer_header_versions_are_read(tmp_path: Path) -> None:
    text = "{'descr': '|u1', 'fortran_order': False, 'shape': (30, 6, 6), }\n"
    content = _header(text, version=2) + IMAGES.tobytes()
    path = _write_members(tmp_path / "set.npz", _members(x_train=content))
    np.testing.assert_array_equal(load_npz(path).train.images, IMAGES)


@pytest.mark.parametrize("added", [b"\0", bytes(1000)])
def test_bytes_after_an_array_are_refused(tmp_path: Path, added: bytes) -> None:
    path = _write_members(tmp_path / "set.npz", _members(x_train=_npy(IMAGES) + added))
    with pytest.raises(DataFileError, match=r"declares 1,080 bytes of numbers in"):
        load_npz(path)


def test_other_packings_are_refused(tmp_path: Path) -> None:
    path = _write_members(tmp_path / "set.npz", _members(), packing=zipfile.ZIP_LZMA)
    with pytest.raises(DataFileError, match="packed in a way that is not read"):
        load_npz(path)


@given(position=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_a_flipped_bit_is_refused_or_without_effect(
    tmp_path_factory: pytest.TempPathFactory, position: int, bit: int
) -> None:
    whole = _write_members(tmp_path_factory.getbasetemp() / "whole.npz", _members())
    content = bytearray(whole.read_bytes())
    content[position % len(content)] ^= 1 << bit
    path = tmp_path_factory.getbasetemp() / "flipped.npz"
    path.write_bytes(content)
    try:
        splits = load_npz(path)
    except DataFileError:
        return
    for key, array in (("x_train", splits.train.images), ("y_train", splits.train.labels)):
        np.testing.assert_array_equal(array, _arrays()[key])


_PEAK_MEMORY = """
import sys
from pathlib import Path
from mnist_viz.data.dataset import DataFileError
from mnist_viz.data.npz import load_npz

def peak_kb():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

before = peak_kb()
try:
    load_npz(Path(sys.argv[1]))
except DataFileError as error:
    print(error)
print((peak_kb() - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_zip_bomb_costs_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    zeros = bytes(1 << 24)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _members().items():
            with archive.open(name, "w") as member:
                member.write(content)
                for _ in range(12 if name == "x_train.npy" else 0):
                    member.write(zeros)
    done = subprocess.run(
        [sys.executable, "-c", _PEAK_MEMORY, str(path)], capture_output=True, text=True, check=True
    )
    message, megabytes = done.stdout.splitlines()
    assert "declares 1,080 bytes of numbers in 201," in message
    assert int(megabytes) < 20


@pytest.mark.parametrize("kind", ["u1", "b1", "i2", "i8", "f2", "f4", "f8"])
def test_reading_takes_less_than_twice_the_declared_memory(tmp_path: Path, kind: str) -> None:
    pixels = np.zeros((12_000, 28, 28), dtype=kind)
    pixels[:, 5:20, 10:15] = 1
    some = {"x_train": pixels[:10_000], "x_test": pixels[10_000:]}
    labels = {"y_train": sample_labels(10_000), "y_test": sample_labels(2_000)}
    path = tmp_path / "large.npz"
    _savez(path, **_arrays(**some, **labels))
    tracemalloc.start()
    splits = load_npz(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(splits.train) == 10_000
    assert pixels.nbytes < most < 2 * pixels.nbytes


@pytest.mark.parametrize("side", [28, 200, 512])
@pytest.mark.parametrize("dtype", ["b1", "i1", "u1", "u2", "f2", "f4"])
def test_no_size_or_type_of_pixel_takes_twice_what_the_file_declares(
    tmp_path: Path, side: int, dtype: str
) -> None:
    count = max(4, 3_000_000 // side**2)
    images = np.random.default_rng(0).integers(0, 2, (count, side, side)).astype(dtype)
    path = tmp_path / "set.npz"
    _savez(
        path,
        **_arrays(
            x_train=images,
            y_train=sample_labels(count),
            x_test=images[:2],
            y_test=sample_labels(2),
        ),
    )
    load_npz(path)  # what is imported or cached on the way is not counted
    tracemalloc.start()
    splits = load_npz(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    declared = (count + 2) * side**2 * images.itemsize
    assert most < 2 * declared
    full = 255 if dtype in {"b1", "f2", "f4"} else 1
    assert np.array_equal(splits.train.images, (images != 0) * np.uint8(full))
