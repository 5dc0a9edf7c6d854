"""The small widgets, one by one."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFont, QFontInfo, QGuiApplication, QKeyEvent, QValidator, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mnist_viz.ui.components import (
    BatchField,
    Chip,
    Choice,
    ColorBar,
    EmptyState,
    Field,
    HintPill,
    IconButton,
    IconLabel,
    MessageBar,
    PushButton,
    RateField,
    SegmentedControl,
    Toggle,
    tooltip,
)
from mnist_viz.ui.look.style import apply_theme
from mnist_viz.ui.look.theme import THEME_NAMES, theme

SPEEDS = [("slow", "Slow"), ("watch", "Watch"), ("full", "Full speed")]


@pytest.fixture(params=[12, 24])
def text_size(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[int]:
    """The person's font, usual and twice as large."""
    usual = qapp.font()
    chosen = qapp.font()
    chosen.setPixelSize(request.param)
    qapp.setFont(chosen)
    yield request.param
    qapp.setFont(usual)


def shown(widget: QWidget, qtbot: QtBot) -> QWidget:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


@pytest.mark.parametrize("name", THEME_NAMES)
def test_every_component_takes_on_every_theme(name: str, qtbot: QtBot, text_size: int) -> None:
    look = theme(name)
    window = QWidget()
    column = QVBoxLayout(window)
    for part in (
        IconButton("pen", "Pen", checkable=True),
        IconLabel("info", "Information"),
        PushButton("Play", "play", "primary"),
        Toggle("log"),
        SegmentedControl(SPEEDS, framed=True),
        Chip("step 160"),
        HintPill(2, "Press Space to train"),
        EmptyState("No steps yet", "Press Space to train."),
        ColorBar(),
        Choice("Network"),
        RateField("Learning rate", 1e-5, 1e3),
        BatchField("Batch size", 1000),
        MessageBar(),
    ):
        part.restyle(look)
        column.addWidget(part)
    shown(window, qtbot)
    assert not window.grab().isNull()


def test_an_icon_button_says_what_it_is_and_which_key_does_the_same(qtbot: QtBot) -> None:
    button = IconButton("reset", "Reset", "Start again.", "R")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Reset"
    assert button.accessibleDescription() == "Start again."
    assert "<b>Reset</b>" in button.toolTip()
    assert "R</td>" in button.toolTip()
    assert button.shortcut().isEmpty(), "the window owns the keys"


def test_tooltips_show_what_looks_like_markup(qtbot: QtBot) -> None:
    assert "a &lt; b" in tooltip("Less", "a < b")


def test_buttons_are_large_enough_for_a_finger_or_an_unsteady_hand(
    qtbot: QtBot, text_size: int
) -> None:
    button = IconButton("pen", "Pen")
    qtbot.addWidget(button)
    assert button.width() == button.height() == 30 * text_size // 12
    button.set_small()
    assert button.width() == 24 * text_size // 12


def test_a_button_keeps_its_width_when_its_word_changes(qtbot: QtBot) -> None:
    button = PushButton("Play", "play", "primary")
    qtbot.addWidget(button)
    button.reserve("Play", "Pause")
    width = button.sizeHint().width()
    button.show_as("Pause", "pause", "primary")
    assert button.sizeHint().width() == width
    text = button.fontMetrics().horizontalAdvance("Pause")
    assert width > text + button.iconSize().width()


def test_a_click_on_a_segment_reports_it_once(qtbot: QtBot) -> None:
    control = SegmentedControl(SPEEDS)
    shown(control, qtbot)
    seen: list[str] = []
    control.chosen.connect(seen.append)
    full = control.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1]
    for _ in range(2):
        QTest.mouseClick(full, Qt.MouseButton.LeftButton)
    assert seen == ["full"]
    assert control.value() == "full"


def test_a_segment_chosen_by_the_program_is_not_reported(qtbot: QtBot) -> None:
    control = SegmentedControl(SPEEDS)
    qtbot.addWidget(control)
    with qtbot.assertNotEmitted(control.chosen):
        control.choose("watch")
    assert control.value() == "watch"


def test_arrow_keys_move_through_the_segments(qtbot: QtBot) -> None:
    control = SegmentedControl(SPEEDS)
    shown(control, qtbot)
    first = control.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)[0]
    first.setFocus()
    with qtbot.waitSignal(control.chosen, check_params_cb=lambda key: key == "watch"):
        QTest.keyClick(first, Qt.Key.Key_Right)


def test_choosing_moves_no_segment(qtbot: QtBot) -> None:
    control = SegmentedControl(SPEEDS)
    qtbot.addWidget(control)
    width = control.sizeHint().width()
    for key, _ in SPEEDS:
        control.choose(key)
        assert control.sizeHint().width() == width


def test_a_hidden_row_knows_its_segments_in_every_size_of_text(
    qtbot: QtBot, qapp: QApplication
) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    row = QHBoxLayout(holder)
    control = SegmentedControl(SPEEDS)
    row.addWidget(control)
    usual = QApplication.font()
    widths = []
    for times in (1, 2, 1):
        text = QFont(usual)
        text.setPixelSize(times * QFontInfo(usual).pixelSize())
        qapp.setFont(text)
        holder.sizeHint()  # asked for meanwhile, which is not to be the last word
        control.restyle(theme("dark"))
        widths.append(holder.sizeHint().width())
        qapp.setFont(usual)
    assert widths[1] > widths[0] == widths[2]


def test_a_chip_without_words_is_hidden(qtbot: QtBot) -> None:
    window = QWidget()
    chip = Chip()
    QVBoxLayout(window).addWidget(chip)
    shown(window, qtbot)
    assert not chip.isVisible()
    chip.show_text("step 160")
    assert chip.isVisible()
    chip.show_text("")
    assert not chip.isVisible()


def test_a_pill_is_wide_enough_for_its_words(qtbot: QtBot, text_size: int) -> None:
    pill = HintPill(2, "Press Space to train")
    qtbot.addWidget(pill)
    words = pill.fontMetrics().horizontalAdvance("Press Space to train")
    assert pill.sizeHint().width() >= words + pill.sizeHint().height()
    assert pill.accessibleName() == "Hint 2: Press Space to train"


def test_an_empty_state_says_what_is_missing_and_what_to_press(qtbot: QtBot) -> None:
    state = EmptyState("No steps yet", "Press Space to train.")
    qtbot.addWidget(state)
    state.show_text("No gradients yet", "They appear with the first step.")
    texts = [label.text() for label in state.findChildren(QLabel)]
    assert texts == ["No gradients yet", "They appear with the first step."]


def test_a_color_bar_runs_from_the_first_color_of_its_map_to_the_last(qtbot: QtBot) -> None:
    look = theme("dark")
    bar = ColorBar()
    bar.restyle(look)
    bar.show_map(look.diverging)
    bar.resize(256, bar.sizeHint().height())
    image = bar.grab().toImage()
    ratio = bar.devicePixelRatioF()
    for entry, x in ((0, 0), (255, image.width() - 1)):
        pixel = image.pixelColor(x, round(2 * ratio))
        shown_color = [pixel.red(), pixel.green(), pixel.blue()]
        assert shown_color == pytest.approx(look.diverging[entry, :3].tolist(), abs=2)


def test_a_color_bar_keeps_its_ends_when_the_middle_has_no_room(qtbot: QtBot) -> None:
    bar = ColorBar()
    bar.show_limits([(0.0, "−0.23"), (0.5, "0"), (1.0, "0.23")])
    bar.resize(200, 24)
    assert [text for _, text in bar._placed()] == ["−0.23", "0", "0.23"]
    bar.resize(70, 24)
    assert [text for _, text in bar._placed()] == ["−0.23", "0.23"]
    for place, _ in bar._placed():
        assert place.left() >= 0
        assert place.right() <= 71
    assert bar.limits[1] == (0.5, "0")


def test_a_color_bar_in_line_stands_between_its_first_number_and_its_last(qtbot: QtBot) -> None:
    bar = ColorBar()
    bar.show_limits([(0.0, "−0.23"), (0.5, "0"), (1.0, "0.23")])
    bar.resize(120, 20)
    bar.set_in_line(True)
    strip, texts = bar._in_one_line()
    places = {text: place for place, text in texts}
    assert places["−0.23"].right() < strip.left() < strip.right() < places["0.23"].left()
    assert places["0.23"].right() <= 120
    assert strip.bottom() <= 20
    bar.show_limits([(1.0, "6")])
    strip, texts = bar._in_one_line()
    assert [text for _, text in texts] == ["6"]
    assert strip.left() == 0


def test_a_choice_reports_what_the_person_chose_and_not_what_it_was_told(qtbot: QtBot) -> None:
    choice = Choice("Network", none_text="Own")
    qtbot.addWidget(choice)
    choice.show_entries(SPEEDS)
    with qtbot.assertNotEmitted(choice.chosen):
        choice.choose("watch")
        choice.choose(None)
    assert choice.currentIndex() == -1
    assert choice.placeholderText() == "Own"
    with qtbot.waitSignal(choice.chosen, check_params_cb=lambda key: key == "full"):
        choice.pick("full")
    assert choice.value() == "full"


@pytest.mark.parametrize("key", ["Down", "Up", "PageDown", "End", "F"])
def test_keys_open_a_choice_that_is_not_to_choose_in_passing(key: str, qtbot: QtBot) -> None:
    choice = Choice("Network", opens_first=True)
    choice.show_entries(SPEEDS)
    choice.choose("watch")
    shown(choice, qtbot)
    choice.setFocus()
    chosen: list[str] = []
    choice.chosen.connect(chosen.append)
    QTest.keyClick(choice, getattr(Qt.Key, f"Key_{key}"))
    popup = QApplication.activePopupWidget()
    assert popup is not None
    assert chosen == []
    assert choice.view().currentIndex().row() == (2 if key == "F" else 1)
    QTest.keyClick(choice.view(), Qt.Key.Key_End)
    assert chosen == []
    QTest.keyClick(choice.view(), Qt.Key.Key_Return)
    assert chosen == ["full"]
    assert not popup.isVisible()


def test_a_list_that_is_left_by_escape_has_chosen_nothing(qtbot: QtBot) -> None:
    choice = Choice("Network", opens_first=True)
    choice.show_entries(SPEEDS)
    choice.choose("watch")
    shown(choice, qtbot)
    with qtbot.assertNotEmitted(choice.chosen):
        QTest.keyClick(choice, Qt.Key.Key_Down)
        QTest.keyClick(choice.view(), Qt.Key.Key_Down)
        QTest.keyClick(choice.view(), Qt.Key.Key_Escape)
    assert (choice.value(), choice.currentText()) == ("watch", "Watch")


def test_a_choice_keeps_its_entry_when_others_are_offered(qtbot: QtBot) -> None:
    choice = Choice("Data")
    qtbot.addWidget(choice)
    choice.show_entries([("mnist", "MNIST")])
    choice.choose("mnist")
    choice.show_entries([("builtin", "Built-in digits"), ("mnist", "MNIST")])
    assert choice.currentText() == "MNIST"


def _scroll(widget: QWidget) -> None:
    where = QPointF(widget.rect().center())
    event = QWheelEvent(
        where,
        widget.mapToGlobal(where),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_changes_nothing_in_passing(qtbot: QtBot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    choice, rate = Choice("Speed"), RateField("Learning rate", 1e-5, 1e3)
    first = QPushButton("first")
    for widget in (first, choice, rate):
        column.addWidget(widget)
    choice.show_entries(SPEEDS)
    choice.choose("watch")
    rate.show_value(0.1)
    shown(window, qtbot)
    first.setFocus()
    for widget in (choice, rate):
        _scroll(widget)
    assert (choice.value(), rate.value()) == ("watch", 0.1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.100"),
        (3.0, "3.000"),
        (30.0, "30.0"),
        (1000.0, "1000"),
        (0.005, "0.005"),
        (0.0125, "0.0125"),
        (1e-5, "0.00001"),
    ],
)
def test_a_rate_shows_as_many_decimals_as_it_needs(value: float, text: str, qtbot: QtBot) -> None:
    rate = RateField("Learning rate", 1e-5, 1e3)
    qtbot.addWidget(rate)
    with qtbot.assertNotEmitted(rate.chosen):
        rate.show_value(value)
    assert rate.text() == text


def test_a_rate_steps_one_two_five_both_ways(qtbot: QtBot) -> None:
    rate = RateField("Learning rate", 1e-5, 1e3)
    qtbot.addWidget(rate)
    rate.show_value(0.03)
    seen: list[float] = []
    rate.chosen.connect(seen.append)
    for _ in range(4):
        rate.stepUp()
    for _ in range(3):
        rate.stepDown()
    assert seen == pytest.approx([0.05, 0.1, 0.2, 0.5, 0.2, 0.1, 0.05])


def test_a_rate_stays_in_its_range(qtbot: QtBot) -> None:
    rate = RateField("Learning rate", 1e-5, 1e3)
    qtbot.addWidget(rate)
    for start, move, end in ((1e3, rate.stepUp, 1e3), (1e-5, rate.stepDown, 1e-5)):
        rate.show_value(start)
        move()
        assert rate.value() == pytest.approx(end)


@pytest.mark.parametrize(("typed", "value"), [("0.4", 0.4), ("3e-3", 0.003), ("0,25", 0.25)])
def test_a_rate_can_be_typed_and_counts_when_it_is_complete(
    typed: str, value: float, qtbot: QtBot
) -> None:
    rate = RateField("Learning rate", 1e-5, 1e3)
    shown(rate, qtbot)
    rate.show_value(0.1)
    seen: list[float] = []
    rate.chosen.connect(seen.append)
    rate.selectAll()
    QTest.keyClicks(rate, typed)
    assert seen == []
    QTest.keyClick(rate, Qt.Key.Key_Return)
    assert seen == pytest.approx([value])


@pytest.mark.parametrize("typed", ["0", "1e9", "-1", "inf", "e"])
def test_a_rate_that_cannot_be_is_not_taken(typed: str, qtbot: QtBot) -> None:
    rate = RateField("Learning rate", 1e-5, 1e3)
    shown(rate, qtbot)
    rate.show_value(0.1)
    with qtbot.assertNotEmitted(rate.chosen):
        rate.selectAll()
        QTest.keyClicks(rate, typed)
        QTest.keyClick(rate, Qt.Key.Key_Return)
    assert rate.value() == pytest.approx(0.1)


RATE, BATCH = "From 0.00001 to 1000", "From 1 to 1,000,000, or full"


@pytest.mark.parametrize(
    ("name", "typed", "right", "said"),
    [
        ("rate", "5000", "0.2", RATE),
        ("rate", "1e30", "1", RATE),
        ("batch", "1000001", "full", BATCH),
    ],
)
def test_a_number_beyond_what_can_be_is_refused_aloud_as_it_is_typed(
    name: str, typed: str, right: str, said: str, qtbot: QtBot
) -> None:
    field = _rate() if name == "rate" else _batch()
    window = _Listener()
    QVBoxLayout(window).addWidget(field)
    shown(window, qtbot)
    before = field.text()
    field.selectAll()
    QTest.keyClicks(field, typed)
    assert field.refused == said
    assert field.property("invalid") is True
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == typed, "it is there to be mended"
    (line,) = (chip for chip in window.findChildren(Chip) if chip.isVisible())
    assert line.text == said
    assert line.geometry().top() >= field.geometry().bottom()
    field.selectAll()
    QTest.keyClicks(field, right)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.refused == ""
    assert field.property("invalid") is False
    assert field.text() != before


@pytest.mark.parametrize("typed", ["0", "e", ""])
def test_a_text_that_is_no_value_is_refused_aloud_when_it_is_entered_or_left(
    typed: str, qtbot: QtBot
) -> None:
    field, window = _rate(), _Listener()
    QVBoxLayout(window).addWidget(field)
    shown(window, qtbot)
    field.setFocus()
    field.lineEdit().clear()
    QTest.keyClicks(field, typed)
    assert field.refused == "", "more may come"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.refused == RATE
    window.setFocus()
    field.clearFocus()
    assert field.text() == "0.100"
    assert field.property("invalid") is False
    assert field.refused == RATE, "so that it does not go back in silence"


def test_a_second_refusal_ends_what_is_said_of_the_first(qtbot: QtBot) -> None:
    rate, batch, window = _rate(), _batch(), _Listener()
    row = QHBoxLayout(window)
    row.addWidget(rate)
    row.addWidget(batch)
    shown(window, qtbot)

    def said() -> list[str]:
        return [chip.text for chip in window.findChildren(Chip) if chip.isVisible()]

    rate.setFocus()
    rate.selectAll()
    QTest.keyClicks(rate, "5000")
    batch.setFocus()
    assert (rate.refused, said()) == (RATE, [RATE]), "until another is refused, it can be read"
    batch.selectAll()
    QTest.keyClicks(batch, "0")
    assert said() == [RATE]
    QTest.keyClick(batch, Qt.Key.Key_Return)
    assert (rate.refused, batch.refused, said()) == ("", BATCH, [BATCH])
    rate.setFocus()
    rate.selectAll()
    QTest.keyClicks(rate, "5000")
    assert (rate.refused, batch.refused, said()) == (RATE, "", [RATE])


def test_what_is_said_of_a_refused_number_follows_its_field(
    qtbot: QtBot, styled: QApplication
) -> None:
    field, window, above = _rate(), _Listener(), QLabel("above")
    row = QWidget()
    beside = QHBoxLayout(row)
    beside.addWidget(field)
    beside.addStretch()
    column = QVBoxLayout(window)
    column.addWidget(above)
    column.addWidget(row)
    column.addStretch()
    window.setMinimumWidth(700)
    shown(window, qtbot)
    field.selectAll()
    QTest.keyClicks(field, "5000")
    (line,) = (chip for chip in window.findChildren(Chip) if chip.isVisible())

    def is_below() -> bool:
        foot = field.mapTo(window, QPoint(0, field.height()))
        return line.x() == foot.x() and 0 <= line.y() - foot.y() < field.height()

    assert is_below()
    before = line.pos()
    beside.setContentsMargins(90, 50, 0, 0)
    qtbot.waitUntil(lambda: line.pos() != before)
    qtbot.waitUntil(is_below)
    small = line.size()
    larger = styled.font()
    larger.setPixelSize(24)
    styled.setFont(larger)
    apply_theme(styled, theme("dark"))
    field.restyle(theme("dark"))
    assert line.size() == line.sizeHint()
    assert line.height() > small.height()
    qtbot.waitUntil(is_below)
    row.hide()
    assert not line.isVisible()
    row.show()
    assert line.isVisible()
    field.stepUp()
    assert not line.isVisible()
    row.hide()
    row.show()
    assert not line.isVisible()


def _rate() -> RateField:
    field = RateField("Learning rate", 1e-5, 1e3)
    field.show_value(0.1)
    return field


@pytest.mark.parametrize(
    ("text", "state", "value"),
    [
        ("0" * 5000 + "64", QValidator.State.Acceptable, 64),
        ("9" * 5000, QValidator.State.Intermediate, 32),
        ("1000001", QValidator.State.Intermediate, 32),
        ("0", QValidator.State.Intermediate, 32),
    ],
)
def test_a_batch_size_of_any_length_can_be_pasted(
    text: str, state: QValidator.State, value: int, qtbot: QtBot
) -> None:
    field = BatchField("Batch size", 1_000_000)
    qtbot.addWidget(field)
    field.setValue(32)
    assert field.validate(text, 0)[0] == state
    field.lineEdit().setText(text)
    field.interpretText()
    assert field.value() == value


def _batch() -> BatchField:
    field = BatchField("Batch size", 1_000_000)
    field.show_value(64)
    return field


@pytest.fixture
def styled(qapp: QApplication) -> Iterator[QApplication]:
    """Return the application in the program's style."""
    usual = qapp.font()
    apply_theme(qapp, theme("dark"))
    yield qapp
    qapp.setStyleSheet("")
    qapp.setFont(usual)


def test_what_looks_otherwise_keeps_the_size_that_text_has_now(
    qtbot: QtBot, styled: QApplication
) -> None:
    larger = styled.font()
    larger.setPixelSize(24)
    window, button, field = _Listener(), PushButton("Live", "live", "live"), _rate()
    column = QVBoxLayout(window)
    column.addWidget(button)
    column.addWidget(field)
    shown(window, qtbot)
    styled.setFont(larger)
    apply_theme(styled, theme("dark"))
    button.restyle(theme("dark"))
    field.restyle(theme("dark"))
    button.show_as("Back to live", "live", "past")
    field.selectAll()
    QTest.keyClicks(field, "5000")
    sizes = [widget.font().pixelSize() for widget in (button, field, field.lineEdit())]
    assert sizes == [26, 24, 24]


@pytest.mark.parametrize("name", ["rate", "batch"])
def test_escape_gives_back_what_a_refused_text_replaced(name: str, qtbot: QtBot) -> None:
    field = _rate() if name == "rate" else _batch()
    chosen: list[object] = []
    field.chosen.connect(chosen.append)
    shown(field, qtbot)
    before = field.text()
    for typed in ("5000000", ""):
        field.lineEdit().clear()
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert (field.text(), field.refused, field.property("invalid")) == (before, "", False)
    assert chosen == []


def test_a_step_mends_what_was_refused(qtbot: QtBot) -> None:
    field = _rate()
    shown(field, qtbot)
    field.selectAll()
    QTest.keyClicks(field, "5000")
    field.stepUp()
    assert field.text() == "0.200"
    assert field.property("invalid") is False
    assert field.refused == ""


def test_a_rate_beyond_what_can_be_set_is_shown_as_it_is(qtbot: QtBot) -> None:
    rate = RateField("Learning rate", 1e-5, 1e3)
    qtbot.addWidget(rate)
    rate.show_value(250_000.0)
    assert rate.text() == "250000"


class _Listener(QWidget):
    """A window that hears the keys that its widgets leave to it."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[int] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.heard.append(event.key())


def test_space_reaches_the_window_from_a_number_field(qtbot: QtBot) -> None:
    window = _Listener()
    column = QVBoxLayout(window)
    rate, batch = RateField("Learning rate", 1e-5, 1e3), BatchField("Batch size", 1000)
    column.addWidget(rate)
    column.addWidget(batch)
    shown(window, qtbot)
    for field in (rate, batch):
        QTest.keyClick(field, Qt.Key.Key_Space)
        QTest.keyClick(field, Qt.Key.Key_1)
    assert window.heard == [Qt.Key.Key_Space, Qt.Key.Key_Space]


def test_space_reaches_the_window_from_the_segment_that_is_chosen(qtbot: QtBot) -> None:
    window = _Listener()
    column, control = QVBoxLayout(window), SegmentedControl(SPEEDS)
    column.addWidget(control)
    shown(window, qtbot)
    slow, watch, full = control.findChildren(QToolButton)
    QTest.keyClick(slow, Qt.Key.Key_Right)
    QTest.keyClick(watch, Qt.Key.Key_Space)
    assert control.value() == "watch"
    assert window.heard == [Qt.Key.Key_Space]
    QTest.keyClick(full, Qt.Key.Key_Space)
    assert control.value() == "full", "another one is still chosen by it"
    assert window.heard == [Qt.Key.Key_Space]


def test_a_batch_steps_by_powers_of_two_up_to_all(qtbot: QtBot) -> None:
    batch = BatchField("Batch size", 1_000_000)
    qtbot.addWidget(batch)
    batch.show_value(48)
    seen: list[object] = []
    batch.chosen.connect(seen.append)
    batch.stepUp()
    batch.stepUp()
    batch.stepDown()
    batch.setValue(48)
    batch.stepDown()
    assert seen == [64, 128, 64, 48, 32]
    batch.show_value(32_768)
    batch.stepUp()
    assert batch.text() == "full"
    batch.stepDown()
    assert seen[-2:] == ["full", 32_768]


def test_a_batch_is_at_least_one_image(qtbot: QtBot) -> None:
    batch = BatchField("Batch size", 1000)
    qtbot.addWidget(batch)
    batch.show_value(2)
    for _ in range(3):
        batch.stepDown()
    assert batch.size_value == 1


@pytest.mark.parametrize(("typed", "size"), [("full", "full"), ("100", 100), ("0", 64)])
def test_a_batch_can_be_typed(typed: str, size: object, qtbot: QtBot) -> None:
    batch = BatchField("Batch size", 1000)
    shown(batch, qtbot)
    batch.show_value(64)
    batch.selectAll()
    QTest.keyClicks(batch, typed)
    QTest.keyClick(batch, Qt.Key.Key_Return)
    assert batch.size_value == size


def test_a_caption_stands_above_its_control_or_before_it(qtbot: QtBot) -> None:
    field = Field("Learning rate", RateField("Learning rate", 1e-5, 1e3), "Rate")
    shown(field, qtbot)
    label = field.findChild(QLabel)
    assert label is not None
    qtbot.waitUntil(lambda: label.geometry().bottom() < field.control.geometry().top())
    field.set_inline(True)
    qtbot.waitUntil(lambda: label.geometry().right() < field.control.geometry().left())
    assert label.text() == "Rate"


def test_a_message_offers_a_way_out_and_goes_when_it_is_taken(qtbot: QtBot) -> None:
    window = QWidget()
    bar = MessageBar()
    QVBoxLayout(window).addWidget(bar)
    shown(window, qtbot)
    assert not bar.isVisible()
    done: list[str] = []
    bar.show_message(
        "error",
        "The network stopped learning.",
        "The rate is too high.",
        "Use rate 0.1",
        lambda: done.append("first"),
        secondary_text="Keep going",
        secondary=lambda: done.append("second"),
    )
    assert bar.text == "The network stopped learning. The rate is too high."
    assert bar.accessibleName() == bar.text
    with qtbot.waitSignal(bar.action_chosen):
        _button(bar, "Use rate 0.1").click()
    assert done == ["first"]
    assert not bar.isVisible()
    assert bar.text == ""


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
@pytest.mark.parametrize("make", [PushButton, Toggle, partial(IconButton, "close")])
def test_a_button_is_pressed_by_space_and_enter(
    make: Callable[[str], QAbstractButton], key: Qt.Key, qtbot: QtBot
) -> None:
    button = make("Rewind")
    shown(button, qtbot)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, key)


def test_an_action_may_show_the_next_message(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_message(
        "info",
        "MNIST is missing.",
        "",
        "Get it",
        lambda: bar.show_message("info", "Getting it.", ""),
    )
    _button(bar, "Get it").click()
    assert bar.text == "Getting it. "
    assert _button(bar, "").isHidden()
    bar.hide()


def test_messages_that_wait_are_said_once_those_before_are_done_with(qtbot: QtBot) -> None:
    bar = MessageBar()
    done: list[str] = []
    qtbot.addWidget(bar)
    bar.show_message("info", "First.", "", in_turn=True)
    for what in ("Second.", "Third."):
        bar.show_message("warning", what, "", "Do it", partial(done.append, what), in_turn=True)
    assert bar.text.startswith("First.")
    bar.show_message("info", "Instead of the first.", "")
    bar._close.click()
    assert bar.text.startswith("Second.")
    _button(bar, "Do it").click()
    assert done == ["Second."]
    assert bar.text.startswith("Third.")
    bar._close.click()
    assert bar.text == ""


def test_a_message_that_leads_on_is_not_lost_to_a_mere_notice(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_message("error", "It diverged.", "", "Rewind", lambda: None)
    for what in ("The table is saved.", "That cannot be.", "The table is saved."):
        bar.show_message("info", what, "")
        assert bar.text.startswith("It diverged.")
    bar.show_message("error", "It crashed.", "", details="where")
    bar.show_message("error", "The file could not be written.", "")
    said = []
    while bar.text:
        said.append(bar.text.strip())
        bar._close.click()
    assert said == [
        "The file could not be written.",
        "It crashed.",
        "It diverged.",
        "That cannot be.",
        "The table is saved.",
    ]


def test_an_error_is_not_lost_to_what_is_said_after_it(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_message("error", "The file could not be written.", "")
    bar.show_message("info", "The table is saved.", "")
    assert bar.text.startswith("The file could not be written.")
    bar.show_message("error", "The model could not be saved.", "")
    said = []
    while bar.text:
        said.append(bar.text.strip())
        bar._close.click()
    assert said == [
        "The model could not be saved.",
        "The file could not be written.",
        "The table is saved.",
    ]


def test_an_offer_that_came_later_stands_for_one_before(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    undo = partial(qtbot.wait, 0)
    bar.show_message("info", "A run begins.", "", "Undo", undo)
    bar.show_message("error", "It crashed.", "", details="where")
    bar.show_message("info", "Another run begins.", "", "Undo", undo)
    assert bar.text.startswith("It crashed.")
    bar._close.click()
    assert bar.text.startswith("Another run begins.")
    bar.show_message("info", "MNIST is here.", "", "Use it", lambda: None)
    bar._close.click()
    assert bar.text == ""


def test_what_is_to_be_read_is_said_until_it_is_closed(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_message("warning", "The settings could not be read.", "", until_read=True)
    bar.show_message("info", "MNIST is not on this computer.", "", "Get it", lambda: None)
    assert bar.text.startswith("The settings could not be read.")
    bar.show_message("error", "It diverged.", "", "Rewind", lambda: None)
    bar.show_message("error", "It crashed.", "")
    said = []
    while bar.text:
        said.append(bar.text.strip())
        bar._close.click()
    assert said == [
        "It crashed.",
        "It diverged.",
        "The settings could not be read.",
        "MNIST is not on this computer.",
    ]


def test_what_no_longer_holds_is_taken_back(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_message("error", "It diverged.", "", "Rewind", lambda: None)
    bar.show_message("info", "Saving…", "")
    bar.show_message("info", "Saved.", "")
    assert bar.take_back("Saving…")
    assert not bar.take_back("Saving…")
    assert bar.take_back("It diverged.")
    assert bar.text == "Saved. "
    bar._close.click()
    assert bar.text == ""


def test_details_of_a_message_can_be_copied(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_message("error", "Something broke.", "Training goes on.", details="line 1\nline 2")
    _button(bar, "Copy details").click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Something broke.\nTraining goes on.")
    assert copied.endswith("line 1\nline 2")
    assert not bar.isHidden(), "it can be copied twice"
    with qtbot.waitSignal(bar.closed):
        close = bar.findChild(IconButton)
        assert close is not None
        close.click()
    bar.show_message("info", "All is well.", "")
    assert _button(bar, "Copy details").isHidden()
    bar.hide()


@pytest.mark.parametrize("width", [400, 700, 1280])
def test_a_long_message_wraps_and_is_not_clipped(width: int, qtbot: QtBot, text_size: int) -> None:
    bar = MessageBar()
    window = QWidget()
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(bar)
    column.addStretch()
    window.resize(width, 800)
    shown(window, qtbot)
    bar.show_message("warning", "What happened. " * 4, "Why it happened. " * 6, "Do this")
    button = _button(bar, "Do this")

    def nothing_is_clipped() -> bool:
        labels = [label for label in bar.findChildren(QLabel) if label.isVisible()]
        tall = all(label.height() >= label.heightForWidth(label.width()) for label in labels)
        inside = all(bar.rect().contains(part.geometry()) for part in (*labels, button))
        apart = not any(part.geometry().intersects(button.geometry()) for part in labels)
        return tall and inside and apart and bar.width() == width

    qtbot.waitUntil(nothing_is_clipped)


def test_in_large_text_a_message_leaves_more_of_the_height_to_the_panels(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_message("info", "Something happened.", "It need not be said why.")
    heights = []
    for width in (2400, 600):  # many lines' heights, or few
        bar.resize(width, 100)
        heights.append(bar.heightForWidth(width))
    bar.hide()
    assert heights[1] < heights[0]
    words = bar.findChildren(QLabel)
    assert heights[1] >= sum(label.height() for label in words if label.text())


def _button(bar: MessageBar, text: str) -> PushButton:
    return next(button for button in bar.findChildren(PushButton) if button.text() == text)
