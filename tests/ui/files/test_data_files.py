"""Data in files of the person's own, chosen in the window."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mnist_viz.ui.main_window import MainWindow
from tests.samples import tiny_data
from tests.ui.test_main_window import begin_tiny


def test_a_bad_data_folder_is_told_in_the_window_and_loses_nothing(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin_tiny(window, qtbot)
    run = window._session.tree.current
    with qtbot.waitSignal(window._session.data_failed):
        window.controls.choose_data("/no/such/folder")
    assert "/no/such/folder" in window.message_bar.text
    assert window._session.tree.current is run


def test_a_file_of_data_is_trained_on_and_its_folder_kept_in_mind(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, data = tmp_path / "own.npz", tiny_data()
    np.savez(
        path,
        x_train=data.train.images,
        y_train=data.train.labels,
        x_test=data.test.images,
        y_test=data.test.labels,
    )
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    with qtbot.waitSignal(window._session.run_started):
        window.data_files.open_file()
    assert window._session.data is not None
    assert window._session.data.origin == str(path)
    assert window.folder.path == str(tmp_path)


def test_a_folder_of_data_is_asked_for_where_the_last_file_was(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window.folder.note(str(tmp_path))
    asked: list[str] = []

    def choose(_parent: object, _title: str, first: str) -> str:
        asked.append(first)
        return str(tmp_path)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", choose)
    with qtbot.waitSignal(window._session.data_failed):
        window.data_files.open_folder()
    assert asked == [str(tmp_path)]
    assert str(tmp_path) in window.message_bar.text


def test_a_choice_that_is_called_off_changes_nothing(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_tiny(window, qtbot)
    run = window._session.tree.current
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    with qtbot.assertNotEmitted(window._session.data_failed):
        window.data_files.open_file()
        window.data_files.open_folder()
    assert window._session.tree.current is run
    assert window.folder.path == ""
