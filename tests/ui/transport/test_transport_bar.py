"""The transport bar asks, shows, and makes do with the width it has."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.training import PRESETS, RunConfig
from mnist_viz.ui.components import BatchField, Choice, IconButton, PushButton, RateField
from mnist_viz.ui.components.segments import SegmentedControl
from mnist_viz.ui.look.style import apply_theme
from mnist_viz.ui.look.theme import theme
from mnist_viz.ui.transport.transport_bar import TransportBar


@pytest.fixture(params=[("Inter", 12), ("DejaVu Sans", 12), ("Inter", 24), ("DejaVu Sans", 24)])
def text_size(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[int]:
    """Fonts, narrow and wide, of the usual size and of twice that, in the program's style."""
    usual = qapp.font()
    chosen = qapp.font()
    family, size = request.param
    chosen.setFamily(family)
    chosen.setPixelSize(size)
    qapp.setFont(chosen)
    apply_theme(qapp, theme("dark"))
    yield size
    qapp.setStyleSheet("")
    qapp.setFont(usual)


MakeBar = Callable[[int], TransportBar]


@pytest.fixture
def make_bar(qtbot: QtBot) -> MakeBar:
    """Makes bars of so many pixels that show the default run on MNIST."""
    windows = []

    def make(width: int) -> TransportBar:
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        made = TransportBar(window)
        config = RunConfig()
        made.show_config(config, "three-layer")
        made.show_layout(config.layout((28, 28), 10))
        made.show_data([("mnist", "MNIST"), ("builtin", "Built-in digits")], "mnist")
        made.show_speed("watch")
        window.resize(width, 200)
        made.resize(width, made.height())
        with qtbot.waitExposed(window):
            window.show()
        return made

    return make


@pytest.fixture
def bar(make_bar: MakeBar) -> TransportBar:
    return make_bar(1280)


def part(bar: TransportBar, kind: type[QWidget], name: str) -> QWidget:
    found = bar.findChild(kind, name)
    assert isinstance(found, kind)
    return found


@pytest.mark.parametrize(
    ("name", "request_name"),
    [
        ("play_button", "play_requested"),
        ("step_button", "step_requested"),
        ("reset_button", "reset_requested"),
        ("new_weights_button", "new_weights_requested"),
        ("help_button", "help_requested"),
    ],
)
def test_each_button_asks_for_one_thing(
    name: str, request_name: str, bar: TransportBar, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(getattr(bar, request_name)):
        QTest.mouseClick(part(bar, QAbstractButton, name), Qt.MouseButton.LeftButton)


def test_the_play_button_pauses_while_the_network_trains(bar: TransportBar, qtbot: QtBot) -> None:
    button = part(bar, PushButton, "play_button")
    assert isinstance(button, PushButton)
    width = button.width()
    bar.show_training(True)
    assert (button.text(), button.accessibleName()) == ("Pause", "Pause")
    with qtbot.waitSignal(bar.pause_requested), qtbot.assertNotEmitted(bar.play_requested):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    bar.show_training(False)
    assert button.text() == "Play"
    assert button.width() == width, "what stands beside it holds still"


def test_showing_a_run_asks_for_nothing(bar: TransportBar, qtbot: QtBot) -> None:
    signals = [
        bar.speed_chosen,
        bar.preset_chosen,
        bar.learning_rate_chosen,
        bar.batch_size_chosen,
        bar.data_chosen,
        bar.play_requested,
        bar.pause_requested,
    ]
    emitted: list[object] = []
    for signal in signals:
        signal.connect(lambda *values: emitted.append(values))
    config = PRESETS["accurate"].config
    bar.show_config(config, "accurate")
    bar.show_config(RunConfig(learning_rate=0.4, batch_size="full"), None)
    bar.show_layout(config.layout((28, 28), 10))
    bar.show_data([("builtin", "Built-in digits")], "builtin")
    bar.show_speed("slow")
    bar.show_training(True)
    bar.show_hint(True)
    bar.set_enabled_for_run(False)
    bar.restyle(theme("light"))
    assert emitted == []


def test_a_run_is_shown_as_it_is(bar: TransportBar) -> None:
    bar.show_config(RunConfig(learning_rate=0.4, batch_size="full"), None)
    rate = part(bar, RateField, "learning_rate")
    batch = part(bar, BatchField, "batch_size")
    preset = part(bar, Choice, "preset")
    assert isinstance(rate, RateField)
    assert isinstance(batch, BatchField)
    assert isinstance(preset, Choice)
    assert (rate.text(), batch.text(), preset.value()) == ("0.400", "full", None)
    titles = [*(each.title for each in PRESETS.values()), "Pretrained"]
    assert [text for _, text in preset.entries] == titles


def test_what_the_person_sets_is_asked_for(bar: TransportBar, qtbot: QtBot) -> None:
    cases: list[tuple[str, type[QWidget], Callable[[Any], object], Any, object]] = [
        ("speed_control", SegmentedControl, lambda w: w.pick("full"), bar.speed_chosen, "full"),
        ("preset", Choice, lambda w: w.pick("intro"), bar.preset_chosen, "intro"),
        ("data", Choice, lambda w: w.pick("builtin"), bar.data_chosen, "builtin"),
        ("learning_rate", RateField, lambda w: w.stepUp(), bar.learning_rate_chosen, 0.2),
        ("batch_size", BatchField, lambda w: w.stepUp(), bar.batch_size_chosen, 128),
    ]
    for name, kind, act, signal, value in cases:
        with qtbot.waitSignal(signal) as told:
            act(part(bar, kind, name))
        assert told.args == [value]


@pytest.mark.parametrize("name", ["preset", "data"])
def test_going_through_networks_and_data_by_keys_begins_nothing_in_passing(
    name: str, bar: TransportBar
) -> None:
    asked: list[str] = []
    for signal in (bar.preset_chosen, bar.data_chosen, bar.preview_requested):
        signal.connect(lambda *_: asked.append(name))
    choice = part(bar, Choice, name)
    assert isinstance(choice, Choice)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Up):
        QTest.keyClick(choice.view() if choice.view().isVisible() else choice, key)
    assert asked == []
    QTest.keyClick(choice.view(), Qt.Key.Key_Return)
    assert asked == [name]


def test_without_a_run_only_a_network_and_data_can_be_chosen(bar: TransportBar) -> None:
    bar.set_enabled_for_run(False)
    for name in ("play_button", "step_button", "reset_button", "learning_rate", "speed_control"):
        assert not part(bar, QWidget, name).isEnabled()
    for name in ("preset", "data", "help_button", "menu_button"):
        assert part(bar, QWidget, name).isEnabled()
    bar.set_enabled_for_run(True)
    assert part(bar, QWidget, "play_button").isEnabled()


def test_the_network_stands_in_a_line_where_the_window_is_wide(make_bar: MakeBar) -> None:
    bar = make_bar(1920)
    line = "784 → 64 tanh → 32 ReLU → 10 softmax    52,650 parameters"
    label = next(label for label in bar.findChildren(QLabel) if label.text() == line)
    assert label.isVisible()
    bar.resize(1000, bar.height())
    assert not label.isVisible()


def test_the_hint_leaves_when_it_is_done(bar: TransportBar) -> None:
    hints = [child for child in bar.children() if isinstance(child, QWidget)]
    bar.show_hint(True)
    pill = next(child for child in hints if child.accessibleName().startswith("Hint 2"))
    assert pill.isVisible()
    bar.show_hint(False)
    assert not pill.isVisible()


@pytest.mark.parametrize("width", [240, 400, 640, 900, 1280, 1920])
@pytest.mark.parametrize("hint", [False, True])
def test_nothing_is_clipped_or_overlaps_at_any_width(
    width: int,
    hint: bool,
    make_bar: MakeBar,
    qtbot: QtBot,
    text_size: int,
) -> None:
    bar = make_bar(max(width, 160 * text_size // 12))
    bar.show_hint(hint)
    bar.restyle(theme("dark"))

    def all_fits() -> bool:
        parts = [child for child in bar.children() if isinstance(child, QWidget)]
        seen = [child for child in parts if child.isVisible() and not child.isWindow()]
        seen.sort(key=lambda child: child.x())
        apart = all(a.geometry().right() < b.x() for a, b in pairwise(seen))
        inside = all(bar.rect().contains(child.geometry()) for child in seen)
        whole = all(child.width() >= child.minimumSizeHint().width() for child in seen)
        return apart and inside and whole

    qtbot.waitUntil(all_fits)
    assert part(bar, QWidget, "play_button").isVisible()
    assert part(bar, QWidget, "menu_button").isVisible()


def _menu_texts(menu: QMenu) -> list[str]:
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_what_has_no_room_is_in_the_menu(make_bar: MakeBar) -> None:
    bar = make_bar(420)
    menu = QMenu(bar)
    menu.addAction("Quit")
    bar.set_menu(menu)
    texts = _menu_texts(menu)
    assert texts[-1] == "Quit"
    assert {"New weights", "Network", "Data", "Batch 64"} <= set(texts)
    bar.resize(1400, bar.height())
    assert _menu_texts(menu) == ["Quit"]


def test_a_menu_that_was_asked_for_before_it_was_there_opens_whole(
    make_bar: MakeBar, qtbot: QtBot
) -> None:
    bar = make_bar(420)
    button = part(bar, IconButton, "menu_button")
    assert isinstance(button, IconButton)
    button.click()
    assert QApplication.activePopupWidget() is None
    menu = QMenu(bar)
    menu.addAction("Quit")
    bar.set_menu(menu)
    qtbot.waitUntil(menu.isVisible)
    texts = [action.text() for action in menu.actions()]
    assert "New weights" in texts
    assert texts[-1] == "Quit"
    menu.close()


def test_the_menu_sets_what_it_stands_in_for(make_bar: MakeBar, qtbot: QtBot) -> None:
    bar = make_bar(170)
    menu = QMenu(bar)
    bar.set_menu(menu)
    for text, choice, signal, value in (
        ("Network", "Introduction", bar.preset_chosen, "intro"),
        ("Data", "Built-in digits", bar.data_chosen, "builtin"),
        ("Speed", "Slow", bar.speed_chosen, "slow"),
        ("Learning rate 0.100", "0.3", bar.learning_rate_chosen, 0.3),
        ("Batch 64", "full", bar.batch_size_chosen, "full"),
    ):
        menu.aboutToShow.emit()
        entry = next(action for action in menu.actions() if action.text() == text)
        submenu = entry.menu()
        assert isinstance(submenu, QMenu)
        with qtbot.waitSignal(signal) as told:
            next(action for action in submenu.actions() if action.text() == choice).trigger()
        assert told.args == [value]
    menu.aboutToShow.emit()
    with qtbot.waitSignal(bar.new_weights_requested):
        next(action for action in menu.actions() if action.text() == "New weights").trigger()


def test_the_menu_marks_what_holds(make_bar: MakeBar) -> None:
    bar = make_bar(170)
    button = part(bar, IconButton, "menu_button")
    assert isinstance(button, IconButton)
    bar.set_menu(QMenu(bar))
    button.menu().aboutToShow.emit()
    marked = {
        entry.text(): [action.text() for action in submenu.actions() if action.isChecked()]
        for entry in button.menu().actions()
        if isinstance(submenu := entry.menu(), QMenu)
    }
    assert marked == {
        "Speed": ["Watch"],
        "Network": ["Three-layer"],
        "Learning rate 0.100": ["0.1"],
        "Batch 64": ["64"],
        "Data": ["MNIST"],
    }


def test_every_control_has_a_name_and_a_tooltip(bar: TransportBar) -> None:
    for name in (
        "play_button",
        "step_button",
        "reset_button",
        "new_weights_button",
        "help_button",
        "menu_button",
        "preset",
        "learning_rate",
        "batch_size",
        "data",
        "speed_control",
    ):
        control = part(bar, QWidget, name)
        assert control.accessibleName(), name
        assert control.toolTip(), name
