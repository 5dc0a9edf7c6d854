"""The list of runs: what it says of each, and the ways from one to another."""

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTreeWidget
from pytestqt.qtbot import QtBot

from mnist_viz.training import PRESETS, Frame, RunConfig
from mnist_viz.ui.builder.settings import GROUPS
from mnist_viz.ui.charts.change_marks import change_marks
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.runs.run_rows import best_accuracy, recipe, run_rows
from tests.samples import tiny_data
from tests.ui.window_runs import begin, go_on, view

CONFIG = RunConfig(hidden=(6,), activation=("tanh",), batch_size=32)


@pytest.fixture
def speed() -> str:
    return "full"


@pytest.fixture
def window(window: MainWindow) -> Iterator[MainWindow]:
    yield window
    window.runs.dialog.close()


def with_branch(window: MainWindow, qtbot: QtBot) -> tuple[Frame, Frame]:
    """Train a run, and a branch that left it at step 20; return the newest frame of each."""
    session = window._session
    with qtbot.waitSignal(session.run_started):
        session.begin(CONFIG, tiny_data())
    first = go_on(window, qtbot, 40)
    with qtbot.waitSignal(session.run_started):
        session.branches.continue_from(20, learning_rate=0.05)
    second = go_on(window, qtbot, 30)
    qtbot.waitUntil(lambda: bool(session.states[2].analyses))
    return first, second


def test_a_row_says_what_the_run_is(window: MainWindow, qtbot: QtBot) -> None:
    first, second = with_branch(window, qtbot)
    one, two = run_rows(window._session)
    assert one.name == "Run 1"
    assert one.recipe == "6 tanh · gradient descent · rate 0.1 · batch 32 · seed 0"
    assert one.steps == f"{first.step:,}"
    assert two.steps == f"{second.step:,}"
    assert two.begins == "run 1, step 20"
    assert two.recipe.startswith("6 tanh · gradient descent · rate 0.05")
    assert two.changes == "step 20: learning rate 0.1 → 0.05"
    assert (one.is_current, two.is_current) == (False, True)
    assert (one.is_ghost, two.is_ghost) == (True, False)
    found = window._session.states[2].analyses
    best = max(np.mean(a.predictions == a.labels) for a in found)
    assert best_accuracy(found) == pytest.approx(best)
    assert two.accuracy == f"{100 * best:.1f} %"


def test_what_is_changed_before_the_first_step_bears_what_the_run_began_with(
    window: MainWindow, qtbot: QtBot
) -> None:
    session = window._session
    begin(window, qtbot, dataclasses.replace(CONFIG, learning_rate=30.0))
    session.change("learning_rate", 0.1)
    go_on(window, qtbot, 3)
    assert session.tree.current.config.learning_rate == 30.0
    assert change_marks(view(window)) == [(0.0, "rate 30 → 0.1")]
    with qtbot.waitSignal(session.run_started):
        session.branches.continue_from(0, batch_size=64)
    session.change("learning_rate", 0.2)
    go_on(window, qtbot, 3)
    marks = change_marks(view(window))
    assert sorted(marks) == [
        (0.0, "batch 32 → 64"),
        (0.0, "rate 0.1 → 0.2"),
        (0.0, "rate 30 → 0.1"),
    ]
    of_first, of_second = (row.changes for row in run_rows(session))
    assert of_first == "step 0: learning rate 30 → 0.1"
    assert len(of_second.splitlines()) == len(marks)
    assert "step 0: batch size 32 → 64" in of_second


def test_a_recipe_says_what_regularises_it() -> None:
    config = dataclasses.replace(CONFIG, hidden=(), dropout=0.2, augmentation="shift")
    assert "no hidden layer" in recipe(config)
    assert "dropout 0.2 · shift" in recipe(config)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("loss", "squared_error", "squared error"),
        ("schedule", "warmup_linear", "schedule warm-up, linear"),
        ("epochs", 6, "epochs 6"),
        ("weight_decay", 0.02, "weight decay 0.02"),
        ("label_smoothing", 0.1, "label smoothing 0.1"),
        ("init", "he", "initial weights He"),
        ("train_size", 5000, "training images 5,000"),
        ("validation", 1000, "held out 1,000"),
        ("label_noise", 0.2, "label noise 0.2"),
    ],
)
def test_a_recipe_names_what_is_not_the_usual_and_nothing_else(
    field: str, value: float | str, words: str
) -> None:
    altered = dataclasses.replace(CONFIG, **{field: value})  # type: ignore[arg-type]
    assert recipe(altered) == f"{recipe(CONFIG)} · {words}"


def test_a_recipe_names_a_constant_only_where_the_optimizer_heeds_it() -> None:
    odd = dataclasses.replace(CONFIG, momentum=0.5, beta2=0.99)
    assert recipe(odd) == recipe(CONFIG)
    assert recipe(dataclasses.replace(odd, optimizer="momentum")).endswith("seed 0 · momentum 0.5")
    told = recipe(dataclasses.replace(odd, optimizer="adam"))
    assert told.endswith("seed 0 · momentum 0.5 · β₂ 0.99")


def test_no_two_recipes_that_differ_in_a_setting_look_alike() -> None:
    heeding = dataclasses.replace(CONFIG, optimizer="adam")
    others: dict[str, object] = {}
    for _, settings in GROUPS:
        for one in settings:
            usual = getattr(heeding, one.field)
            keys = [key for key, _ in one.choices if key != usual]
            others[one.field] = keys[0] if keys else usual / 2 if isinstance(usual, float) else 7
            if others[one.field] == usual:
                others[one.field] = 0.25
    lines = [
        recipe(dataclasses.replace(heeding, **{field: value}))  # type: ignore[arg-type]
        for field, value in others.items()
    ]
    assert len({recipe(heeding), *lines}) == 1 + len(others)


@pytest.mark.parametrize("layers", [2, 20])
def test_the_recipe_of_the_selected_run_is_seen_whole(
    layers: int, window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, dataclasses.replace(PRESETS["accurate"].config, hidden=(6,) * layers))
    window.runs.open()
    dialog, (row,) = window.runs.dialog, run_rows(window._session)
    tree = dialog.findChild(QTreeWidget, "runs_list")
    label = next(one for one in dialog.findChildren(QLabel) if one.text() == row.recipe)
    assert tree is not None
    qtbot.waitUntil(lambda: 0 < label.heightForWidth(label.width()) <= label.height())
    qtbot.waitUntil(lambda: tree.geometry().bottom() < label.geometry().top())


def test_the_list_opens_on_the_run_at_hand(window: MainWindow, qtbot: QtBot) -> None:
    with_branch(window, qtbot)
    window.runs.open()
    dialog = window.runs.dialog
    dialog.select(1)
    window.runs.open()
    assert dialog.selected == 1, "what is chosen while it is open stays"
    dialog.close()
    window.runs.open()
    assert dialog.selected == 2


def test_by_keyboard_one_gets_to_another_run(window: MainWindow, qtbot: QtBot) -> None:
    first, _ = with_branch(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    dialog = window.runs.dialog
    assert dialog.isVisible()
    assert dialog.selected == 2
    tree = dialog.findChild(QTreeWidget, "runs_list")
    assert tree is not None
    QTest.keyClick(tree, Qt.Key.Key_Up)
    assert dialog.selected == 1
    with qtbot.waitSignal(window._session.run_started) as started:
        QTest.keyClick(tree, Qt.Key.Key_Return)
    assert started.args[0].run_id == 1
    assert np.array_equal(started.args[0].parameters, first.parameters)
    assert [row.is_current for row in run_rows(window._session)] == [True, False]


def test_a_run_of_which_only_the_curve_is_left_can_be_trained_again(
    window: MainWindow, qtbot: QtBot
) -> None:
    with_branch(window, qtbot)
    session = window._session
    track = session.past.history.track(1)
    assert track is not None
    track.snapshots.clear()
    window.runs.open()
    one, two = run_rows(session)
    assert one.recorded == "only the curve"
    assert two.recorded.endswith(" steps")
    assert (one.can_resume, one.can_repeat) == (False, True)
    dialog = window.runs.dialog
    dialog.select(1)
    assert not dialog._resume.isEnabled()
    dialog._copy.click()
    assert "only the curve is left" in window.message_bar.text
    # The steps before the branch are gone; the earliest that is there is shown, and it is said.
    window.rewinder.go_to(5)
    qtbot.waitUntil(lambda: "cannot be shown" in window.message_bar.text)
    assert view(window).frame.step == 20
    with qtbot.waitSignal(session.run_started) as started:
        dialog._repeat.click()
    assert (started.args[0].run_id, started.args[0].step) == (3, 0)
    assert run_rows(session)[0].is_ghost


def test_undo_offers_to_train_again_what_cannot_be_gone_on_with(
    window: MainWindow, qtbot: QtBot
) -> None:
    with_branch(window, qtbot)
    session = window._session
    with qtbot.waitSignal(session.run_started):
        window.controls.reset()
    track = session.past.history.track(2)
    assert track is not None
    track.snapshots.clear()
    window.message_bar._primary.click()
    assert "cannot be gone on with" in window.message_bar.text
    with qtbot.waitSignal(session.run_started) as started:
        window.message_bar._primary.click()
    assert started.args[0].run_id == 4


def test_any_run_can_be_the_ghost(window: MainWindow, qtbot: QtBot) -> None:
    with_branch(window, qtbot)
    session = window._session
    with qtbot.waitSignal(session.run_started):
        session.branches.continue_from(10)
    window.runs.open()
    window.runs.dialog.select(1)
    window.runs.dialog._compare.click()
    ghost = view(window).ghost
    assert ghost is not None
    metrics = session.past.history.metrics(1)
    assert metrics is not None
    assert np.array_equal(ghost.loss, metrics.loss)
    assert run_rows(session)[0].is_ghost


def test_the_command_of_a_run_is_copied_and_what_it_lacks_is_said(
    window: MainWindow, qtbot: QtBot
) -> None:
    with_branch(window, qtbot)
    window.runs.open()
    window.runs.dialog.select(1)
    window.runs.dialog._copy.click()
    assert QApplication.clipboard().text().startswith("main.py train --preset")
    assert "is copied" in window.message_bar.text
    window.runs.copy_current()
    assert "learning rate 0.05 from step 20" in window.message_bar.text
