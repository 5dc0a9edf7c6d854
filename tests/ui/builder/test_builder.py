"""The network builder composes any config, and says at once what does not fit."""

import dataclasses
from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeySequence, QValidator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from mnist_viz.training import PRESETS, RunConfig
from mnist_viz.ui.builder.columns import Columns
from mnist_viz.ui.builder.dialog import NetworkBuilder
from mnist_viz.ui.builder.layer_list import MOST_LAYERS
from mnist_viz.ui.builder.settings import GROUPS
from mnist_viz.ui.builder.units_field import UnitsField
from mnist_viz.ui.components.dialog_keys import KEY
from mnist_viz.ui.look.theme import THEME_NAMES, theme
from mnist_viz.ui.main_window import MainWindow
from tests.samples import tiny_data


@pytest.fixture
def builder(qtbot: QtBot) -> NetworkBuilder:
    made = NetworkBuilder()
    qtbot.addWidget(made)
    return made


def write(builder: NetworkBuilder, field: str, text: str) -> None:
    line = next(f.numbers[field] for f in builder._groups.values() if field in f.numbers)
    assert isinstance(line, QLineEdit)
    line.selectAll()
    QTest.keyClicks(line, text)


def outlined(builder: NetworkBuilder) -> list[str]:
    """Return the fields that are marked as holding what cannot be."""
    lines = [each for f in builder._groups.values() for each in f.numbers.items()]
    return [name for name, line in lines if line.property("invalid")]


def test_every_setting_of_a_run_can_be_chosen() -> None:
    offered = {setting.field for _, settings in GROUPS for setting in settings}
    assert offered | {"hidden", "activation"} == {f.name for f in dataclasses.fields(RunConfig)}


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_explained_in_a_sentence_and_an_own_network_is_not(
    name: str, builder: NetworkBuilder
) -> None:
    builder._preset.pick(name)
    said = [label.text() for label in builder.findChildren(QLabel)]
    assert PRESETS[name].sentence in said
    assert PRESETS[name].sentence.endswith(".")
    builder.show_config(RunConfig(), None)
    assert PRESETS[name].sentence not in [one.text() for one in builder.findChildren(QLabel)]


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_comes_back_as_it_went_in(name: str, builder: NetworkBuilder) -> None:
    builder.show_config(PRESETS[name].config, name)
    layers = len(PRESETS[name].config.hidden)
    expected = PRESETS[name].config
    if len(expected.activation) != layers:
        expected = dataclasses.replace(expected, activation=expected.activation * layers)
    assert builder.config == expected


def test_an_own_network_is_handed_out(builder: NetworkBuilder, qtbot: QtBot) -> None:
    builder.show_config(RunConfig(), None)
    builder._layers._add.click()
    write(builder, "learning_rate", "0.02")
    write(builder, "batch_size", "full")
    builder._groups["Learning"].choices["optimizer"].pick("adamw")
    with qtbot.waitSignal(builder.chosen) as chosen:
        builder._train.click()
    config: RunConfig = chosen.args[0]
    assert config.hidden == (64, 32, 32)
    assert config.activation == ("tanh", "relu", "relu")
    assert (config.learning_rate, config.batch_size, config.optimizer) == (0.02, "full", "adamw")


def test_the_number_of_parameters_is_shown(builder: NetworkBuilder) -> None:
    builder.show_config(RunConfig(), "three-layer")
    assert "52,650 parameters" in builder._verdict.text()
    builder.show_data((28, 28), 26)
    assert "53,178 parameters" in builder._verdict.text()


def test_what_does_not_fit_is_said_and_cannot_be_trained(builder: NetworkBuilder) -> None:
    write(builder, "learning_rate", "-1")
    assert "Learning rate" in builder._verdict.text()
    assert not builder._train.isEnabled()
    assert outlined(builder) == ["learning_rate"]
    write(builder, "dropout", "a half")
    assert outlined(builder) == ["learning_rate", "dropout"]
    write(builder, "dropout", "0.5")
    write(builder, "learning_rate", "0.1")
    assert builder._train.isEnabled()
    assert outlined(builder) == []


@pytest.mark.parametrize(
    ("field", "texts", "said"),
    [
        (
            "learning_rate",
            ("0", "1000000000", "x"),
            "Learning rate: A number above 0 to 1,000,000.",
        ),
        ("weight_decay", ("-1", "1e4"), "Weight decay, L2: A number from 0 to 1,000."),
        ("dropout", ("1", "a half"), "Dropout: A number from 0 to below 1."),
        ("epochs", ("1.5", "1e3", "0"), "Epochs: A whole number from 1 to 1,000,000."),
        ("batch_size", ("0", "some"), "Batch: A whole number from 1 to 1,000,000, or full."),
        ("train_size", ("abc", "-1"), "Training images: A whole number from 1, or all."),
        ("validation", ("-1", "1.5", ""), "Held out: A whole number from 0."),
        ("seed", ("9" * 30, "9" * 5000), "Seed: A smaller whole number."),
    ],
)
def test_what_can_be_is_said_by_the_caption_on_screen(
    builder: NetworkBuilder, field: str, texts: tuple[str, ...], said: str
) -> None:
    for text in texts:
        line = next(f.numbers[field] for f in builder._groups.values() if field in f.numbers)
        line.setText(text)
        line.textEdited.emit(text)
        assert builder._verdict.text() == said
        assert not builder._train.isEnabled()
        assert outlined(builder) == [field]


def test_a_network_that_would_not_fit_into_memory_is_refused(builder: NetworkBuilder) -> None:
    builder.show_config(RunConfig(hidden=(10_000, 10_000), activation=("relu",)), None)
    assert builder._verdict.text() == "Hidden layers: A network of at most 50,000,000 parameters."
    assert not builder._train.isEnabled()


def test_what_the_optimizer_does_not_heed_is_disabled_and_says_why(
    builder: NetworkBuilder,
) -> None:
    fields = builder._groups["Learning"]
    momentum, beta2 = fields.numbers["momentum"], fields.numbers["beta2"]
    builder.show_config(RunConfig(), None)
    assert not momentum.isEnabled()
    assert not beta2.isEnabled()
    assert "no effect with gradient descent" in momentum.toolTip()
    fields.choices["optimizer"].pick("adam")
    assert momentum.isEnabled()
    assert beta2.isEnabled()
    assert "no effect" not in momentum.toolTip()
    assert "Alt+" in momentum.toolTip()
    write(builder, "beta2", "7")
    assert outlined(builder) == ["beta2"]
    fields.choices["optimizer"].pick("momentum")
    assert momentum.isEnabled()
    assert not beta2.isEnabled()
    assert builder.config.beta2 == RunConfig().beta2, "what cannot be mended does not stay"


def test_all_training_images_are_called_so(builder: NetworkBuilder) -> None:
    builder.show_config(RunConfig(), None)
    line = builder._groups["Start and data"].numbers["train_size"]
    assert line.text() == "all"
    assert builder.config.train_size == 0
    for text, size in (("0", 0), ("All", 0), ("500", 500)):
        write(builder, "train_size", text)
        assert builder.config.train_size == size
    write(builder, "train_size", "some")
    assert outlined(builder) == ["train_size"]


def test_layers_can_be_removed_down_to_none(builder: NetworkBuilder) -> None:
    builder.show_config(RunConfig(), None)
    for _ in range(2):
        builder._layers._rows[-1]._remove.click()
    assert builder.config.hidden == ()
    assert builder.config.layout((28, 28), 10).describe() == "784 → 10 softmax"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("10000", QValidator.State.Acceptable),
        ("0" * 5000 + "64", QValidator.State.Acceptable),
        ("9" * 5000, QValidator.State.Intermediate),
        ("000", QValidator.State.Intermediate),
        ("", QValidator.State.Intermediate),
        ("6x", QValidator.State.Invalid),
    ],
)
def test_a_width_of_any_length_can_be_pasted(
    text: str, state: QValidator.State, qtbot: QtBot
) -> None:
    field = UnitsField(64)
    qtbot.addWidget(field)
    assert field.validate(text, 0)[0] == state


def test_a_width_that_cannot_be_is_refused_aloud_and_not_trained(
    builder: NetworkBuilder, qtbot: QtBot
) -> None:
    builder.show_config(RunConfig(hidden=(64, 32), activation=("relu",)), None)
    with qtbot.waitExposed(builder):
        builder.show()
    first, second = (row._units for row in builder._layers._rows)
    second.setFocus()
    second.selectAll()
    QTest.keyClicks(second, "100000")
    assert second.refused == "From 1 to 10,000 units"
    assert second._habits.refusal.is_marked
    assert second._habits.refusal.text == second.refused
    assert builder._verdict.text() == "Layer 2: From 1 to 10,000 units."
    assert not builder._train.isEnabled()
    QTest.keyClick(second, Qt.Key.Key_Return)
    assert builder.isVisible()
    QTest.keyClick(second, Qt.Key.Key_Backspace)
    assert (second.refused, second._habits.refusal.is_marked) == ("", False)
    assert builder.config.hidden == (64, 10_000)
    assert builder._train.isEnabled()
    QTest.keyClicks(second, "0")
    first.setFocus()  # as it is left, the width goes back to the last that could be
    assert builder.config.hidden == (64, 10_000)
    assert builder._train.isEnabled()
    assert second.text() == "10000 units"


@pytest.mark.parametrize("size", [12, 24])
def test_its_page_is_never_wider_than_what_is_seen_of_it(
    builder: NetworkBuilder, size: int, qapp: QApplication, qtbot: QtBot
) -> None:
    usual = qapp.font()
    text = QFont(usual)
    text.setPixelSize(size)
    qapp.setFont(text)
    builder.restyle(theme("dark"))
    with qtbot.waitExposed(builder):
        builder.show()
    scroll = builder.findChild(QScrollArea)
    assert scroll is not None
    page = scroll.widget()
    assert isinstance(page, Columns)
    for width in (300, 700, 1200):
        builder.resize(width, 500)
        qtbot.waitUntil(lambda: page.width() <= scroll.viewport().width())
        parts = [part.geometry() for part in page._parts]
        assert all(page.rect().contains(part) for part in parts)
        assert not any(one.intersects(other) for one, other in combinations(parts, 2))
    qapp.setFont(usual)


def as_read(builder: NetworkBuilder) -> list[str]:
    """Return the names of all that can be set or pressed, from the first to the last."""
    layers = range(1, len(builder.config.hidden) + 1)
    names = ["Preset"]
    for number in layers:
        names += [f"{what} of layer {number}" for what in ("Units", "Activation")]
        names.append(f"Remove layer {number}")
    names.append("Add layer")
    fields = [setting for _, settings in GROUPS for setting in settings]
    names += [s.caption for s in fields if s.field not in ("momentum", "beta2")]
    return [*names, "Train this network"]


def focused_name() -> str:
    focused = QApplication.focusWidget()
    assert focused is not None
    text = focused.text() if isinstance(focused, QPushButton) else ""
    return focused.accessibleName() or text


def test_tab_goes_through_it_as_it_is_read_also_after_layers_come_and_go(
    builder: NetworkBuilder, qtbot: QtBot
) -> None:
    builder.show_config(RunConfig(), None)
    with qtbot.waitExposed(builder):
        builder.show()
    layers = builder._layers
    for change in ("none", "add", "remove", "add"):
        if change == "add":
            layers.add_button.click()
        elif change == "remove":
            layers.rows[0]._remove.click()
        qtbot.waitUntil(lambda: all(row.isVisible() for row in layers.rows))
        expected = as_read(builder)
        builder._preset.setFocus()
        for keys in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            reached = []
            for _ in expected:
                reached.append(focused_name())
                QTest.keyClick(builder.focusWidget(), Qt.Key.Key_Tab, keys)
            assert reached == expected
            assert focused_name() == "Preset", "and round again"
            expected = [expected[0], *reversed(expected[1:])]


def test_its_first_field_has_the_keys_whenever_it_opens(
    builder: NetworkBuilder, qtbot: QtBot
) -> None:
    for _ in range(2):
        with qtbot.waitExposed(builder):
            builder.show()
        assert builder.focusWidget() is builder._preset
        builder._train.setFocus()
        builder.hide()


def test_a_key_brings_its_field_into_sight(builder: NetworkBuilder, qtbot: QtBot) -> None:
    with qtbot.waitExposed(builder):
        builder.show()
    builder.resize(builder.minimumSizeHint())
    seed = builder._groups["Start and data"].numbers["seed"]
    qtbot.waitUntil(lambda: seed.visibleRegion().isEmpty())
    QTest.keySequence(builder, QKeySequence(seed.property(KEY)))
    assert builder.focusWidget() is seed
    assert seed.visibleRegion().boundingRect() == seed.rect()
    assert seed.selectedText() == seed.text()


def test_a_layer_that_goes_leaves_the_keys_to_the_one_in_its_place(
    builder: NetworkBuilder, qtbot: QtBot
) -> None:
    builder.show_config(RunConfig(hidden=(5, 6, 7), activation=("relu",)), None)
    with qtbot.waitExposed(builder):
        builder.show()
    left = []
    for place in (1, 1, 0):
        button = builder._layers.rows[place]._remove
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
        left.append((builder.config.hidden, focused_name()))
    assert left == [((5, 7), "Units of layer 2"), ((5,), "Units of layer 1"), ((), "Add layer")]


def test_the_last_layer_that_can_be_added_has_the_keys_once_no_other_can(
    builder: NetworkBuilder, qtbot: QtBot
) -> None:
    builder.show_config(RunConfig(hidden=(MOST_LAYERS - 2) * (5,), activation=("relu",)), None)
    with qtbot.waitExposed(builder):
        builder.show()
    add = builder._layers.add_button
    add.setFocus()
    left = []
    for _ in range(2):
        QTest.keyClick(add, Qt.Key.Key_Space)
        left.append(focused_name())
    assert left == ["Add layer", f"Units of layer {MOST_LAYERS}"]
    assert not add.isEnabled()
    assert str(MOST_LAYERS) in add.toolTip()


def test_what_adds_a_layer_stays_in_sight_as_layers_are_added(
    builder: NetworkBuilder, qtbot: QtBot
) -> None:
    builder.show_config(RunConfig(), None)
    with qtbot.waitExposed(builder):
        builder.show()
    builder.resize(builder.minimumSizeHint())
    add = builder._layers.add_button
    for _ in range(3):
        add.click()
        qtbot.waitUntil(lambda: add.visibleRegion().boundingRect() == add.rect())


def test_return_trains_and_escape_does_not(builder: NetworkBuilder, qtbot: QtBot) -> None:
    builder.show()
    QTest.keyClick(builder, Qt.Key.Key_Escape)
    assert builder.isHidden()
    builder.show()
    with qtbot.waitSignal(builder.chosen):
        QTest.keyClick(builder, Qt.Key.Key_Return)


def test_every_control_has_a_name_and_a_hint(builder: NetworkBuilder) -> None:
    for fields in builder._groups.values():
        for control in (*fields.numbers.values(), *fields.choices.values()):
            assert control.accessibleName()
            assert control.toolTip()
    assert all(b.accessibleName() or b.text() for b in builder.findChildren(QPushButton))


def test_what_it_comes_to_can_be_read_in_every_theme(builder: NetworkBuilder) -> None:
    builder.show_config(RunConfig(), "three-layer")
    for name in THEME_NAMES:
        builder.restyle(theme(name))
        assert builder._verdict.palette().windowText().color() == theme(name).color("text")


@pytest.mark.parametrize(
    ("wanted", "said", "wrong"),
    [
        ({"validation": "600"}, "Held out: At most 599; Tiny has 600 training images.",
         ["validation"]),
        ({"train_size": "601"}, "Training images: At most 600; Tiny has 600 training images.",
         ["train_size"]),
        ({"train_size": "500", "validation": "101"},
         "Training images, Held out: Together at most 600; Tiny has 600 training images.",
         ["train_size", "validation"]),
    ],
)  # fmt: skip
def test_more_images_than_there_are_are_refused_before_anything_is_lost(
    window: MainWindow, qtbot: QtBot, wanted: dict[str, str], said: str, wrong: list[str]
) -> None:
    session = window._session
    with qtbot.waitSignal(session.run_started):
        session.begin(RunConfig(hidden=(5,), activation=("tanh",)), tiny_data())
    QTest.keyClick(window, Qt.Key.Key_B)
    builder = window.builder.dialog
    write(builder, "seed", "7")
    for field, text in wanted.items():
        write(builder, field, text)
    assert builder._verdict.text() == said
    assert sorted(outlined(builder)) == wrong
    assert not builder._train.isEnabled()
    builder.accept()
    assert builder.isVisible()
    write(builder, "validation", "100")
    write(builder, "train_size", "500")
    assert outlined(builder) == []
    with qtbot.waitSignal(session.run_started):
        builder._train.click()
    config = session.config
    assert (config.seed, config.train_size, config.validation) == (7, 500, 100)
