"""Rows D1 to D8: whatever is in the file, it loads whole and equal, or is one DataFileError."""

import gzip
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mnist_viz.data.dataset import DataFileError, UInt8Array
from mnist_viz.data.idx import idx_checksum, read_idx, read_idx_int32, write_idx
from tests.data.sample_files import idx_bytes, sample_images, write_gz

IMAGES = sample_images(25)

needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

uint8_arrays = hnp.arrays(
    np.uint8, hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=6)
)


@pytest.mark.parametrize("name", ["a-idx3-ubyte", "a-idx3-ubyte.gz"])
@given(array=uint8_arrays)
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, name: str, array: UInt8Array
) -> None:
    path = tmp_path_factory.mktemp("idx") / name
    write_idx(path, array)
    read = read_idx(path, dimensions=array.ndim)
    assert read.dtype == np.uint8
    assert read.flags.c_contiguous
    np.testing.assert_array_equal(read, array)


def test_32_bit_integers_keep_their_value(tmp_path: Path) -> None:
    table = np.array([[1, -2], [70_000, 4], [5, 2**31 - 1]], np.int32)
    write_idx(tmp_path / "labels", table)
    np.testing.assert_array_equal(read_idx_int32(tmp_path / "labels", dimensions=2), table)


def test_packing_is_seen_from_the_content_not_the_name(tmp_path: Path) -> None:
    packed = write_gz(tmp_path / "packed-idx3-ubyte", idx_bytes(IMAGES))
    plain = tmp_path / "plain-idx3-ubyte.gz"
    plain.write_bytes(idx_bytes(IMAGES))
    for path in (packed, plain):
        np.testing.assert_array_equal(read_idx(path, dimensions=3), IMAGES)


def test_the_real_mnist_has_the_published_content(real_mnist: Path) -> None:
    labels = read_idx(real_mnist / "train-labels-idx1-ubyte.gz", dimensions=1)
    published = "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
    assert idx_checksum(labels) == published
    assert labels[:5].tolist() == [5, 0, 4, 1, 9]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"nowhere is missing. Get it there."):
        read_idx(tmp_path / "nowhere", dimensions=3, remedy="Get it there.")


def test_a_folder_in_the_files_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="is a folder, where a file is expected"):
        read_idx(tmp_path, dimensions=3)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("fiftieth", range(50))
def test_a_file_cut_anywhere_is_damaged_and_left_as_it_is(
    tmp_path: Path, fiftieth: int, packed: bool
) -> None:
    whole = gzip.compress(idx_bytes(IMAGES)) if packed else idx_bytes(IMAGES)
    path = tmp_path / "images.gz"
    path.write_bytes(whole[: len(whole) * fiftieth // 50])
    with pytest.raises(DataFileError) as raised:
        read_idx(path, dimensions=3, remedy="Download it again.")
    assert "Download it again." in str(raised.value)
    assert path.read_bytes() == whole[: len(whole) * fiftieth // 50]


def test_a_cut_in_the_checksum_at_the_end_is_damage(tmp_path: Path) -> None:
    whole = gzip.compress(idx_bytes(IMAGES))
    for missing in range(1, 9):
        (tmp_path / "images.gz").write_bytes(whole[:-missing])
        with pytest.raises(DataFileError, match="ends early"):
            read_idx(tmp_path / "images.gz", dimensions=3)


@given(position=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_flipped_bit_in_a_packed_file_is_refused_or_without_effect(
    tmp_path_factory: pytest.TempPathFactory, position: int, bit: int
) -> None:
    content = bytearray(gzip.compress(idx_bytes(IMAGES)))
    content[position % len(content)] ^= 1 << bit
    path = tmp_path_factory.getbasetemp() / "flipped.gz"
    path.write_bytes(content)
    try:
        read = read_idx(path, dimensions=3)
    except DataFileError:
        return
    np.testing.assert_array_equal(read, IMAGES)


@pytest.mark.parametrize("position", [100, -3, -7])
def test_a_flipped_bit_in_pixels_checksum_or_length_is_refused(
    tmp_path: Path, position: int
) -> None:
    content = bytearray(gzip.compress(idx_bytes(IMAGES)))
    content[position] ^= 1
    (tmp_path / "images.gz").write_bytes(content)
    with pytest.raises(DataFileError, match=r"checksum|ends|declares"):
        read_idx(tmp_path / "images.gz", dimensions=3)


@pytest.mark.parametrize(
    ("content", "remark"),
    [
        (b"<!DOCTYPE html><html><body>Sign in to the network</body></html>", "web page"),
        (b"\xef\xbb\xbf\r\n  <html>", "web page"),
        (b"PK\x03\x04" + bytes(60), "zip archive"),
        (b"", "is damaged: it ends early"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "Git LFS"),
        (b"Just some words, which are no data.", "no IDX file"),
    ],
)
def test_what_is_no_data_is_called_what_it_is(tmp_path: Path, content: bytes, remark: str) -> None:
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(content)
    with pytest.raises(DataFileError, match=remark):
        read_idx(tmp_path / "train-images-idx3-ubyte.gz", dimensions=3)


def test_a_web_page_saved_as_gz_is_said_not_to_be_gzip(tmp_path: Path) -> None:
    (tmp_path / "page.gz").write_text("<html><body>404</body></html>")
    with pytest.raises(DataFileError, match=r"is not gzip .*looks like a web page"):
        read_idx(tmp_path / "page.gz", dimensions=3)


@pytest.mark.parametrize(
    "shape", [(0xFFFFFFFF,) * 3, (1 << 16, 1 << 8, 1 << 8), (1 << 31, 1 << 31, 4), (60_000, 28, 28)]
)
@pytest.mark.parametrize("packed", [True, False])
def test_dimensions_that_lie_are_refused(
    tmp_path: Path, shape: tuple[int, int, int], packed: bool
) -> None:
    # The product of the second and third shape is 0 in 32 and 64 bits.
    content = struct.pack(">BBBB3I", 0, 0, 8, 3, *shape) + bytes(100)
    path = tmp_path / "images"
    path.write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(DataFileError, match="declares"):
        read_idx(path, dimensions=3)


@pytest.mark.parametrize("ndim", [0, 1, 2, 4, 255])
def test_another_number_of_dimensions_is_refused(tmp_path: Path, ndim: int) -> None:
    path = tmp_path / "images"
    path.write_bytes(idx_bytes(IMAGES, ndim=ndim))
    with pytest.raises(DataFileError, match="dimension"):
        read_idx(path, dimensions=3)


@pytest.mark.parametrize("type_code", [0, 9, 0x0B, 0x0C, 0x0D, 0x0E, 255])
def test_another_type_of_numbers_is_refused(tmp_path: Path, type_code: int) -> None:
    path = tmp_path / "images"
    path.write_bytes(idx_bytes(IMAGES, type_code=type_code))
    with pytest.raises(DataFileError, match=f"type 0x{type_code:02x}"):
        read_idx(path, dimensions=3)


def test_labels_in_the_place_of_images_are_said_to_be_swapped(tmp_path: Path) -> None:
    write_idx(tmp_path / "labels", np.arange(10, dtype=np.uint8))
    with pytest.raises(DataFileError, match=r"holds labels .* where images .* swapped"):
        read_idx(tmp_path / "labels", dimensions=3)


@pytest.mark.parametrize(
    "added",
    [b"\0", b"more", gzip.compress(b""), gzip.compress(b"more"), gzip.compress(idx_bytes(IMAGES))],
    ids=["zero", "text", "packed nothing", "packed text", "packed images"],
)
def test_bytes_after_the_packed_data_are_refused(tmp_path: Path, added: bytes) -> None:
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(idx_bytes(IMAGES)) + added)
    with pytest.raises(DataFileError, match="more bytes follow"):
        read_idx(path, dimensions=3)


@pytest.mark.parametrize("packed", [True, False])
def test_bytes_after_the_declared_ones_are_refused(tmp_path: Path, packed: bool) -> None:
    content = idx_bytes(IMAGES) + b"\0"
    path = tmp_path / "images"
    path.write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(DataFileError, match="more bytes follow"):
        read_idx(path, dimensions=3)


# The peak is read from /proc: what getrusage reports of a child begins with its parent's peak.
_PEAK_MEMORY = """
import sys
from pathlib import Path
from mnist_viz.data.dataset import DataFileError
from mnist_viz.data.idx import read_idx

def peak_kb():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

before = peak_kb()
try:
    read_idx(Path(sys.argv[1]), dimensions=3)
except DataFileError as error:
    print(error)
print((peak_kb() - before) // 1024)
"""


def _peak_megabytes(path: Path) -> tuple[str, int]:
    done = subprocess.run(
        [sys.executable, "-c", _PEAK_MEMORY, str(path)], capture_output=True, text=True, check=True
    )
    *message, megabytes = done.stdout.splitlines()
    return " ".join(message), int(megabytes)


@needs_proc
@pytest.mark.parametrize("declared", [(25, 6, 6), (3_000, 1_000, 1_000)])
def test_a_gzip_bomb_costs_no_memory(tmp_path: Path, declared: tuple[int, int, int]) -> None:
    path = tmp_path / "bomb.gz"
    packer = zlib.compressobj(9, wbits=31)
    zeros = bytes(1 << 24)
    with path.open("wb") as file:
        file.write(packer.compress(struct.pack(">BBBB3I", 0, 0, 8, 3, *declared)))
        for _ in range(12):
            file.write(packer.compress(zeros))
        file.write(packer.flush())
    message, megabytes = _peak_megabytes(path)
    assert "is damaged" in message
    assert megabytes < 20  # it unpacks to 201 MB


@needs_proc
def test_reading_takes_no_more_than_twice_the_declared_memory(tmp_path: Path) -> None:
    write_idx(tmp_path / "large.gz", np.zeros((40, 1_000, 1_000), np.uint8))
    message, megabytes = _peak_megabytes(tmp_path / "large.gz")
    assert message == ""
    assert 30 < megabytes < 80  # 40 MB are declared


def test_a_failed_write_keeps_the_file_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "images.gz"
    write_idx(path, IMAGES)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mnist_viz.data.atomic_file.os.fsync", full)
    with pytest.raises(DataFileError, match="cannot be written: No space left on device"):
        write_idx(path, IMAGES[:3])
    np.testing.assert_array_equal(read_idx(path, dimensions=3), IMAGES)
    assert list(tmp_path.iterdir()) == [path]
