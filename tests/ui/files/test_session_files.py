"""Sessions, models and set-ups in the window: saved, opened, dropped, and the same pictures."""

import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from mnist_viz.data import DataSplits
from mnist_viz.session import Session
from mnist_viz.training import (
    Frame,
    Ruin,
    RunConfig,
    View,
    environment,
    load_model,
    read_session,
    save_session,
)
from mnist_viz.ui.drawing.ink import Sheet
from mnist_viz.ui.drawing.strokes import Stroke
from mnist_viz.ui.files import session_files
from mnist_viz.ui.look.style import ThemeFollower
from mnist_viz.ui.main_window import MainWindow
from tests.samples import tiny_data
from tests.ui.window_runs import begin, go_on, newest, view

CONFIG = RunConfig(
    hidden=(6,),
    activation=("tanh",),
    batch_size=32,
    optimizer="adam",
    learning_rate=0.002,
    dropout=0.1,
)

MakeWindow = Callable[[], MainWindow]


@pytest.fixture
def make_window(qtbot: QtBot, qapp: QApplication) -> Iterator[MakeWindow]:
    made: list[MainWindow] = []

    def make() -> MainWindow:
        session = Session()
        session.set_speed("full")
        window = MainWindow(session, ThemeFollower(qapp))
        qtbot.addWidget(window)
        window.show()
        made.append(window)
        return window

    yield make
    for window in made:
        window.close()
        assert window._session.close(), "a thread did not stop"


def train(window: MainWindow, qtbot: QtBot, step: int, config: RunConfig = CONFIG) -> Frame:
    begin(window, qtbot, config)
    return go_on(window, qtbot, step)


def save(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    with qtbot.waitSignal(window._session.storage.saved):
        window.files.save_to(path)


def open_in(window: MainWindow, qtbot: QtBot, path: Path, data: DataSplits) -> None:
    window._session.library.add(data)
    with qtbot.waitSignal(window._session.run_started):
        window.files.open_path(path)


def assert_same_picture(one: View, other: View) -> None:
    """Fail unless two views show the same, array for array."""
    assert (one.frame.step, one.is_past) == (other.frame.step, other.is_past)
    for a, b in ((one.frame, other.frame), (one.reference, other.reference)):
        assert a is not None
        assert b is not None
        assert np.array_equal(a.parameters, b.parameters)
        assert (a.gradients is None) == (b.gradients is None)
        if a.gradients is not None and b.gradients is not None:
            assert np.array_equal(a.gradients, b.gradients)
        assert np.array_equal(a.metrics.loss, b.metrics.loss)
    assert (one.drawing is None) == (other.drawing is None)
    if one.drawing is not None and other.drawing is not None:
        assert np.array_equal(one.drawing, other.drawing)
        assert one.scores is not None
        assert other.scores is not None
        assert np.array_equal(one.scores, other.scores)
    for x, y in zip(one.probe_activations, other.probe_activations, strict=True):
        assert np.array_equal(x, y)
    assert (one.selection, one.limits) == (other.selection, other.limits)
    assert len(one.analyses) == len(other.analyses)
    for ours, theirs in zip(one.analyses, other.analyses, strict=True):
        assert np.array_equal(ours.confusion, theirs.confusion)


@pytest.mark.parametrize("rewound", [False, True])
def test_a_session_that_is_opened_shows_the_same_pictures(
    rewound: bool, make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window, other = make_window(), make_window()
    train(window, qtbot, 60)
    stroke = Stroke(np.array([[0.3, 0.2], [0.6, 0.2], [0.4, 0.8]]))
    window.drawing_panel.show_sheet(Sheet((stroke,)))
    if rewound:
        window.rewinder.go_to(41)
        qtbot.waitUntil(lambda: view(window).frame.step == 41)  # it may have to be replayed
    # The worker may still be scoring; what it finds later is of a later moment.
    qtbot.waitUntil(lambda: bool(view(window).analyses))
    save(window, qtbot, tmp_path / "s.mnistviz")
    before = view(window)
    open_in(other, qtbot, tmp_path / "s.mnistviz", tiny_data())
    if rewound:
        qtbot.waitUntil(lambda: view(other).frame.step == 41)
    shown = view(other)
    count = min(len(before.analyses), len(shown.analyses))
    assert count
    assert_same_picture(_with_analyses(before, count), _with_analyses(shown, count))
    assert len(other.drawing_panel.sheet.strokes) == 1


def _with_analyses(view: View, count: int) -> View:
    return dataclasses.replace(view, analyses=view.analyses[:count])


def test_ctrl_s_asks_for_a_file_once_and_then_saves_to_it(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window()
    train(window, qtbot, 5)
    asked: list[str] = []

    def ask(*arguments: object) -> tuple[str, str]:
        asked.append("asked")
        return str(tmp_path / "mine"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    for _ in range(2):
        with qtbot.waitSignal(window._session.storage.saved):
            QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert asked == ["asked"]
    assert (tmp_path / "mine.mnistviz").exists()
    assert "saved" in window.message_bar.text
    assert window.files.recent.paths == (str(tmp_path / "mine.mnistviz"),)


def test_a_model_is_saved_where_it_is_asked_for(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, path = make_window(), tmp_path / "mine.safetensors"
    last = train(window, qtbot, 5)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    with qtbot.waitSignal(window._session.model_saved):
        window.files.save_model()
    network, config = load_model(path)
    assert np.array_equal(network.parameters, last.parameters)
    assert config == CONFIG
    assert window.folder.path == str(tmp_path)


def ruin(window: MainWindow, qtbot: QtBot, rate: float, activation: str = "leaky_relu") -> Ruin:
    """Train well, then with a rate far too high until that is told."""
    config = dataclasses.replace(CONFIG, optimizer="sgd", learning_rate=0.1)
    train(window, qtbot, 150, dataclasses.replace(config, activation=(activation,)))
    window.controls.choose_learning_rate(rate)
    with qtbot.waitSignal(window._session.failed):
        window._session.play()
    ruin = window._session.state.ruin
    assert ruin is not None
    return ruin


@pytest.mark.parametrize(
    ("activation", "rate"),
    [("leaky_relu", 1e6), ("relu", 10.0)],
    ids=["diverged", "collapsed"],
)
def test_a_ruined_session_opens_at_its_last_good_step_and_offers_to_go_on(
    activation: str, rate: float, make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window, other = make_window(), make_window()
    told = ruin(window, qtbot, rate, activation)
    before, said = view(window), window.message_bar.text
    assert told.is_collapse == (activation == "relu")
    window.rewinder.go_live()  # whatever is looked at when it is saved
    save(window, qtbot, tmp_path / "s.mnistviz")
    open_in(other, qtbot, tmp_path / "s.mnistviz", tiny_data())
    assert other._session.state.ruin == told
    shown = view(other)
    assert (shown.frame.step, shown.is_past) == (told.good_step, True)
    assert np.array_equal(shown.frame.parameters, before.frame.parameters)
    assert shown.limits == before.limits
    assert [step for step, _ in shown.warnings] == [told.step]
    assert (other.message_bar.kind, other.message_bar.text) == ("error", said)
    button = other.message_bar._primary
    assert button.text() == "Rewind and use rate 0.1"
    with qtbot.waitSignal(other._session.run_started):
        button.click()
    assert view(other).frame.step == told.good_step
    assert other._session.config.learning_rate == 0.1
    assert other.message_bar.kind == "info"
    with qtbot.waitSignal(other._session.run_started):
        other.message_bar._primary.click()  # Undo
    assert (view(other).frame.step, other.message_bar.text) == (told.good_step, said)
    assert [step for step, _ in view(other).warnings] == [told.step]


def test_a_last_good_step_that_the_file_lacks_is_replayed(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window, other = make_window(), make_window()
    told = ruin(window, qtbot, 1e6)
    good = view(window).frame.parameters
    save(window, qtbot, tmp_path / "s.mnistviz")
    record = read_session(tmp_path / "s.mnistviz")
    run = record.run
    kept = tuple(one for one in run.snapshots if one.step not in range(1, told.step - 1))
    sparse = dataclasses.replace(record, runs=(dataclasses.replace(run, snapshots=kept),))
    save_session(tmp_path / "sparse.mnistviz", sparse)
    open_in(other, qtbot, tmp_path / "sparse.mnistviz", tiny_data())
    qtbot.waitUntil(lambda: view(other).frame.step == told.good_step)
    assert np.array_equal(view(other).frame.parameters, good)


def test_another_computer_is_told_of(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, other = make_window(), make_window()
    train(window, qtbot, 5)
    save(window, qtbot, tmp_path / "s.mnistviz")
    open_in(other, qtbot, tmp_path / "s.mnistviz", tiny_data())
    assert "exactly" in other.message_bar.text
    monkeypatch.setattr(session_files, "environment", lambda: {**environment(), "numpy": "9.9"})
    with qtbot.waitSignal(other._session.run_started):
        other.files.open_path(tmp_path / "s.mnistviz")
    assert f"NumPy {np.__version__} then, 9.9 now" in other.message_bar.text


def opened_without_data(
    make_window: MakeWindow, qtbot: QtBot, path: Path
) -> tuple[Frame, MainWindow]:
    """Save a session, and open it where its data are not; return its last frame, and where."""
    window, other = make_window(), make_window()
    left = train(window, qtbot, 30)
    save(window, qtbot, path)
    with qtbot.waitSignal(other._session.run_started):
        other.files.open_path(path)
    return left, other


def test_a_session_whose_data_are_missing_is_looked_at(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    left, other = opened_without_data(make_window, qtbot, tmp_path / "s.mnistviz")
    bar = other.message_bar
    assert "to be looked at" in bar.text
    assert f"takes Tiny (--data tiny, SHA-256 {tiny_data().checksum[:12]}…)" in bar.text
    assert np.array_equal(view(other).frame.parameters, left.parameters)
    play = other.transport.findChild(QPushButton, "play_button")
    assert play is not None
    assert not play.isEnabled()
    # Every panel follows into the past, and says that training cannot go on.
    other.rewinder.go_to(7)
    assert view(other).frame.step == 7
    for act in (other.rewinder.continue_here, other.controls.reset, other.controls.play):
        bar.hide()
        act()
        assert "Training needs data" in bar.text
    # Another network begins on data that are here.
    with qtbot.waitSignal(other._session.run_started) as started:
        other.controls.choose_preset("intro")
    assert started.args[0].step == 0
    assert other._session.can_train
    assert other._session.data is not None
    assert "not here" not in other._session.data.title


def test_what_a_session_lacked_is_used_once_it_comes(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    left, other = opened_without_data(make_window, qtbot, tmp_path / "s.mnistviz")
    with qtbot.waitSignal(other._session.run_started):
        other._session.data_loaded.emit(tiny_data())
    assert other._session.can_train
    assert view(other).frame.step == left.step
    with qtbot.waitSignal(other._session.frame_ready):
        other.controls.step()


def test_a_file_that_is_dropped_on_the_window_is_opened(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window()
    train(window, qtbot, 5)
    save(window, qtbot, tmp_path / "s.mnistviz")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "s.mnistviz"))])
    with qtbot.waitSignal(window.files.opened):
        assert _drop(window, data)
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "s.txt"))])
    _drop(window, data)  # whoever takes it, it is not opened as a session
    assert window.files.recent.paths == (str(tmp_path / "s.mnistviz"),)


def _drop(window: MainWindow, data: QMimeData) -> bool:
    how = (
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enters = QDragEnterEvent(QPoint(5, 5), *how)
    enters.setAccepted(False)
    QApplication.sendEvent(window, enters)
    if enters.isAccepted():  # else no drop follows
        QApplication.sendEvent(window, QDropEvent(QPoint(5, 5).toPointF(), *how))
    return enters.isAccepted()


def test_training_goes_on_after_a_session_is_opened_by_pressing_play(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window()
    frame = train(window, qtbot, 10)
    save(window, qtbot, tmp_path / "s.mnistviz")
    with qtbot.waitSignal(window._session.run_started):
        window.files.open_path(tmp_path / "s.mnistviz")
    assert go_on(window, qtbot, frame.step + 20).step >= frame.step + 20
    assert newest(window).run_id == 2


LESSON = {
    "format": "mnist-viz-setup",
    "version": 1,
    "title": "Too fast",
    "note": "Watch the loss.",
    "preset": "two-layer",
    "config": {"learning_rate": 3.0},
    "seed": 4,
    "speed": "slow",
    "panels": ["Draw", "Loss"],
}


def test_a_set_up_opens_a_lesson_ready_to_play(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window()
    train(window, qtbot, 5)
    path = tmp_path / "fast.mnistviz.json"
    path.write_text(json.dumps({**LESSON, "play": True}))
    monkeypatch.setattr("mnist_viz.session.loader.load_dataset", lambda _: tiny_data())
    with qtbot.waitSignal(window._session.training_changed) as changed:
        window.files.open_path(path)
    assert changed.args == [True]
    config = window._session.config
    assert (config.hidden, config.learning_rate, config.seed) == ((10,), 3.0, 4)
    visible = [dock.panel.title for dock in window.docks if not dock.isHidden()]
    assert visible == ["Draw", "Loss"]
    assert "Watch the loss." in window.message_bar.text
    window._session.pause()


@pytest.mark.parametrize(
    ("change", "says"),
    [({"speed": "warp"}, "speed is one of"), ({"panels": ["Los"]}, "There is no panel 'Los'")],
)
def test_a_set_up_that_this_window_cannot_show_changes_nothing(
    change: dict[str, object],
    says: str,
    make_window: MakeWindow,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    window = make_window()
    train(window, qtbot, 5)
    path = tmp_path / "x.mnistviz.json"
    path.write_text(json.dumps({**LESSON, **change}))
    with qtbot.waitSignal(window._session.storage.opened):
        window.files.open_path(path)
    assert says in window.message_bar.text
    assert window._session.tree.current.id == 1
