"""The data preview in the window: opened, looked at, and trained on."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from mnist_viz.session import Session
from mnist_viz.training import RunConfig
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.preview.dialog import DataPreview
from tests.samples import tiny_data


@pytest.fixture
def window(window: MainWindow, session: Session, qtbot: QtBot) -> MainWindow:
    with qtbot.waitSignal(session.run_started):
        session.begin(RunConfig(hidden=(5,), activation=("tanh",)), tiny_data())
    return window


def _looked_at(window: MainWindow, qtbot: QtBot) -> DataPreview:
    previews = window._session.previews
    with qtbot.waitSignal(previews.ready):
        QTest.keyClick(window, Qt.Key.Key_D)
    dialog = window.preview.dialog
    assert dialog is not None
    return dialog


def _write(dialog: DataPreview, field: str, text: str) -> None:
    line = dialog._fields.numbers[field]
    line.selectAll()
    QTest.keyClicks(line, text)


def test_a_key_opens_it_on_the_data_at_hand(window: MainWindow, qtbot: QtBot) -> None:
    dialog = _looked_at(window, qtbot)
    assert dialog.isVisible()
    assert "600 training images, 200 test images" in dialog._facts.text()
    assert "28\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}28 pixels" in dialog._facts.text()
    assert dialog._origin.text() == "made by the tests"
    assert dialog._checksum.text() == tiny_data().checksum
    assert dialog._verdict.text() == "An epoch trains on 600 images."


def test_the_list_of_data_and_the_menu_open_it_too(window: MainWindow, qtbot: QtBot) -> None:
    previews = window._session.previews
    data = window.transport.findChild(QComboBox, "data")
    assert isinstance(data, QComboBox)
    qtbot.waitUntil(lambda: data.currentText() == "Tiny")
    with qtbot.waitSignal(previews.ready):
        data.setCurrentIndex(data.count() - 1)
        data.activated.emit(data.count() - 1)
    assert data.currentText() == "Tiny"
    (action,) = (a for a in window.findChildren(QAction) if a.text() == "Look at the data…")
    with qtbot.waitSignal(previews.ready):
        action.trigger()


def test_what_is_set_is_shown_and_trained_on(window: MainWindow, qtbot: QtBot) -> None:
    dialog, session = _looked_at(window, qtbot), window._session
    _write(dialog, "train_size", "300")
    _write(dialog, "validation", "100")
    _write(dialog, "label_noise", "0.5")
    qtbot.waitUntil(lambda: "300 labels here are wrong" in dialog._verdict.text())
    assert "trains on 300 images. 100 are held out" in dialog._verdict.text()
    with qtbot.waitSignal(session.run_started):
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isHidden()
    config = session.config
    assert (config.train_size, config.validation, config.label_noise) == (300, 100, 0.5)
    assert config.hidden == (5,)
    assert session.frame is not None
    assert session.frame.images_per_epoch == 300


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [("train_size", "-3", "Training images: A whole number from 1, or all."),
     ("label_noise", "2", "Label noise: A number from 0 to 1."),
     ("validation", "600", "Held out: At most 599; Tiny has 600 training images."),
     ("train_size", "601", "Training images: At most 600; Tiny has 600 training images.")],
)  # fmt: skip
def test_what_cannot_be_is_said_and_not_trained(
    window: MainWindow, qtbot: QtBot, field: str, text: str, said: str
) -> None:
    dialog = _looked_at(window, qtbot)
    _write(dialog, field, text)
    qtbot.waitUntil(lambda: said in dialog._verdict.text())
    assert not dialog._train.isEnabled()
    assert dialog._fields.numbers[field].property("invalid")
    dialog.accept()
    assert dialog.isVisible()
    _write(dialog, field, "0")
    qtbot.waitUntil(dialog._train.isEnabled)


def test_images_that_were_asked_for_before_do_not_hide_what_is_refused(
    window: MainWindow, qtbot: QtBot
) -> None:
    dialog = _looked_at(window, qtbot)
    seen = dialog._preview
    assert seen is not None
    _write(dialog, "validation", "600")
    dialog.show_preview(seen)
    assert dialog._verdict.text().startswith("Held out: At most 599")
    assert not dialog._train.isEnabled()


def test_other_data_can_be_looked_at_before_they_are_trained_on(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    folder = tmp_path / "shapes.npz"
    labels = np.arange(60) % 12
    images = rng.integers(0, 256, (60, 12, 12), dtype=np.uint8)
    np.savez(folder, x_train=images, y_train=labels, x_test=images, y_test=labels)
    dialog, session = _looked_at(window, qtbot), window._session
    dialog._data.show_entries([("tiny", "Tiny"), (str(folder), "Shapes")])
    with qtbot.waitSignal(session.previews.ready):
        dialog._data.pick(str(folder))
    assert session.data is not None
    assert session.data.name == "tiny"
    assert "12\N{NO-BREAK SPACE}classes" in dialog._facts.text()
    with qtbot.waitSignal(session.run_started):
        dialog._train.click()
    assert session.data.image_shape == (12, 12)
    view = window.display.view
    assert view is not None
    assert view.drawing is not None
    assert view.drawing.shape == (12, 12)
    assert view.scores is not None


def test_data_that_cannot_be_read_say_so(window: MainWindow, qtbot: QtBot) -> None:
    dialog, session = _looked_at(window, qtbot), window._session
    dialog._data.show_entries([("tiny", "Tiny"), ("/no/such/folder", "Gone")])
    with qtbot.waitSignal(session.previews.failed):
        dialog._data.pick("/no/such/folder")
    assert dialog._empty.isVisible()
    assert dialog._scroll.isHidden()
    assert not dialog._train.isEnabled()
    with qtbot.waitSignal(session.previews.ready):
        dialog._data.pick("tiny")
    assert dialog._scroll.isVisible()


def test_escape_closes_it_and_lets_the_data_go(window: MainWindow, qtbot: QtBot) -> None:
    dialog = _looked_at(window, qtbot)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()
    assert dialog._preview is None


def test_every_field_has_a_name(window: MainWindow, qtbot: QtBot) -> None:
    dialog = _looked_at(window, qtbot)
    lines = (dialog._origin, dialog._checksum, *dialog._fields.numbers.values())
    assert all(line.accessibleName() for line in lines)
    assert dialog._data.accessibleName()
    assert dialog._sheet.accessibleName()
