"""Class folders of pictures, and the one decoder of image files."""

import contextlib
import io
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from mnist_viz.data.dataset import DataError, DataFileError, UInt8Array
from mnist_viz.data.image_file import MOST_PIXELS, grey_image_of, read_grey_image
from mnist_viz.data.image_folder import fit_into_square, held_out, load_image_folder
from mnist_viz.data.loading import load_dataset
from mnist_viz.data.picture import picture_to_image
from tests.data.photographs import Scene, photograph
from tests.data.sample_files import sample_images
from tests.test_normalised_reading import scores
from tests.ui.strokes_of_digits import DIGITS

GREY = sample_images(1, side=28)[0]


def _picture(seed: int, background: int = 0) -> UInt8Array:
    image = np.full((28, 28), background, np.uint8)
    image[8:20, 8:20] = np.random.default_rng(seed).integers(0, 256, (12, 12))
    return image


def _write_classes(folder: Path, names: tuple[str, ...], count: int, background: int = 0) -> Path:
    for label, name in enumerate(names):
        (folder / name).mkdir(parents=True)
        for index in range(count):
            picture = Image.fromarray(_picture(100 * label + index, background))
            picture.save(folder / name / f"{index}.png")
    return folder


def test_pictures_get_the_class_of_their_folder(tmp_path: Path) -> None:
    splits = load_dataset(_write_classes(tmp_path, ("cat", "dog", "ant"), 20))
    assert splits.class_names == ("ant", "cat", "dog")
    assert splits.image_shape == (28, 28)
    assert len(splits.train) + len(splits.test) == 60
    pictures = {
        _picture(100 * label + k).tobytes(): name
        for label, name in enumerate(("cat", "dog", "ant"))
        for k in range(20)
    }
    for split in (splits.train, splits.test):
        for image, label in zip(split.images, split.labels, strict=True):
            assert pictures.pop(image.tobytes()) == splits.class_names[label]
    assert not pictures


def test_folders_named_by_numbers_are_in_the_order_of_the_numbers(tmp_path: Path) -> None:
    names = tuple(str(number) for number in range(12))
    assert load_image_folder(_write_classes(tmp_path, names, 6)).class_names == names


def test_a_fifth_is_held_out_whatever_else_is_there(tmp_path: Path) -> None:
    assert 900 < len(held_out("a", [f"{k}.png" for k in range(5_000)])) < 1_100
    few = load_image_folder(_write_classes(tmp_path / "few", ("a", "b"), 30))
    many = load_image_folder(_write_classes(tmp_path / "many", ("a", "b", "c"), 60))
    many_held_out = {image.tobytes() for image in many.test.images}
    assert {image.tobytes() for image in few.test.images} <= many_held_out


@pytest.mark.parametrize("count", [2, 3, 5, 12])
def test_no_class_of_two_or_more_is_without_pictures_to_train_on_or_to_test_with(
    tmp_path: Path, count: int
) -> None:
    names = tuple("abcdefghijklmnopqrstuvwxyz")
    splits = load_image_folder(_write_classes(tmp_path, names, count))
    for split in (splits.train, splits.test):
        assert set(split.labels.tolist()) == set(range(26))


def test_a_class_of_one_picture_is_on_one_side(tmp_path: Path) -> None:
    assert len(held_out("a", ["only.png"])) <= 1
    _write_classes(tmp_path, ("a", "b"), 5)
    _write_classes(tmp_path, ("c",), 1)
    splits = load_image_folder(tmp_path)
    assert len(splits.train) + len(splits.test) == 11


def test_folders_for_training_and_test_are_taken_as_they_are(tmp_path: Path) -> None:
    _write_classes(tmp_path / "training", ("a", "b"), 7)
    _write_classes(tmp_path / "testing", ("a", "b"), 3)
    splits = load_dataset(tmp_path)
    assert (len(splits.train), len(splits.test)) == (14, 6)
    assert splits.class_names == ("a", "b")


def test_a_class_may_be_missing_from_the_folder_for_tests(tmp_path: Path) -> None:
    _write_classes(tmp_path / "train", ("a", "b"), 7)
    _write_classes(tmp_path / "test", ("b",), 3)
    assert load_image_folder(tmp_path).test.labels.tolist() == [1, 1, 1]


def test_dark_ink_on_light_paper_becomes_light_ink(tmp_path: Path) -> None:
    light = load_image_folder(_write_classes(tmp_path, ("a", "b"), 20, background=255))
    assert np.median(light.train.images[:, 0]) == 0


def test_other_files_and_hidden_ones_are_passed_over(tmp_path: Path) -> None:
    _write_classes(tmp_path, ("a", "b"), 20)
    (tmp_path / "a" / "notes.txt").write_text("no picture")
    (tmp_path / "a" / "._0.png").write_text("no picture")
    (tmp_path / ".cache").mkdir()
    (tmp_path / "papers").mkdir()
    splits = load_image_folder(tmp_path)
    assert len(splits.train) + len(splits.test) == 40


def test_a_damaged_picture_is_named(tmp_path: Path) -> None:
    _write_classes(tmp_path, ("a", "b"), 20)
    damaged = tmp_path / "b" / "7.png"
    damaged.write_bytes(damaged.read_bytes()[:-30])
    with pytest.raises(DataFileError, match=r"7\.png is damaged"):
        load_image_folder(tmp_path)


@pytest.mark.parametrize(
    ("names", "count", "why"),
    [((), 0, "0 folders"), (("a",), 5, "1 folders"), (("a", "b"), 1, "pictures to train on")],
)
def test_too_little_to_learn_from_is_refused(
    tmp_path: Path, names: tuple[str, ...], count: int, why: str
) -> None:
    with pytest.raises(DataError, match=why):
        load_image_folder(_write_classes(tmp_path, names, count))


@given(height=st.integers(1, 60), width=st.integers(1, 60), ink=st.integers(0, 255))
def test_any_size_is_brought_to_28_by_28(height: int, width: int, ink: int) -> None:
    fitted = fit_into_square(np.full((height, width), ink, np.uint8))
    assert fitted.shape == (28, 28)
    assert fitted.dtype == np.uint8
    assert set(fitted.ravel().tolist()) == {ink}


def test_padding_keeps_the_picture_in_the_middle() -> None:
    tall = np.zeros((28, 4), np.uint8)
    tall[4:24, 1:3] = 200
    fitted = fit_into_square(tall)
    np.testing.assert_array_equal(fitted[:, 12:16], tall)
    assert not fitted[:, :12].any()


def _saved(image: Image.Image, **options: object) -> bytes:
    file = io.BytesIO()
    save: Callable[..., None] = image.save
    save(file, **options)
    return file.getvalue()


def _read(tmp_path: Path, content: bytes) -> UInt8Array:
    path = tmp_path / "picture.png"
    path.write_bytes(content)
    return read_grey_image(path)


@pytest.mark.parametrize(
    "kind", ["PNG", "BMP", "GIF", "TIFF", "PPM", "TGA", "PCX", "SGI", "JPEG2000"]
)
def test_lossless_formats_keep_every_shade(tmp_path: Path, kind: str) -> None:
    np.testing.assert_array_equal(_read(tmp_path, _saved(Image.fromarray(GREY), format=kind)), GREY)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_lossy_formats_come_close(tmp_path: Path, kind: str) -> None:
    smooth = np.tile(np.linspace(0, 255, 28).astype(np.uint8), (28, 1))
    read = _read(tmp_path, _saved(Image.fromarray(smooth), format=kind, quality=95))
    assert np.abs(read.astype(int) - smooth).max() < 12


def test_colours_become_grey(tmp_path: Path) -> None:
    colours = Image.new("RGB", (3, 2), (10, 10, 10))
    np.testing.assert_array_equal(
        _read(tmp_path, _saved(colours, format="PNG")), np.full((2, 3), 10)
    )


def test_light_ink_on_nothing_is_not_lost(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    clear.putpixel((3, 3), (255, 255, 255, 255))
    read = _read(tmp_path, _saved(clear, format="PNG"))
    assert read[3, 3] == 255
    assert np.count_nonzero(read) == 1


def test_palettes_become_grey(tmp_path: Path) -> None:
    coloured = Image.fromarray(GREY).convert("RGB").quantize(64)
    expected = np.array(coloured.convert("L"))
    np.testing.assert_array_equal(_read(tmp_path, _saved(coloured, format="PNG")), expected)


def test_the_content_of_a_file_is_read_as_the_file(tmp_path: Path) -> None:
    content = _saved(Image.fromarray(GREY), format="PNG")
    np.testing.assert_array_equal(grey_image_of(content, "it"), _read(tmp_path, content))
    with pytest.raises(DataFileError, match="The pasted picture is damaged"):
        grey_image_of(content[:60], "The pasted picture")


def test_a_large_photograph_is_decoded_small() -> None:
    photograph = _saved(Image.new("L", (6000, 4500), 200), format="JPEG")
    assert grey_image_of(photograph, "it").shape == (1125, 1500)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_is_paper(tmp_path: Path, mode: str) -> None:
    clear = Image.new(mode, (4, 4))
    assert _read(tmp_path, _saved(clear, format="PNG")).min() == 255


def test_16_bits_are_brought_to_8(tmp_path: Path) -> None:
    deep = Image.fromarray(GREY.astype(np.uint16) * 257)
    np.testing.assert_array_equal(_read(tmp_path, _saved(deep, format="PNG")), GREY)


SPANNING = GREY.copy()
SPANNING.flat[:2] = 0, 255


@pytest.mark.parametrize(
    ("kind", "scale", "offset"),
    [
        (np.float32, 1.0, 0.0),
        (np.float32, 1 / 255, 0.0),
        (np.float32, 257.0, 0.0),
        (np.float32, 2 / 255, -1.0),
        (np.float32, 1e6, 5e6),
        (np.int32, 1, 0),
        (np.int32, 257, 0),
        (np.int32, 257, -32768),
        (np.int32, 65536, 0),
        (np.uint16, 1, 0),
        (np.uint16, 257, 0),
    ],
)
def test_deep_shades_of_any_range_are_brought_to_8_bits(
    tmp_path: Path, kind: type, scale: float, offset: float
) -> None:
    shades = Image.fromarray((SPANNING * np.float64(scale) + offset).astype(kind))
    read = _read(tmp_path, _saved(shades, format="TIFF"))
    np.testing.assert_allclose(read, SPANNING, atol=0 if abs(scale) < 1000 else 1)


def test_shades_of_12_bits_keep_their_contrast(tmp_path: Path) -> None:
    shades = Image.fromarray((SPANNING * np.float64(4095 / 255)).round().astype(np.uint16))
    np.testing.assert_array_equal(_read(tmp_path, _saved(shades, format="TIFF")), SPANNING)


def test_deep_shades_take_little_more_than_they_declare() -> None:
    side = 2_000
    content = _saved(Image.new("I;16", (side, side), 700), format="TIFF")
    tracemalloc.start()
    grey_image_of(content, "it")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2 * 2 * side * side


def test_what_is_not_finite_is_darkest(tmp_path: Path) -> None:
    shades = np.array([[0.0, np.nan], [1.0, np.inf]], np.float32)
    read = _read(tmp_path, _saved(Image.fromarray(shades), format="TIFF"))
    np.testing.assert_array_equal(read, [[0, 0], [255, 0]])
    none = np.full((2, 2), np.nan, np.float32)
    assert not _read(tmp_path, _saved(Image.fromarray(none), format="TIFF")).any()


EQUALLY_GREY = {
    "red on green": ((200, 0, 0), (0, 102, 0)),
    "green on red": ((0, 102, 0), (200, 0, 0)),
    "blue on red": ((0, 0, 255), (97, 0, 0)),
    "yellow on white": ((255, 255, 0), (255, 255, 255)),
}


@pytest.mark.parametrize(("ink", "ground"), EQUALLY_GREY.values(), ids=list(EQUALLY_GREY))
def test_ink_as_bright_as_its_ground_is_seen_by_its_colour(
    ink: tuple[int, int, int], ground: tuple[int, int, int]
) -> None:
    for digit in (2, 3, 4):
        photo = photograph([np.array(stroke) for stroke in DIGITS[digit]], Scene(paper=0, ink=255))
        share = photo[..., None] / 255
        colors = (share * ink + (1 - share) * ground).astype(np.uint8)
        grey = grey_image_of(_saved(Image.fromarray(colors), format="PNG"), "it")
        assert scores(picture_to_image(grey)).argmax() == digit


def test_colours_that_differ_in_brightness_too_become_their_luma() -> None:
    blue_pen = np.full((40, 40, 3), 235, np.uint8)
    blue_pen[10:30, 18:22] = 30, 40, 150
    picture = Image.fromarray(blue_pen)
    read = grey_image_of(_saved(picture, format="PNG"), "it")
    np.testing.assert_array_equal(read, np.array(picture.convert("L")))


def test_of_an_icon_the_largest_picture_is_taken(tmp_path: Path) -> None:
    shade = Image.fromarray(np.kron(GREY[:16, :16], np.ones((8, 8), np.uint8))).convert("RGBA")
    icon = _saved(shade, format="ICO", sizes=[(16, 16), (128, 128)])
    for content in (icon, _icns_of(_saved(shade, format="PNG"))):
        np.testing.assert_array_equal(_read(tmp_path, content), np.array(shade.convert("L")))


def _png_that_declares(width: int, height: int) -> bytes:
    content = bytearray(_saved(Image.new("L", (16, 16)), format="PNG"))
    content[16:24] = struct.pack(">II", width, height)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    return bytes(content)


def _ico_of(picture: bytes) -> bytes:
    entry = struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(picture), 22)
    return b"\0\0\1\0\1\0" + entry + picture


def _icns_of(picture: bytes) -> bytes:
    block = b"ic07" + struct.pack(">I", 8 + len(picture)) + picture
    return b"icns" + struct.pack(">I", 8 + len(block)) + block


@pytest.mark.parametrize(
    "content",
    [
        _ico_of(_png_that_declares(8000, 8000)),
        _icns_of(_png_that_declares(8000, 8000)),
        _ico_of(struct.pack("<IiiHHIIiiII", 40, 8000, 16000, 1, 32, 0, 0, 0, 0, 0, 0)),
        _icns_of(b"\xff\x4f\xff\x51" + struct.pack(">HHII", 47, 0, 8000, 8000) + bytes(40)),
    ],
    ids=["PNG in ICO", "PNG in ICNS", "bitmap in ICO", "JPEG 2000 in ICNS"],
)
def test_a_giant_in_a_small_icon_is_refused_before_it_is_unpacked(
    tmp_path: Path, content: bytes
) -> None:
    with pytest.raises(DataFileError, match="holds a picture of more than"):
        _read(tmp_path, content)


@pytest.mark.parametrize("start", [b"%!PS-Adobe-3.0 EPSF-3.0\n", b"\xc5\xd0\xd3\xc6"])
def test_postscript_is_refused_and_nothing_is_run(
    tmp_path: Path, start: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("PIL.EpsImagePlugin.Ghostscript", pytest.fail)
    with pytest.raises(DataFileError, match=r"is PostScript \(EPS\), a program that another one"):
        _read(tmp_path, start + b"%%BoundingBox: 0 0 10 10\n%%EndComments\n")


def test_of_an_animation_the_first_picture_is_taken(tmp_path: Path) -> None:
    first, second = Image.fromarray(GREY), Image.fromarray(255 - GREY)
    content = _saved(first, format="GIF", save_all=True, append_images=[second])
    np.testing.assert_array_equal(_read(tmp_path, content), GREY)


def test_a_turned_photograph_is_set_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    wide = Image.fromarray(GREY[:10])
    content = _saved(wide, format="PNG", exif=exif)
    np.testing.assert_array_equal(_read(tmp_path, content), np.rot90(GREY[:10], -1))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", r"vector drawing \(SVG\).* PNG"),
        (b"<?xml version='1.0'?><!--" + 999 * b" " + b"--><svg/>", "vector drawing"),
        (b"<html>", "web page"),
        (b"<!DOCTYPE html><body><svg/></body>", "web page"),
        (b"%PDF-1.7", "no picture"),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(DataFileError, match=why):
        _read(tmp_path, content)


def test_a_picture_that_only_mentions_svg_is_read(tmp_path: Path) -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("source", "<svg/>")
    content = _saved(Image.fromarray(GREY), format="PNG", pnginfo=notes)
    assert b"<svg" in content[:4096]
    np.testing.assert_array_equal(_read(tmp_path, content), GREY)


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"none\.png is missing"):
        read_grey_image(tmp_path / "none.png")


def test_a_giant_picture_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    side = int(MOST_PIXELS**0.5) + 1
    with pytest.raises(DataFileError, match=r"has 4,097 × 4,097 pixels"):
        _read(tmp_path, _saved(Image.new("1", (side, side)), format="PNG"))


@pytest.mark.parametrize("fiftieth", range(50))
def test_a_picture_cut_anywhere_is_refused(tmp_path: Path, fiftieth: int) -> None:
    content = _saved(Image.fromarray(GREY), format="PNG")
    with pytest.raises(DataFileError):
        _read(tmp_path, content[: (len(content) - 12) * fiftieth // 50])


@pytest.mark.parametrize(
    "kind",
    ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "TGA", "PCX", "SGI", "ICO"],
)
@given(position=st.integers(0, 10**6), value=st.integers(0, 255))
def test_a_changed_byte_gives_a_picture_or_one_error(
    tmp_path_factory: pytest.TempPathFactory, kind: str, position: int, value: int
) -> None:
    content = bytearray(_saved(Image.fromarray(GREY), format=kind))
    content[position % len(content)] = value
    path = tmp_path_factory.getbasetemp() / "changed.png"
    path.write_bytes(content)
    with contextlib.suppress(DataFileError):
        assert read_grey_image(path).dtype == np.uint8


def test_blank_pictures_are_refused(tmp_path: Path) -> None:
    _write_classes(tmp_path, ("a", "b"), 9)
    for index in range(9):
        (tmp_path / "c").mkdir(exist_ok=True)
        Image.new("L", (28, 28), 0).save(tmp_path / "c" / f"{index}.png")
    with pytest.raises(DataFileError, match="images are blank"):
        load_image_folder(tmp_path)


def test_a_class_that_is_only_in_the_folder_for_tests_is_a_class_too(tmp_path: Path) -> None:
    _write_classes(tmp_path / "train", ("a", "c"), 7)
    _write_classes(tmp_path / "test", ("a", "b"), 3)
    splits = load_image_folder(tmp_path)
    assert splits.class_names == ("a", "b", "c")
    assert splits.train.labels.tolist() == [0] * 7 + [2] * 7
    assert splits.test.labels.tolist() == [0] * 3 + [1] * 3
