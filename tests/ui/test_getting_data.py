"""MNIST is offered, fetched, given up and refused, all in the bar of the window."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_viz.data import DownloadCancelledError, DownloadError
from mnist_viz.session import Session, fetcher
from mnist_viz.ui.components.buttons import PushButton
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.style import ThemeFollower

Tell = Callable[[int, int], None]


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    session = Session()
    made = MainWindow(session, ThemeFollower(qapp))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()
    assert session.close(), "a thread did not stop"


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
    qtbot.waitUntil(_says(window, "MNIST is not on this computer."), timeout=20_000)
    assert "built-in digits" in window.message_bar.text
    assert window._session.data is not None
    assert window._session.data.name == "builtin"


def test_progress_is_shown_and_can_be_cancelled(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetcher, "download", _endless)
    window.messages.get_mnist()
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
    monkeypatch.setattr(fetcher, "download", _endless)
    window.messages.get_mnist()
    qtbot.waitUntil(_says(window, "3.0 of 11.0 MB"))
    window.message_bar.hide()
    window._session.downloads.fetching.emit("mnist", 5, 10)
    assert window.message_bar.isHidden()


def test_offline_the_bar_says_so_and_how_to_add_the_files_by_hand(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str, *, progress: Tell, cancelled: Callable[[], bool]) -> None:
        raise DownloadError("No server answered. To add it by hand, get the files.")

    monkeypatch.setattr(fetcher, "download", refuse)
    window.messages.get_mnist()
    qtbot.waitUntil(_says(window, "MNIST could not be fetched."))
    assert "To add it by hand" in window.message_bar.text


def test_a_download_does_not_keep_files_waiting(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetcher, "download", _endless)
    window.messages.get_mnist()
    with qtbot.waitSignal(window._session.data_failed):
        window._session.load_data("no such thing")
