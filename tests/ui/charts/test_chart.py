"""A chart follows the newest step until the person zooms, and hides nothing it is given."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPaintEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mnist_viz.ui.charts.chart import Chart
from mnist_viz.ui.charts.chart_canvas import label_places
from mnist_viz.ui.charts.chart_legend import ChartLegend, LegendEntry
from mnist_viz.ui.charts.polylines import polylines
from mnist_viz.ui.charts.stroke import Line, Stroke
from mnist_viz.ui.charts.ticks import narrow_tick_text
from mnist_viz.ui.look.spacing import font
from mnist_viz.ui.look.theme import THEME_NAMES, contrast, theme

STROKES = {
    "raw": Stroke("train", opacity=0.2, sparse_opacity=0.4),
    "smooth": Stroke("train", width=2.0),
    "dash": Stroke("test", width=1.6, dashed=True),
    "dots": Stroke("test", width=1.6, dashed=True, dotted=True),
    "guest": Stroke("train", guest=True),
    "faint": Stroke("train", opacity=0.2, faint=True),
    "other": Stroke("train", width=1.2, opacity=0.4),
}


def line(steps: int, high: float = 2.0, low: float = 0.05) -> Line:
    x = np.arange(1.0, steps + 1)
    return x, np.geomspace(high, low, steps)


@pytest.fixture
def chart(qtbot: QtBot) -> Chart:
    made = Chart(STROKES)
    qtbot.addWidget(made)
    made.resize(300, 140)
    with qtbot.waitExposed(made):
        made.show()
    made.reach(1240)
    made.show_lines({"raw": line(1240), "smooth": line(1240)}, 1240)
    return made


def follows(chart: Chart) -> bool:
    return chart.following


def plot_area(chart: Chart) -> QWidget:
    return chart._canvas


def place_of(chart: Chart, step: float) -> QPoint:
    """Return where a step is drawn, half way down, in pixels of the plot area."""
    return QPoint(round(chart.scale.across(step)), chart._canvas.height() // 2)


def turn_wheel(chart: Chart, place: QPoint, delta: int) -> None:
    area = plot_area(chart)
    event = QWheelEvent(
        QPointF(place),
        QPointF(area.mapToGlobal(place)),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(area, event)


def soaring(steps: int, leap: int, highest: float) -> Line:
    """Return a line that goes on as `line` does, and from a step on lies far above."""
    x, y = line(steps)
    y[leap:] = highest
    return x, y


@pytest.mark.parametrize("log", [True, False])
def test_a_guest_that_soars_leaves_at_an_arrow_and_the_axis_stays(chart: Chart, log: bool) -> None:
    chart.set_log(log)
    alone = chart.scale.low, chart.scale.high
    for highest in (1e9, 1e34):
        guest = soaring(1240, 900, highest)
        chart.show_lines({"guest": guest, "raw": line(1240), "smooth": line(1240)}, 1240)
        assert (chart.scale.low, chart.scale.high) == alone
        assert chart.exits == [pytest.approx(chart.scale.across(901.0))]
        assert chart.lines["guest"] is guest, "nothing is lost to the table"
        _, drawn = chart._canvas.picture.lines["guest"]
        assert (drawn[900:] == -chart.scale.height).all()
    chart.show_lines({"raw": line(1240), "smooth": line(1240)}, 1240)
    assert chart.exits == []


def test_an_arrow_is_painted_where_a_guest_leaves(chart: Chart) -> None:
    lines = {"guest": soaring(1240, 900, 1e9), "smooth": line(1240)}
    chart.show_lines(lines, 1240)
    place = QPoint(round(chart.exits[0]), 7)
    with_arrow = chart._canvas.grab().toImage()
    ratio = with_arrow.devicePixelRatio()
    assert with_arrow.pixelColor(place * ratio + QPoint(1, 0)) == theme("dark").color("text2")


def test_a_guest_somewhat_above_the_lines_is_held_and_so_is_any_leap_of_theirs(
    chart: Chart,
) -> None:
    chart.show_lines({"guest": line(1240, high=15.0), "smooth": line(1240)}, 1240)
    assert chart.scale.high >= 15
    assert chart.exits == []
    chart.show_lines({"guest": line(1240), "smooth": soaring(1240, 900, 1e9)}, 1240)
    assert chart.scale.high >= 1e9
    assert chart.exits == []
    none = np.empty(0), np.empty(0)
    chart.show_lines({"guest": soaring(1240, 900, 1e9), "smooth": none}, 0)
    assert chart.scale.high >= 1e9, "nothing else is there to be seen"


def sinking(steps: int, dips: list[int], lowest: float) -> Line:
    """Return a line that goes on as `line` does, but for steps at which it is far below."""
    x, y = line(steps)
    y[dips] = lowest
    return x, y


def test_a_faint_line_that_sinks_leaves_at_arrows_and_the_axis_stays(chart: Chart) -> None:
    dips = [300, 310, 900]
    faint = sinking(1240, dips, 1e-7)
    chart.show_lines({"faint": faint, "smooth": line(1240)}, 1240)
    assert 0.05 / 40 < chart.scale.low <= 0.05 / 10
    assert chart.sinks == [pytest.approx(chart.scale.across(step)) for step in (301.0, 901.0)]
    assert chart.lines["faint"] is faint, "nothing is lost to the table"
    assert chart.sinking_at(901) == chart.sinking_at(311) == 1e-7
    assert chart.sinking_at(600) is None
    place = QPoint(round(chart.sinks[0]), chart._canvas.height() - 7)
    painted = chart._canvas.grab().toImage()
    at = place * painted.devicePixelRatio()
    assert painted.pixelColor(at) == theme("dark").color("text2")
    chart.set_log(False)
    assert chart.scale.low == 0
    assert chart.sinks == []


def test_a_faint_line_somewhat_below_the_others_is_held_and_so_is_one_alone(chart: Chart) -> None:
    chart.show_lines({"faint": line(1240, low=0.006), "smooth": line(1240)}, 1240)
    assert chart.scale.low <= 0.006
    assert chart.sinks == []
    none = np.empty(0), np.empty(0)
    chart.show_lines({"faint": sinking(1240, [900], 1e-7), "smooth": none}, 0)
    assert chart.scale.low <= 1e-7, "nothing else is there to be seen"


def test_the_axis_grows_in_leaps(chart: Chart) -> None:
    ends = set()
    for newest in range(1240, 3000, 20):
        chart.reach(newest)
        ends.add(chart.scale.last)
        assert chart.scale.last >= newest
    assert ends == {1500.0, 2000.0, 3000.0, 5000.0}
    chart.show_lines({"smooth": line(newest)}, newest)
    assert chart._axes.box.viewRange()[0] == [0.0, 5000.0]


def test_the_vertical_axis_holds_all_that_is_drawn(chart: Chart) -> None:
    assert (chart.scale.low, chart.scale.high) == (0.03, 3.0)
    chart.show_lines({"raw": line(1240, high=61.5)}, 1240)
    assert chart.scale.high == 100.0
    chart.set_log(False)
    assert (chart.scale.low, chart.scale.high) == (0.0, 70.0)


def test_every_point_lies_inside_the_plot(chart: Chart) -> None:
    for log in (True, False):
        chart.set_log(log)
        for _, y in chart.lines.values():
            down = chart.scale.down(y)
            assert (down >= 0).all()
            assert (down <= chart.scale.height).all()


def test_lines_and_axes_agree_on_where_values_are(chart: Chart) -> None:
    box = chart._axes.box
    for log in (True, False):
        chart.set_log(log)
        drawn = np.log10(0.3) if log else 0.3
        place = box.mapViewToScene(QPointF(700.0, float(drawn))) - chart._canvas.pos()
        assert chart.scale.across(700.0) == pytest.approx(place.x(), abs=0.01)
        assert chart.scale.down(np.array([0.3]))[0] == pytest.approx(place.y(), abs=0.01)


def test_zero_is_drawn_at_the_foot_of_a_logarithmic_axis(chart: Chart) -> None:
    chart.show_lines({"raw": (np.array([1.0, 2.0]), np.array([1.0, 0.0]))}, 2)
    assert chart.scale.low == 1e-8
    assert np.isfinite(chart.scale.down(np.array([0.0]))).all()


def test_the_wheel_zooms_and_a_double_click_returns(chart: Chart, qtbot: QtBot) -> None:
    place = place_of(chart, 600)
    with qtbot.waitSignal(chart.following_changed):
        turn_wheel(chart, place, 600)
    first, last = chart.scale.first, chart.scale.last
    assert 0 <= first < 600 < last < 1500
    assert not follows(chart)
    chart.reach(5000)
    assert (chart.scale.first, chart.scale.last) == (first, last)
    with qtbot.waitSignal(chart.following_changed):
        QTest.mouseClick(plot_area(chart), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(plot_area(chart), Qt.MouseButton.LeftButton, pos=place)
        # Else the button is down in all that follows.
        QTest.mouseRelease(plot_area(chart), Qt.MouseButton.LeftButton, pos=place)
    assert (chart.scale.first, chart.scale.last) == (0.0, 7000.0)


def test_zooming_out_to_all_steps_follows_again(chart: Chart) -> None:
    chart.zoom(4)
    assert not follows(chart)
    chart.zoom(1 / 4)
    chart.zoom(1 / 4)
    assert follows(chart)


def test_dragging_pans(chart: Chart) -> None:
    chart.zoom(3)
    before = chart.scale.first
    area, start = plot_area(chart), place_of(chart, 700)
    QTest.mousePress(area, Qt.MouseButton.LeftButton, pos=start)
    for moved in range(0, 60, 10):
        QTest.mouseMove(area, start + QPoint(moved, 0))
    QTest.mouseRelease(area, Qt.MouseButton.LeftButton, pos=start + QPoint(60, 0))
    assert chart.scale.first < before


def test_the_pointer_reads_the_step_under_it(chart: Chart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chart.hovered) as heard:
        QTest.mouseMove(plot_area(chart), place_of(chart, 512))
    assert abs(heard.args[0] - 512) <= 1500 / chart.scale.width
    with qtbot.waitSignal(chart.hovered) as heard:
        QApplication.sendEvent(plot_area(chart), QEvent(QEvent.Type.Leave))
    assert heard.args == [None]


def test_the_keyboard_reads_zooms_and_returns(chart: Chart) -> None:
    heard: list[int | None] = []
    chart.hovered.connect(heard.append)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert heard[0] is not None
    assert 1230 < heard[0] < 1240
    assert heard[1:] == [1240, 0]
    QTest.keyClick(chart, Qt.Key.Key_Plus)
    assert not follows(chart)
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert follows(chart)
    assert heard[-1] is None


def test_a_line_that_did_not_change_is_not_computed_again(chart: Chart) -> None:
    kept, changing = line(1240), line(1000)
    chart.show_lines({"raw": kept, "smooth": changing}, 1240)
    before = chart._canvas.picture.lines
    chart.show_lines({"raw": kept, "smooth": line(1000)}, 1240)
    after = chart._canvas.picture.lines
    assert after["raw"] is before["raw"]
    assert after["smooth"] is not before["smooth"]


@pytest.mark.parametrize("others_steps", [0, 1240])
def test_painting_the_new_end_alone_gives_the_same_picture(
    chart: Chart, others_steps: int, qtbot: QtBot
) -> None:
    rng = np.random.default_rng(0)
    noise = rng.gamma(2.0, 0.1, 1500)
    noise[:2] = 0.05, 2.0
    other = line(others_steps)

    def show(steps: int, reading: int | None = None) -> None:
        x = np.arange(1.0, steps + 1)
        dashed = np.arange(0.0, steps, 40), np.full(len(np.arange(0.0, steps, 40)), 0.3)
        lines = {"raw": (x, noise[:steps]), "smooth": (x[::9], noise[:steps:9]), "dash": dashed}
        lines["other"] = other
        chart.show_lines(lines, steps, marks=[(700.0, "rate 0.1 → 0.4")] if steps > 700 else [])
        chart.read(reading)

    for steps in (100, 101, 130, 131, 640, 641, 650, 690, 710, 711, 600, 601, 900, 930):
        show(steps, reading=500 if steps == 641 else None)
        QApplication.processEvents()
    window = chart.window().windowHandle()
    assert window is not None
    screen = window.screen()
    shown = screen.grabWindow(window.winId()).toImage()
    chart._canvas.update()
    QApplication.processEvents()
    assert screen.grabWindow(window.winId()).toImage() == shown


def test_only_where_a_line_grows_it_is_painted(chart: Chart, qtbot: QtBot) -> None:
    painted: list[QRect] = []

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                painted.append(event.rect())
            return False

    other, (x, y) = line(1240), line(700)
    watch = Watch()
    chart._canvas.installEventFilter(watch)

    def painted_for(steps: int) -> list[QRect]:
        painted.clear()
        chart.show_lines({"raw": (x[:steps], y[:steps]), "other": other}, steps)
        QApplication.processEvents()
        return list(painted)

    painted_for(600)
    (place,) = painted_for(610)
    assert place.left() < chart.scale.across(600.0) < chart.scale.across(610.0) < place.right()
    assert place.width() < 30 < chart._canvas.width()
    assert not painted_for(610), "nothing has changed"


def test_a_gap_breaks_a_line_in_two() -> None:
    y = np.array([1.0, 2.0, np.nan, np.nan, 3.0, 4.0, np.nan])
    pieces = polylines(np.arange(7.0), y)
    assert [[(p.x(), p.y()) for p in piece.toList()] for piece in pieces] == [
        [(0.0, 1.0), (1.0, 2.0)],
        [(4.0, 3.0), (5.0, 4.0)],
    ]


def test_labels_of_changes_never_touch() -> None:
    places, widths = [10.0, 100.0, 104.0, 240.0], [60.0, 60.0, 60.0, 60.0]
    lefts = label_places(places, widths, 250, 4)
    assert lefts == [None, 36.0, 108.0, 176.0]
    assert label_places([20.0], [60.0], 70.0, 4) == [None]
    assert label_places([113.0, 176.0], [80.0, 85.0], 245.0, 4, [113.0, 176.0]) == [29.0, None]
    assert label_places([90.0, 90.0], [60.0, 60.0], 245.0, 4, [90.0, 90.0]) == [26.0, 94.0]


def test_points_that_stand_far_apart_are_marked_and_no_longer_when_there_are_many(
    chart: Chart,
) -> None:
    few = np.array([0.0, 100.0, 1000.0]), np.array([2.0, 1.0, 0.5])
    many = np.linspace(0.0, 1000.0, 200), np.linspace(2.0, 0.5, 200)
    canvas = chart._canvas
    chart.show_lines({"dots": few}, 1000)
    with_dots = canvas.grab().toImage()
    chart.show_lines({"dash": few}, 1000)
    without = canvas.grab().toImage()
    x, y = chart._pixels_of("dash", few)
    places = [(round(left), round(top)) for left, top in zip(x[1:2], y[1:2], strict=True)]
    ground = theme("dark").color("panel")
    for left, top in places:
        around = [(left + dx, top + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        inked = [with_dots.pixelColor(*place) != ground for place in around]
        assert all(inked)
    assert with_dots != without
    chart.show_lines({"dots": many}, 1000)
    assert not canvas._is_dotted("dots", many)
    thick = canvas.grab().toImage()
    chart.show_lines({"dash": many}, 1000)
    assert canvas.grab().toImage() == thick


@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize(("width", "height"), [(300, 130), (600, 400)])
def test_what_is_written_of_changes_covers_no_line(
    chart: Chart, log: bool, width: int, height: int, qtbot: QtBot
) -> None:
    chart.resize(width, height)
    qtbot.waitUntil(lambda: chart.scale.height < height)
    chart.set_log(log)
    lines = {"raw": line(1240)}
    chart.show_lines(lines, 1240)
    assert chart.scale.head == 0
    marks = [(float(step), f"rate {step} → 0.4") for step in (100, 150, 700, 1200)]
    for warnings in ([], [500.0]):
        chart.show_lines(lines, 1240, marks=marks, warnings=warnings)
        canvas, head = chart._canvas, chart.scale.head
        _, y = canvas.picture.lines["raw"]
        rows = canvas._label_rows(canvas.picture.marks)
        words = len(rows) * canvas.fontMetrics().height()
        assert words + (canvas.fontMetrics().ascent() if warnings else 0) <= head
        assert np.nanmin(y) >= head - 1e-6
        assert np.nanmax(y) <= chart.scale.height
    assert chart.marks_at(701) == ["rate 700 → 0.4"]
    assert chart.marks_at(400) == []


@pytest.mark.parametrize("name", ["raw", "other"])
@pytest.mark.parametrize("sparse", [False, True])
def test_in_high_contrast_no_line_is_faint(name: str, sparse: bool) -> None:
    look, stroke = theme("contrast"), STROKES[name]
    usual, loud = (stroke.pen(one, sparse=sparse).color() for one in (theme("dark"), look))
    assert usual.alphaF() < loud.alphaF() < 1
    ground, alpha = look.color("panel"), loud.alphaF()
    over, under = np.array(loud.getRgbF()), np.array(ground.getRgbF())
    mixed = QColor.fromRgbF(*(alpha * over + (1 - alpha) * under)[:3].tolist())
    assert contrast(mixed, ground) >= 3
    assert STROKES["smooth"].pen(look).color() == look.color("train")


@pytest.mark.parametrize("name", THEME_NAMES)
def test_a_chart_takes_on_every_theme(chart: Chart, name: str) -> None:
    look = theme(name)
    chart.restyle(look)
    chart.show_lines(
        {"raw": line(1240)}, 900, past=True, marks=[(320.0, "rate 0.1 → 0.4")], warnings=[500.0]
    )
    picture = chart.grab().toImage()
    size = picture.size()
    colors = {
        picture.pixelColor(x, y).name() for x in range(size.width()) for y in range(size.height())
    }
    playhead = "warning" if name == "light" else "past"
    for token in ("panel", "grid", playhead, "error"):
        assert look.color(token).name() in colors
    assert look.color("accent").name() not in colors


def test_the_legend_leaves_out_what_does_not_fit(qtbot: QtBot) -> None:
    legend = ChartLegend()
    qtbot.addWidget(legend)
    legend.show_entries([LegendEntry("train", "0.203"), LegendEntry("test", "0.189")])
    assert legend.text == "train 0.203, test 0.189"
    legend.resize(75, 20)
    narrow = legend.grab().toImage()
    legend.show_entries([LegendEntry("train", "0.203")])
    assert legend.grab().toImage() == narrow


@pytest.mark.parametrize("power", range(-8, 13))
def test_the_vertical_axis_has_room_for_every_label(chart: Chart, power: int) -> None:
    axis = chart._axes.plot.getPlotItem().getAxis("left")
    metrics = QFontMetrics(font("caption"))
    for lead in (1, 2, 3, 5, 7):
        assert metrics.horizontalAdvance(narrow_tick_text(lead * 10.0**power)) < axis.width()
