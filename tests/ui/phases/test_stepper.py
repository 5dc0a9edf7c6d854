"""One step in four phases, in the window and by keyboard."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.session import Session
from mnist_viz.session.replayer import ReplayTooLongError
from mnist_viz.training import Frame, Run, RunConfig
from mnist_viz.ui.look.spacing import BASE_FONT_PIXELS
from mnist_viz.ui.look.style import ThemeFollower
from mnist_viz.ui.look.theme import THEME_NAMES, theme
from mnist_viz.ui.main_window import MainWindow
from mnist_viz.ui.phases.account import Account
from tests.samples import tiny_data
from tests.ui import window_runs
from tests.ui.window_runs import trained_headless, view

CONFIG = RunConfig(batch_size=32, optimizer="adam", learning_rate=0.005)


@pytest.fixture
def speed() -> str:
    return "full"


def begin(window: MainWindow, qtbot: QtBot, steps: int, config: RunConfig = CONFIG) -> None:
    window_runs.begin(window, qtbot, config, steps)


def headless(step: int, config: RunConfig = CONFIG) -> Frame:
    return trained_headless(step, config)


def open_phases(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: window.stepper.is_open)


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(window.stepper.strip, key)


def told_step(window: MainWindow) -> int:
    phases = window.stepper.phases
    return -1 if phases is None else phases.step


def lit(window: MainWindow) -> set[str]:
    return set(window.stepper.lit)


def test_p_trains_one_step_and_tells_it_from_the_network_before_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, 2)
    open_phases(window, qtbot)
    assert told_step(window) == 3
    assert view(window).frame.step == 2
    assert np.array_equal(view(window).frame.parameters, headless(2).parameters)
    assert window.timeline.isHidden()
    assert window.stepper.strip.isVisible()
    assert window.status.text == "One step in four phases: step 2 → 3, phase 1 of 4."


def test_forward_through_the_phases_makes_the_step_and_back_undoes_it_exactly(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, 2)
    open_phases(window, qtbot)
    before, after = headless(2).parameters, headless(3).parameters
    shown = []
    for _ in range(3):
        press(window, Qt.Key.Key_Right)
        shown.append((window.stepper.strip.phase, view(window).frame.parameters))
    assert [phase for phase, _ in shown] == [1, 2, 3]
    assert np.array_equal(shown[0][1], before)
    assert np.array_equal(shown[1][1], before)
    assert np.array_equal(shown[2][1], after)
    assert not view(window).is_past
    press(window, Qt.Key.Key_Left)
    assert np.array_equal(view(window).frame.parameters, before)


def test_the_updates_numbers_are_those_of_the_frames_on_the_screen(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, 1, RunConfig(batch_size=32))
    open_phases(window, qtbot)
    account = window.stepper.strip.account
    assert account is not None
    old = float(view(window).frame.parameters[account.place.index])
    for _ in range(3):
        press(window, Qt.Key.Key_Right)
    new = float(view(window).frame.parameters[account.place.index])
    text = window.stepper.strip.text
    assert text is not None
    values = [float(part.value.replace("−", "-")) for part in text.formula]
    assert values[:2] == pytest.approx([new, old], rel=1e-5)
    assert old - values[2] * values[3] == pytest.approx(new, abs=1e-6)


def test_each_phase_lights_its_panel_and_the_wall_shows_the_gradient(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, 1)
    filters = window.stepper._filters
    filters.show_kind("change")
    open_phases(window, qtbot)
    assert lit(window) == {"activations_panel_dock"}
    assert filters.kind == "change"
    press(window, Qt.Key.Key_Right)
    assert lit(window) == {"loss_panel_dock"}
    press(window, Qt.Key.Key_Right)
    assert lit(window) == {"filters_panel_dock", "health_panel_dock"}
    assert filters.kind == "gradient"
    press(window, Qt.Key.Key_Right)
    assert lit(window) == {"filters_panel_dock"}
    assert filters.kind == "weights"
    press(window, Qt.Key.Key_Escape)
    assert lit(window) == set()
    assert filters.kind == "change"
    assert window.status.text.startswith("Paused at step 2.")
    assert not window.timeline.isHidden()
    assert window.stepper.strip.isHidden()


def test_after_the_update_comes_the_next_step_and_before_the_first_phase_the_one_before(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, 1)
    open_phases(window, qtbot)
    assert told_step(window) == 2
    for _ in range(4):
        press(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: told_step(window) == 3)
    assert window.stepper.strip.phase == 0
    press(window, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: told_step(window) == 2)
    assert window.stepper.strip.phase == 3
    assert np.array_equal(view(window).frame.parameters, headless(2).parameters)
    for _ in range(4):
        press(window, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: told_step(window) == 1)
    for _ in range(3):
        press(window, Qt.Key.Key_Left)
    assert view(window).frame.step == 0
    press(window, Qt.Key.Key_Left)
    assert (told_step(window), window.stepper.strip.phase) == (1, 0)


def test_a_past_step_is_told_again_as_it_was(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot, 6)
    window.rewinder.go_to(3)
    open_phases(window, qtbot)
    assert told_step(window) == 4
    assert view(window).frame.step == 3
    assert window.display.newest is not None
    assert window.display.newest.step == 6
    for _ in range(3):
        press(window, Qt.Key.Key_Right)
    assert view(window).is_past
    assert np.array_equal(view(window).frame.parameters, headless(4).parameters)
    press(window, Qt.Key.Key_Escape)
    assert view(window).frame.step == 4


def test_closed_before_the_update_the_newest_step_is_shown(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, 1)
    open_phases(window, qtbot)
    assert view(window).is_past
    QTest.keyClick(window.stepper.strip, Qt.Key.Key_P)
    assert not window.stepper.is_open
    assert not view(window).is_past


def test_while_training_p_stops_and_tells_the_last_step(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot, 1)
    window._session.play()
    qtbot.waitUntil(lambda: view(window).frame.step > 40)
    open_phases(window, qtbot)
    assert not window._session.training
    assert window.display.newest is not None
    assert told_step(window) == window.display.newest.step


def test_training_on_closes_the_strip_once_the_newest_step_is_shown(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, 1)
    open_phases(window, qtbot)
    for _ in range(3):
        press(window, Qt.Key.Key_Right)
    window._session.play()
    qtbot.waitUntil(lambda: not window.stepper.is_open)
    window._session.pause()


def account(window: MainWindow) -> Account:
    told = window.stepper.strip.account
    assert told is not None
    return told


def test_another_image_and_another_weight_are_told_by_keyboard(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, 1)
    open_phases(window, qtbot)
    first = account(window)
    press(window, Qt.Key.Key_Down)
    assert account(window).image == (first.image + 1) % 32
    press(window, Qt.Key.Key_Up)
    assert account(window).image == first.image
    assert account(window).layer == 0
    press(window, Qt.Key.Key_W)
    assert (account(window).layer, account(window).place.layer) == (1, 1)
    for _ in range(2):
        press(window, Qt.Key.Key_W)
    assert account(window).layer is None
    shown = window.stepper.strip._picture.picture
    assert np.array_equal(shown, tiny_data().train.images[first.phases.rows[first.image]])


def test_the_buttons_do_what_the_keys_do(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot, 1)
    button = window.transport.findChild(QWidget, "phases_button")
    assert button is not None
    assert isinstance(button, QToolButton)
    button.click()
    qtbot.waitUntil(lambda: window.stepper.is_open)
    strip = window.stepper.strip
    strip._buttons[2].click()
    assert strip.phase == 2
    strip._next.click()
    assert strip.phase == 3
    strip._after.click()
    strip._before.click()
    strip._close.click()
    assert not window.stepper.is_open


def test_all_of_it_can_be_copied_and_is_told_to_a_screen_reader(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, 1)
    open_phases(window, qtbot)
    strip = window.stepper.strip
    assert strip.account is not None
    QTest.keyClick(strip, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == strip.account.plain
    assert strip.text is not None
    assert strip.accessibleDescription() == strip.text.plain
    assert [button.accessibleName().startswith("Phase") for button in strip._buttons] == [True] * 4


def test_the_windows_own_keys_go_through_the_phases_while_a_step_is_told(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, 1)
    open_phases(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_Right)
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert window.stepper.strip.phase == 2
    QTest.keyClick(window, Qt.Key.Key_Left)
    assert window.stepper.strip.phase == 1
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.stepper.is_open


def test_a_new_run_closes_the_strip(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot, 1)
    open_phases(window, qtbot)
    with qtbot.waitSignal(window._session.run_started):
        window.controls.reset()
    assert not window.stepper.is_open
    assert not window.timeline.isHidden()


def test_a_run_that_has_come_to_its_end_tells_its_last_step(
    window: MainWindow, qtbot: QtBot
) -> None:
    config = RunConfig(batch_size="full", schedule="cosine", epochs=2)
    begin(window, qtbot, 2, config)
    open_phases(window, qtbot)
    assert told_step(window) == 2


def test_a_step_that_diverges_is_not_told(window: MainWindow, qtbot: QtBot) -> None:
    config = RunConfig(hidden=(8,), activation=("leaky_relu",), learning_rate=1e6, batch_size=32)
    begin(window, qtbot, 0, config)
    session = window._session
    failures: list[Exception] = []
    session.failed.connect(failures.append)
    while not failures:
        step = view(window).frame.step
        window.stepper.toggle()
        qtbot.waitUntil(lambda: bool(failures) or window.stepper.is_open)
        if not failures:
            window.stepper.close()
        assert step < 200
    assert_shows_the_last_good_step(window)


def assert_shows_the_last_good_step(window: MainWindow) -> None:
    good = window._session.state.good_step
    newest = window.display.newest
    assert good is not None
    assert newest is not None
    assert good < newest.step
    assert view(window).frame.step == good
    assert view(window).told is None
    assert not window.stepper.is_open
    assert not window.timeline.isHidden()
    assert window.message_bar.kind == "error"


def test_the_strip_closes_when_the_next_step_diverges(window: MainWindow, qtbot: QtBot) -> None:
    config = RunConfig(hidden=(8,), activation=("leaky_relu",), learning_rate=1e6, batch_size=32)
    begin(window, qtbot, 0, config)
    session = window._session
    failures: list[Exception] = []
    session.failed.connect(failures.append)
    open_phases(window, qtbot)
    told = told_step(window)
    while not failures:
        assert told < 200
        window.stepper.go_to(4)
        qtbot.waitUntil(partial(_is_told_or_failed, window, told + 1, failures))
        told += 1
    assert_shows_the_last_good_step(window)


def _is_told_or_failed(window: MainWindow, step: int, failures: list[Exception]) -> bool:
    return bool(failures) or told_step(window) == step


@pytest.mark.parametrize("name", THEME_NAMES)
def test_the_strip_takes_on_a_theme(name: str, window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot, 1)
    open_phases(window, qtbot)
    window.restyle(theme(name))
    strip = window.stepper.strip
    image = strip.grab().toImage()
    assert image.pixelColor(4, strip.height() - 4) == theme(name).color("panel")


def test_a_narrow_strip_leaves_out_what_is_second(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot, 1)
    open_phases(window, qtbot)
    strip = window.stepper.strip
    strip.resize(2000, strip.height())
    strip._arrange()
    assert not strip._details.isHidden()
    strip.resize(500, strip.height())
    strip._arrange()
    assert strip._details.isHidden()
    assert not strip._sentence.isHidden()


def test_where_the_window_is_low_the_phases_take_less_of_its_height(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, 1)
    open_phases(window, qtbot)
    strip = window.stepper.strip
    window.resize(2400, 1300)
    QApplication.processEvents()
    high, buttons = strip.sizeHint().height(), strip._buttons[0].height()
    window.resize(2400, 560)
    QApplication.processEvents()
    assert strip._buttons[0].height() < buttons
    assert strip.sizeHint().height() < high
    assert not strip._details.isHidden()
    window.resize(2400, 1300)
    QApplication.processEvents()
    assert strip.sizeHint().height() == high


@pytest.fixture
def large_text(qapp: QApplication) -> Iterator[None]:
    before = qapp.font()
    large = qapp.font()
    large.setPixelSize(2 * BASE_FONT_PIXELS)
    qapp.setFont(large)
    yield
    qapp.setFont(before)


@pytest.mark.usefixtures("large_text")
def test_with_text_of_double_size_no_phase_makes_the_window_higher_than_a_small_screen(
    session: Session, qtbot: QtBot, qapp: QApplication
) -> None:
    window = MainWindow(session, ThemeFollower(qapp))
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    begin(window, qtbot, 1)
    open_phases(window, qtbot)
    for phase in range(4):
        window.stepper.go_to(phase)
        QApplication.processEvents()
        assert window.height() == 720
        assert window.minimumSizeHint().height() <= 720
    window.close()


@pytest.mark.usefixtures("large_text")
@pytest.mark.parametrize("is_told_of", [False, True], ids=["alone", "message"])
def test_with_text_of_double_size_all_that_is_told_of_the_longest_update_is_in_sight(
    is_told_of: bool, session: Session, qtbot: QtBot, qapp: QApplication
) -> None:
    window = MainWindow(session, ThemeFollower(qapp))
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    adam = RunConfig(optimizer="adam", learning_rate=0.001)
    begin(window, qtbot, 1, adam)  # which has the most terms
    open_phases(window, qtbot)
    if is_told_of:
        window.message_bar.show_message("error", "Something happened.", "", "Do it", bool)
    strip = window.stepper.strip
    for phase in range(4):
        window.stepper.go_to(phase)
        settle(qapp)
        assert strip.height() >= strip.heightForWidth(strip.width())
        for label in (strip._sentence, strip._formula, strip._details):
            assert label.isHidden() or label.height() >= label.heightForWidth(label.width())
    assert not strip._formula.isHidden()
    window.close()


@pytest.mark.usefixtures("large_text")
@pytest.mark.parametrize("why", ["", "Why that is takes a while to say. " * 5], ids=["one", "five"])
def test_with_text_of_double_size_phases_and_a_message_and_panels_fit_a_small_screen(
    why: str, session: Session, qtbot: QtBot, qapp: QApplication
) -> None:
    window = MainWindow(session, ThemeFollower(qapp))
    qtbot.addWidget(window)
    window.resize(1280, 690)  # of 720, with a title bar
    window.show()
    begin(window, qtbot, 1)
    open_phases(window, qtbot)
    strip, area = window.stepper.strip, window.dock_area
    settle(qapp)
    assert not strip._sentence.isHidden()
    window.message_bar.show_message("error", "Something happened.", why, "Do it", bool)
    window.inspector.toggle()
    for phase in range(4):
        window.stepper.go_to(phase)
        settle(qapp)
        assert window.height() == 690
        assert window.minimumSizeHint().height() <= 690
        assert strip.height() >= strip.heightForWidth(strip.width())
        is_long = bool(why) or phase == 3  # with what its optimizer remembers
        assert is_long or not strip._formula.isHidden()
        in_sight = [dock for dock in window.docks if not dock.visibleRegion().isEmpty()]
        assert len(in_sight) > 1
        assert [dock.windowTitle() for dock in in_sight if not inside(dock, area)] == []
        assert area.geometry().bottom() < window.height()
    window.message_bar.hide()
    settle(qapp)
    assert not strip._sentence.isHidden()
    window.close()


@pytest.mark.usefixtures("large_text")
def test_with_text_of_double_size_a_higher_window_tells_no_less_and_comes_to_rest(
    session: Session, qtbot: QtBot, qapp: QApplication
) -> None:
    window = MainWindow(session, ThemeFollower(qapp))
    qtbot.addWidget(window)
    window.show()
    begin(window, qtbot, 1)
    open_phases(window, qtbot)
    window.message_bar.show_message("error", "Something happened.", "It need not be said why.")
    told = []
    for height in range(632, 1000, 8):
        window.resize(1280, height)
        settle(qapp)
        told.append(window.stepper.strip._told)
    assert told == sorted(told)
    assert len(set(told)) > 1
    window.close()


def settle(qapp: QApplication) -> None:
    """Let everything find its place; what is laid out again and again never does."""
    for _ in range(20):
        qapp.processEvents()
        asked = LayoutRequests(qapp)
        qapp.installEventFilter(asked)
        qapp.processEvents()
        qapp.removeEventFilter(asked)
        if not asked.count:
            return
    pytest.fail("the window is laid out without end")


class LayoutRequests(QObject):
    """Counts them."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def inside(part: QWidget, whole: QWidget) -> bool:
    place = QRect(part.mapTo(whole, QPoint(0, 0)), part.size())
    return whole.rect().contains(place)


def test_a_step_that_was_undone_stays_undone_when_the_phases_are_closed(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, 2)
    open_phases(window, qtbot)
    for _ in range(3):
        press(window, Qt.Key.Key_Right)
    for _ in range(3):
        press(window, Qt.Key.Key_Left)
    press(window, Qt.Key.Key_Escape)
    assert view(window).told is None
    assert view(window).is_past
    assert view(window).frame.step == 2
    assert np.array_equal(view(window).frame.parameters, headless(2).parameters)
    assert "step 2" in window.status.text
    assert not window.timeline.isHidden()


def test_a_step_that_is_made_again_after_it_was_undone_is_shown_in_the_end(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, 2)
    open_phases(window, qtbot)
    window.stepper.go_to(3)
    window.stepper.go_to(0)
    window.stepper.go_to(3)
    window.stepper.close()
    assert not view(window).is_past
    assert view(window).frame.step == 3


@pytest.mark.parametrize("phase", range(4))
def test_play_leaves_off_telling_in_every_phase_and_shows_what_is_trained(
    phase: int, window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, 1)
    open_phases(window, qtbot)
    window.stepper.go_to(3)
    window.stepper.go_to(phase)
    QTest.keyClick(window.stepper.strip, Qt.Key.Key_Space)
    assert not window.stepper.is_open
    assert window.stepper.strip.isHidden()
    assert not view(window).is_past
    qtbot.waitUntil(lambda: view(window).frame.step > 2)
    window._session.pause()


@pytest.mark.parametrize("trains", [False, True])
def test_refused_in_the_past_p_stays_there_and_says_why(
    trains: bool, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window, qtbot, 6)
    past = window._session.past
    window.rewinder.go_to(3)
    if trains:
        window._session.play()

    def refuse(_run: Run, step: int) -> None:
        past.replay_refused.emit(step, ReplayTooLongError(step, 0, 2, 1.0))

    monkeypatch.setattr(past, "dissect", refuse)
    QTest.keyClick(window, Qt.Key.Key_P)
    assert not window.stepper.is_open
    assert not window._session.training
    assert view(window).is_past
    assert view(window).frame.step == 3
    assert window.message_bar.text.startswith("Step 4 cannot be shown; step 3 is.")


def test_while_training_p_in_the_past_tells_the_step_that_is_shown_there(
    window: MainWindow, qtbot: QtBot
) -> None:
    begin(window, qtbot, 6)
    window.rewinder.go_to(3)
    window._session.play()
    open_phases(window, qtbot)
    assert told_step(window) == 4
    assert view(window).frame.step == 3
