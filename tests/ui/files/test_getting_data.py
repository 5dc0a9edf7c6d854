"""MNIST is offered, fetched, given up and refused, all in the bar of the window."""

import dataclasses
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mnist_viz import data
from mnist_viz.data import DataSplits, DownloadCancelledError, DownloadError
from mnist_viz.data.catalogue import CATALOGUE, MNIST
from mnist_viz.data.locations import cache_folder
from mnist_viz.training import RunConfig
from mnist_viz.ui.components import Choice
from mnist_viz.ui.components.buttons import PushButton
from mnist_viz.ui.files.getting_data import GetDataMenu
from mnist_viz.ui.main_window import MainWindow
from tests.data.sample_files import write_idx_set
from tests.samples import tiny_data

Tell = Callable[[int, int], None]


def _press(window: MainWindow, text: str) -> None:
    buttons = window.message_bar.findChildren(PushButton)
    (button,) = (one for one in buttons if one.text() == text and one.isVisible())
    button.click()


def _says(window: MainWindow, words: str) -> Callable[[], bool]:
    return lambda: words in window.message_bar.text


def _endless(name: str, *, progress: Tell, cancelled: Callable[[], bool]) -> None:
    progress(3_000_000, 11_000_000)
    while not cancelled():
        threading.Event().wait(0.002)  # as a slow server would
    raise DownloadCancelledError("cancelled")


def test_without_mnist_the_bar_says_what_is_used_and_offers_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    window._session.load_data("")
    qtbot.waitUntil(_says(window, "MNIST is not on this computer."))
    assert "built-in digits" in window.message_bar.text
    assert window._session.data is not None
    assert window._session.data.name == "builtin"


def test_progress_is_shown_and_can_be_cancelled(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "download", _endless)
    window.getting_data.get("mnist")
    qtbot.waitUntil(_says(window, "3.0 of 11.0 MB"))
    assert window.message_bar.progress == pytest.approx(3 / 11)
    _press(window, "Cancel")
    qtbot.waitUntil(_says(window, "MNIST was not fetched."))
    assert window.message_bar.progress is None
    _press(window, "Get MNIST (11 MB)")
    qtbot.waitUntil(_says(window, "3.0 of 11.0 MB"))


def test_a_closed_message_stays_closed_while_the_download_goes_on(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "download", _endless)
    window.getting_data.get("mnist")
    qtbot.waitUntil(_says(window, "3.0 of 11.0 MB"))
    window.message_bar.hide()
    window._session.downloads.fetching.emit("mnist", 5, 10)
    assert window.message_bar.isHidden()


def test_offline_the_bar_says_so_and_how_to_add_the_files_by_hand(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str, *, progress: Tell, cancelled: Callable[[], bool]) -> None:
        raise DownloadError("No server answered. To add it by hand, get the files.")

    monkeypatch.setattr(data, "download", refuse)
    window.getting_data.get("mnist")
    qtbot.waitUntil(_says(window, "MNIST could not be fetched."))
    assert "To add it by hand" in window.message_bar.text


def test_a_download_does_not_keep_files_waiting(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "download", _endless)
    window.getting_data.get("mnist")
    with qtbot.waitSignal(window._session.data_failed):
        window._session.load_data("no such thing")


def test_a_damaged_mnist_is_told_of_and_can_be_got_again(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = cache_folder(MNIST)
    folder.mkdir(parents=True)
    for file in MNIST.files:
        (folder / file.name).write_bytes(b"<html>")
    monkeypatch.setattr(data, "download", _endless)
    window._session.load_data("")
    qtbot.waitUntil(_says(window, "MNIST cannot be used."))
    assert "Meanwhile, training uses the built-in digits." in window.message_bar.text
    _press(window, "Get MNIST (11 MB)")
    qtbot.waitUntil(_says(window, "Getting MNIST… 3.0 of 11.0 MB"))


def test_no_download_is_offered_where_it_would_not_be_found(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MNIST_VIZ_DATA", str(tmp_path))
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(b"<html>")
    window._session.load_data("")
    qtbot.waitUntil(_says(window, "MNIST cannot be used."))
    assert not [one for one in window.message_bar.findChildren(PushButton) if one.isVisible()]


def test_every_data_set_of_the_catalogue_can_be_got_from_the_menu(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def write(name: str, *, progress: Tell, cancelled: Callable[[], bool]) -> None:
        write_idx_set(tmp_path / "torch" / "FashionMNIST" / "raw")

    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    monkeypatch.setattr(data, "download", write)
    menu = GetDataMenu(window.getting_data, window)
    menu.aboutToShow.emit()
    assert [action.data() for action in menu.actions()] == list(CATALOGUE)
    (fashion,) = (action for action in menu.actions() if "Fashion" in action.text())
    assert fashion.text() == "Get Fashion-MNIST (29 MB)"
    fashion.trigger()
    qtbot.waitUntil(_says(window, "Fashion-MNIST is here, verified."))
    menu.aboutToShow.emit()
    (fashion,) = (action for action in menu.actions() if "Fashion" in action.text())
    assert (fashion.text(), fashion.isChecked(), fashion.isEnabled()) == (
        "Fashion-MNIST",
        True,
        False,
    )
    _press(window, "Use Fashion-MNIST")
    qtbot.waitUntil(lambda: window._session.data is not None)
    assert window._session.data is not None
    assert window._session.data.name == "fashion-mnist"
    assert "fashion-mnist" in dict(window.controls.data_sets)


def _train(window: MainWindow, qtbot: QtBot, data: DataSplits, config: RunConfig) -> None:
    window.transport.show_speed("full")
    window._session.set_speed("full")
    window.controls.begin_on(data, config)
    window.controls.play()
    session = window._session
    qtbot.waitUntil(lambda: session.frame is not None and session.frame.step >= 5)


def test_a_set_too_small_for_the_recipe_begins_a_run_on_all_of_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    _train(
        window, qtbot, tiny_data(600), RunConfig(hidden=(5,), activation=("tanh",), train_size=500)
    )
    session, small = window._session, dataclasses.replace(tiny_data(100), name="small")
    session.data_loaded.emit(small)
    qtbot.waitUntil(lambda: session.data is small)
    assert session.config.train_size == 0
    assert "A new run begins" in window.message_bar.text
    window.controls.play()
    qtbot.waitUntil(lambda: session.frame is not None and session.frame.step >= 5)
    _press(window, "Undo")
    qtbot.waitUntil(lambda: session.config.train_size == 500)
    assert session.data is not None
    assert len(session.data.train) == 600


def test_a_recipe_that_asks_for_too_many_images_is_refused_and_changes_nothing(
    window: MainWindow, qtbot: QtBot
) -> None:
    config = RunConfig(hidden=(5,), activation=("tanh",))
    _train(window, qtbot, tiny_data(600), config)
    window.controls.choose_config(dataclasses.replace(window.controls.config, train_size=601))
    assert "600 training images; validation and train_size ask for 601" in window.message_bar.text
    session = window._session
    step = session.frame.step if session.frame is not None else 0
    qtbot.waitUntil(lambda: session.frame is not None and session.frame.step > step)
    assert session.config == config


def test_other_classes_begin_a_run_and_the_old_one_can_be_gone_back_to(
    window: MainWindow, qtbot: QtBot
) -> None:
    _train(window, qtbot, tiny_data(600), RunConfig(hidden=(5,), activation=("tanh",)))
    session = window._session
    session.downloads.fetched.emit("emnist-letters")
    assert "a new run begins with it" in window.message_bar.text
    letters = dataclasses.replace(tiny_data(600), name="letters", class_names=tuple("abcdefghij"))
    session.data_loaded.emit(letters)
    assert "A new run begins" in window.message_bar.text
    _press(window, "Undo")
    qtbot.waitUntil(lambda: session.data is not letters)


def test_a_set_from_a_folder_can_be_gone_back_to(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    session, transport = window._session, window.transport
    folder = str(write_idx_set(tmp_path / "of my own").resolve())
    choice = transport.findChild(Choice, "data")
    assert choice is not None
    with qtbot.waitSignal(session.run_started):
        window.controls.choose_data(folder)
    with qtbot.waitSignal(session.data_changed):
        choice.pick("builtin")
    assert choice.entries == [("builtin", "Built-in digits"), (folder, "of my own")]
    assert choice.value() == "builtin"
    with qtbot.waitSignal(session.data_changed):
        choice.pick(folder)
    assert session.data is not None
    assert (session.data.name, choice.value()) == (folder, folder)
