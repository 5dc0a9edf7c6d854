"""The timeline: where steps stand, what it asks for, what it plays."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_viz.training import Change, Metrics
from mnist_viz.ui.look.theme import THEME_NAMES, theme
from mnist_viz.ui.timeline import Timeline
from mnist_viz.ui.timeline.loss_curve import LossCurve, limits
from mnist_viz.ui.timeline.moment import Moment
from mnist_viz.ui.timeline.playback_menu import PlaybackMenu
from mnist_viz.ui.timeline.time_scale import TimeScale, epoch_starts
from tests.samples import sample_view

RECORDED = np.array([*range(41), 50, 60])


def live() -> Moment:
    return Moment(sample_view(60), RECORDED)


def rewound(step: int = 20) -> Moment:
    newest = sample_view(60)
    past = dataclasses.replace(sample_view(step), newest=newest.frame)
    return Moment(past, RECORDED)


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(1280, 84)
    made.show()
    return made


def choices(timeline: Timeline) -> list[tuple[int, bool]]:
    seen: list[tuple[int, bool]] = []
    timeline.step_chosen.connect(lambda step, exact: seen.append((step, exact)))
    return seen


def place(timeline: Timeline, step: int) -> QPoint:
    return QPoint(round(timeline.strip._present_picture().scale.x(step)), 40)


def test_the_first_hundred_of_1240_steps_take_28_hundredths_of_the_width() -> None:
    assert TimeScale(1240, 0.0, 100.0).x(100) == pytest.approx(28.4, abs=0.1)


def test_a_place_means_the_step_that_stands_there() -> None:
    scale = TimeScale(5000, 24.0, 900.0)
    for step in (0, 1, 77, 1234, 5000):
        assert scale.step(scale.x(step)) == step


def test_ticks_are_round_and_apart_and_name_both_ends() -> None:
    scale = TimeScale(1820, 0.0, 900.0)
    ticks = scale.ticks(44)
    assert (ticks[0], ticks[-1]) == (0, 1820)
    assert {10, 50, 100, 200, 500, 1000} < set(ticks)
    assert min(np.diff([scale.x(step) for step in ticks])) >= 44


@pytest.mark.parametrize("size", [7, 32, 600, 50])
def test_epochs_begin_where_training_begins_them(size: int) -> None:
    images, offset, expected = 600, 0, []
    changes = (Change(40, "batch_size", 48), Change(75, "batch_size", "full"))
    sizes = [size] * 40 + [48] * 35 + [images] * 45
    for step, batch in enumerate(sizes):
        if offset == 0 and step > 0:
            expected.append(step)
        offset = (offset + min(batch, images - offset)) % images
    assert epoch_starts(119, images, size, changes).tolist() == expected


def test_many_epochs_are_marked_by_round_numbers_only() -> None:
    scale = TimeScale(10_000, 0.0, 900.0)
    marked = scale.epochs(np.arange(10, 10_000, 10), 66)
    numbers = [number for number, _ in marked]
    assert all(number % numbers[0] == 0 for number in numbers)
    assert np.diff([scale.x(step) for _, step in marked]).min() >= 66


def test_each_point_of_the_curve_is_the_mean_of_losses_of_the_views_run_around_it() -> None:
    losses = sample_view(60).frame.metrics.loss
    curve = LossCurve(losses, TimeScale(60, 10.0, 90.0))
    steps = [60 * ((x - 10.0) / 90.0) ** 2 for x in curve.x]
    for number, shown in enumerate(curve.loss):
        first = steps[max(0, number - 2)]
        last = steps[min(len(steps) - 1, number + 2)]
        # Twenty-four places between the points two before and two after; the run has 60 updates.
        places = [first + (last - first) * (sample + 0.5) / 24 for sample in range(24)]
        around = [float(losses[min(59, int(place))]) for place in places]
        assert shown == pytest.approx(sum(around) / 24, rel=1e-6)


def test_the_curve_shows_the_losses_of_the_run() -> None:
    loss = np.exp(-np.arange(2000) / 400).astype(np.float32)
    curve = LossCurve(loss, TimeScale(2000, 0.0, 900.0))
    steps = 2000 * (curve.x / 900) ** 2
    assert np.allclose(curve.loss, np.exp(-steps / 400), rtol=0.05)


def test_the_axis_holds_a_leap_and_broken_losses_are_left_out() -> None:
    loss = np.full(500, 0.2, dtype=np.float32)
    loss[300:320], loss[400:] = 60.0, np.nan
    curve = LossCurve(loss, TimeScale(500, 0.0, 900.0))
    top, bottom = limits(curve)
    assert np.isfinite(curve.loss).all()
    assert top >= curve.loss.max()
    assert bottom < curve.loss.min()


def test_the_label_of_the_end_goes_with_the_playhead_though_the_picture_is_older(
    timeline: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    strip = timeline.strip
    monkeypatch.setattr("mnist_viz.ui.timeline.strip.perf_counter", lambda: 0.0)
    timeline.show_moment(live())
    strip.grab()
    picture = strip._picture
    assert picture is not None
    timeline.show_moment(Moment(sample_view(75), np.append(RECORDED, 75)))
    meanwhile = strip.grab().toImage()
    assert strip._picture is picture
    strip.restyle(theme("dark"))
    anew = strip.grab().toImage()
    width = strip._caption_metrics.horizontalAdvance("75")
    right, top = round(picture.scale.right), strip._bottom + 4
    label = QRect(right - width, top, width, strip.height() - top)
    assert meanwhile.copy(label) == anew.copy(label)
    assert len({anew.pixel(x, y) for x in range(label.left(), right) for y in range(top, 80)}) > 5


def test_the_chip_covers_no_half_of_a_label(timeline: Timeline) -> None:
    def changed(moment: Moment) -> Moment:
        frame = dataclasses.replace(moment.newest, changes=(Change(15, "learning_rate", 0.4),))
        return Moment(dataclasses.replace(moment.view, newest=frame), moment.recorded)

    ground = timeline.strip._theme.color("panel").name()
    for step, is_covered in ((18, True), (45, False)):
        timeline.show_moment(changed(rewound(step)))
        timeline.strip._picture = None
        image = timeline.strip.grab().toImage()
        (label,) = timeline.strip._present_picture().labels
        colors = {
            image.pixelColor(x, round(label.center().y())).name()
            for x in range(round(label.right()) - 8, round(label.right()))
        }
        assert (colors == {ground}) == is_covered


@pytest.mark.parametrize("text", ["collapsed", "loss not finite", "a"])
def test_a_warning_keeps_its_distance_from_the_newest_step(text: str, timeline: Timeline) -> None:
    moment = rewound(5)
    view = dataclasses.replace(moment.view, warnings=((59, text),))
    timeline.show_moment(Moment(view, moment.recorded))
    strip = timeline.strip
    (label,) = strip._present_picture().labels
    newest = strip._text_place("newest 60", strip._present_picture().scale.x(60))
    assert newest.right() <= strip.width()
    assert label.right() + 4 < newest.left()


def test_an_empty_timeline_hints_and_offers_nothing(timeline: Timeline) -> None:
    timeline.show_moment(Moment(sample_view(0), np.array([0])))
    assert timeline.hint.isVisible()
    assert timeline.place.text() == "at the start"
    assert not timeline.live.isEnabled()
    seen = choices(timeline)
    QTest.mouseClick(timeline.strip, Qt.MouseButton.LeftButton, pos=QPoint(300, 40))
    assert seen == []


def test_the_hint_leaves_with_the_first_step(timeline: Timeline) -> None:
    timeline.show_moment(Moment(sample_view(0), np.array([0])))
    timeline.show_moment(live())
    assert not timeline.hint.isVisible()
    assert timeline.live.text() == "Live"
    assert timeline.step.text() == "60"


def test_rewound_it_offers_to_continue_and_to_go_back(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.show_moment(rewound())
    assert timeline.proceed.isVisible()
    assert timeline.proceed.text() == "Continue from 20"
    assert timeline.live.text() == "Back to live"
    assert timeline.place.text() == "of 60"
    with qtbot.waitSignals([timeline.continue_requested, timeline.live_requested]):
        QTest.mouseClick(timeline.proceed, Qt.MouseButton.LeftButton)
        QTest.mouseClick(timeline.live, Qt.MouseButton.LeftButton)


def test_dragging_asks_for_the_steps_under_the_pointer(timeline: Timeline) -> None:
    timeline.show_moment(live())
    seen = choices(timeline)
    strip = timeline.strip
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=place(timeline, 30))
    for step in (20, 15, 10):  # one turn of the event loop brings all three
        QTest.mouseMove(strip, place(timeline, step))
    QApplication.processEvents()
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=place(timeline, 5))
    assert seen == [(30, False), (10, False), (5, True)]


def test_what_stands_beside_the_strip_keeps_its_place_while_a_hand_drags(
    timeline: Timeline,
) -> None:
    timeline.step_chosen.connect(lambda step, _: timeline.show_moment(rewound(step)))
    timeline.show_moment(live())

    def places() -> list[object]:
        parts = (timeline.strip, timeline.step, timeline.place, timeline.live, timeline.proceed)
        return [(part.isVisible(), part.geometry() if part.isVisible() else None) for part in parts]

    before = places()
    QTest.mousePress(timeline.strip, Qt.MouseButton.LeftButton, pos=place(timeline, 30))
    QTest.mouseMove(timeline.strip, place(timeline, 20))
    QApplication.processEvents()
    assert timeline.step.text() == "20"
    assert places() == before
    live_button = timeline.live
    assert live_button.width() >= live_button.sizeHint().width()
    assert live_button.property("kind") == "past"
    QTest.mouseRelease(timeline.strip, Qt.MouseButton.LeftButton, pos=place(timeline, 20))
    assert timeline.proceed.isVisible()
    assert live_button.text() == "Back to live"
    assert not timeline.proceed.geometry().intersects(timeline.strip.geometry())


def test_a_hand_that_rests_keeps_its_step_while_training_goes_on(timeline: Timeline) -> None:
    timeline.show_moment(live())
    seen = choices(timeline)
    strip, resting = timeline.strip, place(timeline, 20)
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=place(timeline, 30))
    QTest.mouseMove(strip, resting)
    QApplication.processEvents()
    timeline.show_moment(Moment(sample_view(120), np.array([*RECORDED, 100, 120])))
    strip._picture = None
    assert strip._step_at(resting.x()) != 20
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=resting)
    assert seen[-1] == (20, True)


def test_a_drag_ends_though_its_release_went_elsewhere(timeline: Timeline) -> None:
    timeline.show_moment(live())
    seen = choices(timeline)
    strip = timeline.strip
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=place(timeline, 30))
    at = place(timeline, 30)
    menu = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, strip.mapToGlobal(at))
    QApplication.sendEvent(strip, menu)
    assert QApplication.activePopupWidget() is None
    assert seen == [(30, False)]
    hovering = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place(timeline, 10)),
        strip.mapToGlobal(QPointF(place(timeline, 10))),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(strip, hovering)
    assert not strip.dragging
    assert seen[-1] == (30, True)
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=place(timeline, 10))
    assert seen[-1] == (30, True)


def test_a_hand_on_the_steps_of_a_run_does_not_choose_in_another(timeline: Timeline) -> None:
    timeline.show_moment(live())
    QTest.mousePress(timeline.strip, Qt.MouseButton.LeftButton, pos=place(timeline, 30))
    seen = choices(timeline)
    other = sample_view(60)
    frame = dataclasses.replace(other.frame, run_id=2)
    timeline.show_moment(Moment(dataclasses.replace(other, frame=frame), RECORDED))
    QTest.mouseRelease(timeline.strip, Qt.MouseButton.LeftButton, pos=place(timeline, 30))
    assert seen == []
    assert not timeline.strip.dragging


def test_a_click_close_to_a_recorded_step_means_it_and_elsewhere_the_step_there(
    timeline: Timeline,
) -> None:
    timeline.show_moment(live())
    seen = choices(timeline)
    beside = place(timeline, 50) + QPoint(3, 0)
    QTest.mouseClick(timeline.strip, Qt.MouseButton.LeftButton, pos=beside)
    QTest.mouseClick(timeline.strip, Qt.MouseButton.LeftButton, pos=place(timeline, 55))
    assert [step for step, exact in seen if exact] == [50, 55]


def test_a_step_can_be_typed(timeline: Timeline) -> None:
    timeline.show_moment(live())
    seen = choices(timeline)
    timeline.strip.setFocus()
    QTest.keyClicks(timeline.strip, "4")
    QTest.keyClicks(timeline.step, "2")
    QTest.keyClick(timeline.step, Qt.Key.Key_Return)
    assert seen == [(42, True)]
    assert timeline.step.text() == "60"


@pytest.mark.parametrize(("typed", "step"), [("-5", 5), ("1.5", 15), ("4e1", 41), ("1,0", 10)])
def test_no_more_can_be_typed_than_is_in_a_step(typed: str, step: int, timeline: Timeline) -> None:
    timeline.show_moment(live())
    seen = choices(timeline)
    timeline.step.selectAll()
    QTest.keyClicks(timeline.step, typed)
    assert timeline.step.text().replace(",", "") == str(step), "what is read is what is seen"
    QTest.keyClick(timeline.step, Qt.Key.Key_Return)
    assert seen == [(step, True)]


def test_escape_leaves_the_step_as_it_is(timeline: Timeline) -> None:
    timeline.show_moment(live())
    seen = choices(timeline)
    timeline.step.begin("7")
    QTest.keyClick(timeline.step, Qt.Key.Key_Escape)
    assert seen == []
    assert timeline.step.text() == "60"


def test_what_is_being_typed_is_not_overwritten_by_training(timeline: Timeline) -> None:
    timeline.show_moment(rewound())
    timeline.step.begin("7")
    timeline.activateWindow()
    timeline.step.setFocus()
    timeline.show_moment(live())
    assert timeline.step.text() in {"7", "60"}
    if timeline.step.hasFocus():
        assert timeline.step.text() == "7"


def test_playing_forwards_reaches_every_part_and_ends_live(
    timeline: Timeline, qtbot: QtBot
) -> None:
    timeline.show_moment(rewound(0))
    seen = choices(timeline)
    timeline.playback.start(0, (0, 60), 60)
    with qtbot.waitSignal(timeline.live_requested):
        for _ in range(200):
            timeline.playback.advance(0.1)
    steps = [step for step, _ in seen]
    assert steps == sorted(steps)
    assert steps[-1] == 60
    assert not timeline.playback.playing


def test_playing_backwards_ends_at_the_first_step(timeline: Timeline) -> None:
    timeline.show_moment(live())
    seen = choices(timeline)
    timeline.playback.speed = -4.0
    timeline.playback.start(60, (0, 60), 60)
    for _ in range(60):
        timeline.playback.advance(0.1)
    assert seen[-1] == (0, False)
    assert not timeline.playback.playing


def test_a_marked_range_is_looped_until_stopped(timeline: Timeline) -> None:
    timeline.show_moment(live())
    strip, shift = timeline.strip, Qt.KeyboardModifier.ShiftModifier
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(strip, left, shift, place(timeline, 10))
    QTest.mouseRelease(strip, left, shift, place(timeline, 30))
    assert timeline.loop.isChecked()
    seen = choices(timeline)
    QTest.mouseClick(timeline.replay, left)
    assert timeline.playback.playing
    for _ in range(400):
        timeline.playback.advance(0.1)
    steps = [step for step, _ in seen]
    assert min(steps) == 10
    assert max(steps) <= 30
    assert (np.diff(steps) < 0).sum() > 3
    QTest.mouseClick(timeline.replay, left)
    assert not timeline.playback.playing


def haunted(ghost_steps: int, steps: int) -> Moment:
    """Return a run of so many steps after one that was longer."""
    ghost = np.linspace(2.3, 0.1, ghost_steps).astype(np.float32)
    view = dataclasses.replace(sample_view(steps), ghost=Metrics.of(ghost, ghost))
    return Moment(view, np.arange(steps + 1))


def test_a_much_longer_ghost_leaves_the_run_its_room() -> None:
    for steps in (20, 60, 61):
        end = haunted(30_000, steps).end
        assert end >= 2 * steps
        assert TimeScale(end, 0.0, 100.0).x(steps) > 40
    assert haunted(30_000, 60).end == haunted(30_000, 61).end  # mostly, the scale stands still
    assert haunted(90, 60).end == 90
    assert haunted(30, 60).end == 60


def test_a_ghost_that_leaves_the_strip_is_drawn_up_to_its_end_with_the_losses_there(
    timeline: Timeline,
) -> None:
    moment = haunted(30_000, 60)
    assert moment.ghost is not None
    curve = LossCurve(moment.ghost.loss, TimeScale(moment.end, 0.0, 900.0))
    last = round(moment.end * (curve.x[-1] / 900) ** 2)
    assert last == moment.end < len(moment.ghost)
    assert curve.loss[-1] == pytest.approx(moment.ghost.loss[last - 1], rel=1e-2)
    seen = choices(timeline)
    timeline.show_moment(moment)
    QTest.mouseClick(timeline.strip, Qt.MouseButton.LeftButton, pos=place(timeline, moment.end))
    assert {step for step, _ in seen} == {60}  # the newest: there is nothing to go to beyond


@pytest.mark.parametrize("name", THEME_NAMES)
@pytest.mark.parametrize("width", [640, 1280, 2560])
def test_it_paints_every_state_in_every_theme(name: str, width: int, timeline: Timeline) -> None:
    timeline.resize(width, 84)
    timeline.restyle(theme(name))
    ghost = np.linspace(2.3, 0.1, 90).astype(np.float32)
    with_ghost = dataclasses.replace(
        rewound().view, ghost=Metrics.of(ghost, ghost), warnings=((58, "not finite"),)
    )
    for moment in (live(), rewound(), Moment(with_ghost, RECORDED)):
        timeline.show_moment(moment)
        assert not timeline.grab().isNull()


def test_nothing_of_it_overlaps_or_is_cut(timeline: Timeline) -> None:
    for moment in (live(), rewound()):
        timeline.show_moment(moment)
        parts = [timeline.strip, timeline.step, timeline.live]
        parts += [timeline.proceed] if moment.is_past else []
        for part in parts:
            assert timeline.rect().contains(part.geometry()), part.objectName()
        for part in parts:
            for other in parts:
                if part is not other:
                    assert not part.geometry().intersects(other.geometry())


def test_a_narrow_timeline_keeps_strip_step_and_way_back(timeline: Timeline) -> None:
    timeline.resize(600, timeline.height())
    timeline.show_moment(rewound())
    assert timeline.height() < 60
    assert not timeline.title.isVisible()
    assert timeline.proceed.text() == "Continue"
    parts = [timeline.strip, timeline.step, timeline.proceed, timeline.live]
    for part, following in pairwise(parts):
        assert part.isVisible()
        assert part.geometry().right() < following.geometry().left()
    assert not timeline.grab().isNull()
    timeline.resize(1280, timeline.height())
    assert timeline.title.isVisible()
    assert timeline.proceed.text() == "Continue from 20"


def test_a_menu_chooses_direction_and_speed(timeline: Timeline) -> None:
    menu = timeline.findChild(PlaybackMenu)
    assert menu is not None
    entries = {action.text(): action for action in menu.actions()}
    entries["Backwards"].trigger()
    assert timeline.playback.speed == -1.0
    entries["4 ×"].trigger()
    assert timeline.playback.speed == -4.0
    timeline.show_moment(live())
    entries["Replay, stop"].trigger()
    assert timeline.playback.playing
    entries["Replay, stop"].trigger()
    assert not timeline.playback.playing
