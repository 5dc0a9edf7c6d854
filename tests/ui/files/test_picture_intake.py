"""Pictures dropped, pasted and opened; the drawing copied out."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from mnist_viz.data import picture_to_image
from mnist_viz.ui.components.message import MessageKind
from mnist_viz.ui.drawing.ink import Sheet
from mnist_viz.ui.drawing.picture_offer import Refusal, offered, rgba_of
from mnist_viz.ui.drawing.strokes import Stroke
from mnist_viz.ui.main_window import MainWindow
from tests.data.photographs import Scene, photograph
from tests.samples import tiny_data
from tests.test_normalised_reading import scores
from tests.ui.strokes_of_digits import DIGITS

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(window: MainWindow) -> Iterator[MainWindow]:
    yield window
    QGuiApplication.clipboard().clear()


def photo_of(digit: int) -> NDArray[np.uint8]:
    return photograph([np.array(stroke) for stroke in DIGITS[digit]], Scene(fading=0.5))


def file_of(folder: Path, digit: int, name: str = "photo.png") -> Path:
    path = folder / name
    Image.fromarray(photo_of(digit)).save(path)
    return path


def with_urls(*urls: str | Path) -> QMimeData:
    data = QMimeData()
    data.setUrls(
        [QUrl(url) if isinstance(url, str) else QUrl.fromLocalFile(str(url)) for url in urls]
    )
    return data


def drop(window: MainWindow, data: QMimeData) -> bool:
    """Drop data on the window; return whether it took the drag that came before."""
    keys, button = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(90, 200), Qt.DropAction.CopyAction, data, button, keys)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        event = QDropEvent(QPointF(90, 200), Qt.DropAction.CopyAction, data, button, keys)
        QApplication.sendEvent(window, event)
    return enter.isAccepted()


def reads(window: MainWindow, digit: int) -> bool:
    drawing = window.drawing_panel.drawing
    return drawing is not None and int(scores(drawing).argmax()) == digit


def said(window: MainWindow) -> str:
    return window.message_bar.text


def test_a_dropped_photograph_comes_on_the_pad(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    assert drop(window, with_urls(file_of(tmp_path, 4)))
    qtbot.waitUntil(lambda: reads(window, 4))
    drawing = window.drawing_panel.drawing
    assert drawing is not None
    assert np.array_equal(drawing, picture_to_image(photo_of(4)))


def test_an_opened_picture_comes_on_the_pad(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file_of(tmp_path, 2, "photo.jpg")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path), ""))
    QTest.keyClick(window, Qt.Key.Key_O, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: reads(window, 2))


def test_an_icon_can_be_chosen_and_opened(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "digit.ico"
    Image.fromarray(photo_of(4)).resize((256, 192)).save(path)
    offers: list[str] = []

    def choose(*words: object) -> tuple[str, str]:
        offers.append(str(words[-1]))
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    window.pictures.open()
    qtbot.waitUntil(lambda: reads(window, 4))
    assert "*.ico" in offers[0]


def test_pasted_pixels_come_on_the_pad(window: MainWindow, qtbot: QtBot) -> None:
    grey = photo_of(7)
    height, width = grey.shape
    image = QImage(grey.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()
    QGuiApplication.clipboard().setImage(image)
    QTest.keyClick(window, Qt.Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: reads(window, 7))


def test_a_copied_drawing_can_be_pasted_and_is_read_alike(window: MainWindow, qtbot: QtBot) -> None:
    for digit in (3, 4):
        strokes = tuple(Stroke(np.array(stroke)) for stroke in DIGITS[digit])
        window.drawing_panel.show_sheet(Sheet(strokes))
        QTest.keyClick(window, Qt.Key.Key_C, CTRL)
        window.drawing_panel.clear()
        QTest.keyClick(window, Qt.Key.Key_V, CTRL)
        qtbot.waitUntil(lambda: window.drawing_panel.drawing is not None)
        assert reads(window, digit)


def test_the_copy_is_dark_ink_on_white_whatever_the_theme(window: MainWindow) -> None:
    window.drawing_panel.show_sheet(Sheet((Stroke(np.array([[0.1, 0.5], [0.9, 0.5]])),)))
    window.pictures.copy()
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (560, 560)
    assert image.pixelColor(280, 280).lightness() < 60
    assert image.pixelColor(280, 60).lightness() > 240


def test_an_empty_pad_is_not_copied(window: MainWindow) -> None:
    window.drawing_panel.clear()
    window.pictures.copy()
    assert said(window).startswith("There is no drawing to copy.")


def test_what_is_no_picture_gives_one_notice(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file_of(tmp_path, 1)
    text = QMimeData()
    text.setText("seven")
    broken = tmp_path / "broken.png"
    broken.write_bytes(path.read_bytes()[:200])
    blank = tmp_path / "blank.png"
    Image.new("L", (300, 200), 220).save(blank)
    shown: list[str] = []
    show = window.message_bar.show_message

    def noting(kind: MessageKind, what: str, why: str) -> None:
        shown.append(what)
        show(kind, what, why)

    monkeypatch.setattr(window.message_bar, "show_message", noting)
    window.drawing_panel.clear()
    for data, what in (
        (with_urls(tmp_path), "That is a folder, not a picture."),
        (with_urls("https://example.org/seven.png"), "That is a link, not a picture."),
        (with_urls(path, path), "Only one picture fits on the pad."),
        (text, "That is text, not a picture."),
        (QMimeData(), "There is no picture to take."),
        (with_urls(tmp_path / "none.png"), "The picture was not taken."),
        (with_urls(broken), "The picture was not taken."),
        (with_urls(blank), "The picture is empty."),
    ):
        shown.clear()
        assert drop(window, data)
        qtbot.waitUntil(lambda: bool(shown))
        assert shown == [what]
        assert said(window).startswith(what)
        assert window.drawing_panel.drawing is None


def test_files_of_other_kinds_are_left_to_others(window: MainWindow, tmp_path: Path) -> None:
    data = with_urls(tmp_path / "model.safetensors")
    assert not window.pictures.eventFilter(window, _drop_event(data))


def _drop_event(data: QMimeData) -> QDropEvent:
    return QDropEvent(
        QPointF(9, 9),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )


def test_of_a_picture_with_its_link_the_picture_is_taken() -> None:
    data = with_urls("https://example.org/seven.png")
    data.setData("image/png", b"\x89PNG")
    assert offered(data) == (b"\x89PNG",)
    assert isinstance(offered(with_urls("https://example.org/seven.png")), Refusal)


def test_of_several_formats_the_next_is_taken_where_one_cannot_be_read(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    data = QMimeData()
    data.setData("image/x-unheard-of", b"no picture")
    data.setData("image/png", b"\x89PNG cut short")
    data.setData("image/jpeg", file_of(tmp_path, 4, "photo.jpg").read_bytes())
    window.pictures.take(data)
    qtbot.waitUntil(lambda: reads(window, 4))


def test_of_formats_that_none_can_be_read_the_likeliest_is_named(
    window: MainWindow, qtbot: QtBot
) -> None:
    data = QMimeData()
    data.setData("image/x-unheard-of", b"no picture")
    data.setData("image/png", b"\x89PNG cut short")
    window.pictures.take(data)
    qtbot.waitUntil(lambda: said(window).startswith("The picture was not taken."))


def test_a_picture_of_another_thing_than_a_digit_stays_as_it_is(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shirt = np.full((28, 28), 180, dtype=np.uint8)
    shirt[:, :4] = 0
    Image.fromarray(shirt).save(tmp_path / "shirt.png")
    clothes = dataclasses.replace(tiny_data(), class_names=tuple("abcdefghij"))
    monkeypatch.setattr(window.pictures._session, "data", clothes)
    window.drawing_panel.clear()
    drop(window, with_urls(tmp_path / "shirt.png"))
    qtbot.waitUntil(lambda: window.drawing_panel.drawing is not None)
    drawing = window.drawing_panel.drawing
    assert drawing is not None
    assert np.array_equal(drawing, 255 - shirt)


def test_an_empty_image_is_no_picture() -> None:
    data = QMimeData()
    data.setImageData(QImage())
    assert isinstance(offered(data), Refusal)


@pytest.mark.parametrize("width", [1, 2, 3, 4, 5, 17, 31, 40])
def test_rows_of_any_width_keep_their_places(width: int) -> None:
    shades = np.random.default_rng(width).integers(0, 256, (5, width), dtype=np.uint8)
    image = QImage(shades.tobytes(), width, 5, width, QImage.Format.Format_Grayscale8)
    pixels = rgba_of(image)
    assert pixels.shape == (5, width, 4)
    for channel in range(3):
        assert np.array_equal(pixels[..., channel], shades)
    assert (pixels[..., 3] == 255).all()


def test_a_giant_picture_does_not_hold_the_window_up(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "giant.jpg"
    Image.fromarray(np.kron(photo_of(4), np.ones((12, 12), np.uint8))).save(path)
    beats: list[float] = []
    clock = QTimer()
    clock.setInterval(5)
    clock.timeout.connect(lambda: beats.append(perf_counter()))
    clock.start()
    drop(window, with_urls(path))
    qtbot.waitUntil(lambda: reads(window, 4))
    clock.stop()
    assert max(np.diff(beats), default=0.0) < 0.2


def test_a_taken_picture_can_be_undone(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    strokes = tuple(Stroke(np.array(stroke)) for stroke in DIGITS[3])
    window.drawing_panel.show_sheet(Sheet(strokes))
    drop(window, with_urls(file_of(tmp_path, 4)))
    qtbot.waitUntil(lambda: window.drawing_panel.sheet.source is not None)
    window.drawing_panel.undo()
    assert len(window.drawing_panel.strokes) == len(strokes)
