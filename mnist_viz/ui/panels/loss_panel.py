"""The loss over the steps: of the batches, smoothed, and of the test images."""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from mnist_viz.training import TEST_IMAGES, Metrics, View
from mnist_viz.ui import numbers
from mnist_viz.ui.charts.change_marks import change_marks
from mnist_viz.ui.charts.chart_legend import ChartLegend, LegendEntry
from mnist_viz.ui.charts.curves import SMOOTHING_STEPS, LongSeries, thinned
from mnist_viz.ui.charts.held_out_losses import HeldOutLosses
from mnist_viz.ui.charts.lines_table import Means, Spread, lines_table
from mnist_viz.ui.charts.stroke import Line, Stroke
from mnist_viz.ui.components import EmptyState, IconButton, Toggle, tooltip
from mnist_viz.ui.components.descriptions import describe
from mnist_viz.ui.display.sight import is_in_sight
from mnist_viz.ui.look.spacing import PADDING, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.panel import show_subtitle
from mnist_viz.ui.table import Table

if TYPE_CHECKING:
    from mnist_viz.ui.charts.chart import Chart

_STROKES = {
    "ghost": Stroke("train", width=1.2, opacity=0.43, guest=True),
    "batches": Stroke("train", opacity=0.18, sparse_opacity=0.36, faint=True),
    "train": Stroke("train", width=2.0),
    "test": Stroke("test", width=1.6, dashed=True, dotted=True),
}
_BINS_PER_PIXEL = 2
_STALE = 0.05  # a test loss older than this share of all steps bears its step
_PIXELS_PER_SMOOTH_POINT = 2
"""The line is as wide; with fewer points it shows corners on a large screen."""

_SOON_MS = 100  # enough for all panels to be painted first

_EXPLANATION = (
    f"train: the loss of a batch before its update, mean of the last {SMOOTHING_STEPS} steps, "
    "at the start of fewer; in a long run each point of the line but the last is the mean of all "
    "steps since the point before. The faint line shows the lowest and the highest batch. "
    "test: the same kind of loss, mean of all test images, without label smoothing; where an older "
    "file has only another kind, none is drawn. An arrow at the top: there the ghost, the run that "
    "was left, goes far above the chart; one at the bottom: there batches have losses far below it."
)

_KEYS = (
    "The loss by step. The wheel or + and − zoom, dragging pans; Esc or a double-click shows all "
    "steps again. The left and right arrow keys move the read-out, L switches the axis."
)


class DisplayedLoss(NamedTuple):
    """What is drawn and written.

    Attributes
    ----------
    train, test : float or None
        The read-out at the shown step.
    lines : dict of str to (x, y)
        ``ghost``, ``batches``, ``train`` and ``test``, of the visible steps.
    marks : list of (float, str)
        Changes.
    broken : list of float
        Steps at which a loss is not finite.
    """

    train: float | None
    test: float | None
    lines: dict[str, Line]
    marks: list[tuple[float, str]]
    broken: list[float]


class LossPanel(QWidget):
    """A chart of the loss; its legend is the read-out.

    Attributes
    ----------
    heading_changed : Signal
        `subtitle` has.
    """

    title: ClassVar[str] = "Loss"
    follows_drawing: ClassVar[bool] = False

    heading_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("loss_panel")
        self.subtitle = "by step"
        self._view: View | None = None
        self._drawn: View | None = None
        self._run_id: int | None = None
        self._newest = 0
        self._batches, self._ghost = LongSeries(), LongSeries()
        self._tests = HeldOutLosses()
        self._followed_ghost: Metrics | None = None
        self._lasting: dict[str, tuple[object, Line]] = {}
        self._legend = ChartLegend()
        self._legend.setToolTip(tooltip("Loss", _EXPLANATION))
        self._chart: Chart | None = None
        self._make_soon = QTimer(self, singleShot=True)
        self._make_soon.timeout.connect(self._make_chart)
        self._empty = EmptyState("No steps yet", "Press Space to train.", self)
        self._log = Toggle(
            "log", "Logarithmic axis: as much room for 0.1 to 1 as for 1 to 10.", "L"
        )
        self._log.setObjectName("loss_log")
        self._log.setChecked(True)
        self._follow = IconButton(
            "last", "Follow", "Show all steps again, and go with the newest.", "Esc"
        )
        self._follow.setVisible(False)
        self._lay_out()
        self.restyle(system_theme())

    @property
    def displayed(self) -> DisplayedLoss:
        """What is drawn and written."""
        train, test = self._values()
        return DisplayedLoss(
            train=train,
            test=test,
            lines=self.chart.lines,
            marks=self.chart.marks,
            broken=self.chart.warnings,
        )

    @property
    def chart(self) -> "Chart":
        """Made once the window is up: its axes' library takes as long as a fifth of the start."""
        if self._chart is None:
            self._make_soon.stop()
            from mnist_viz.ui.charts.chart import Chart  # noqa: PLC0415 - see above

            self._chart = chart = Chart(_STROKES)
            chart.setAccessibleName("Chart of the loss by step")
            chart.setWhatsThis(_KEYS)
            chart.restyle(self._theme)
            chart.set_log(self._log.isChecked())
            self._stack.addWidget(chart)
            self._log.toggled.connect(chart.set_log)
            self._log.toggled.connect(self._write)
            self._follow.clicked.connect(chart.follow)
            chart.following_changed.connect(self._on_following_changed)
            chart.range_changed.connect(self._on_range_changed)
            chart.hovered.connect(self._write)
        return self._chart

    @property
    def legend(self) -> ChartLegend:
        return self._legend

    def header_controls(self) -> list[QWidget]:
        return [self._log]

    def as_table(self) -> Table | None:
        """Return the points of the lines, of the visible steps, and the steps that each is of."""
        chart, tests = self.chart, self._tests
        first, last = chart.scale.first, chart.scale.last
        lines: dict[str, Line | Means | Spread] = dict(chart.lines)
        for name, series in (("ghost", self._ghost), ("train", self._batches)):
            if name in lines:
                stretch = first, last, chart.pixels // _PIXELS_PER_SMOOTH_POINT
                lines[name] = Means(*series.smooth_spans(*stretch), series.smooth(*stretch)[1])
        if "batches" in lines:
            stretch = first, last, _BINS_PER_PIXEL * chart.pixels
            band, spans = self._batches.envelope(*stretch), self._batches.spans(*stretch)
            lines["batches"] = Spread(*spans, band.low, band.high)
        if "test" in lines:  # all of them: where they are drawn thinned, they share their places
            lines["test"] = thinned(tests.steps, tests.losses, first, last, len(tests.steps))
        return lines_table(lines, "loss")

    def show_view(self, view: View) -> None:
        self._view = view
        show_subtitle(self, _what_is_shown(view))
        if is_in_sight(self) and not self._is_drawn(view):
            self._draw(view)
            if self._chart is None and view.analysis is not None:
                self._make_soon.start(_SOON_MS)

    def restyle(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self._legend, self._empty, self._log, self._follow):
            part.restyle(theme)
        if self._chart is not None:
            self._chart.restyle(theme)
        self._follow.setFixedSize(self._follow.width(), self._legend.sizeHint().height())
        padding = scaled(PADDING)
        layout = self.layout()
        assert layout is not None, "made in the constructor"
        layout.setContentsMargins(padding, 0, padding, padding)
        layout.setSpacing(scaled(4))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._view is not None:
            self._draw(self._view)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_L and not event.modifiers():
            self._log.toggle()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        row = QHBoxLayout()
        row.addWidget(self._legend)
        row.addWidget(self._follow)
        column.addLayout(row)
        column.addLayout(self._stack, 1)

    def _is_drawn(self, view: View) -> bool:
        drawn = self._drawn
        return drawn is not None and (
            drawn.frame is view.frame
            and drawn.analyses is view.analyses
            and drawn.later_analyses == view.later_analyses
            and drawn.ghost is view.ghost
            and drawn.told is view.told
            and drawn.warnings == view.warnings
        )

    def _draw(self, view: View) -> None:
        self._drawn = view
        if view.frame.run_id != self._run_id:
            self._run_id = view.frame.run_id
            self._batches, self._tests, self._newest = LongSeries(), HeldOutLosses(), 0
            self._ghost, self._followed_ghost = LongSeries(), None
            self._lasting.clear()
            if self._chart is not None:
                self._chart.follow()
        newest = view.newest or view.frame
        self._batches.follow(newest.metrics.loss)
        if view.ghost is not None and view.ghost is not self._followed_ghost:
            self._followed_ghost = view.ghost
            self._ghost.follow(view.ghost.loss)
            self._lasting.pop("ghost", None)
        self._tests.follow(view.analyses + view.later_analyses, view.frame.config.loss)
        self._newest = max(self._newest, len(self._batches))
        if self._newest > 0 or view.ghost is not None:
            failed = max((step for step, _ in view.warnings), default=0)
            self.chart.reach(max(self._newest, len(self._ghost), failed))
            self._stack.setCurrentWidget(self.chart)
            self._draw_lines(view)
        else:
            self._stack.setCurrentWidget(self._empty)
        self._write()

    def _draw_lines(self, view: View) -> None:
        chart, tests = self.chart, self._tests
        first, last, pixels = chart.scale.first, chart.scale.last, chart.pixels
        envelope = self._batches.envelope(first, last, _BINS_PER_PIXEL * pixels)
        broken = {*envelope.steps[envelope.broken].tolist(), *tests.broken_steps}
        broken |= {step for step, _ in view.warnings}
        points = pixels // _PIXELS_PER_SMOOTH_POINT
        chart.show_lines(
            {
                "ghost": self._lasting_line(
                    "ghost", points, lambda: self._ghost.smooth(first, last, points)
                ),
                "batches": envelope.outline(),
                "train": self._batches.smooth(first, last, points),
                "test": self._lasting_line(
                    "test",
                    pixels,
                    lambda: thinned(tests.steps, tests.losses, first, last, pixels),
                    len(tests.steps),
                ),
            },
            view.loss_step,
            past=view.is_past or view.loss_step < self._newest,
            marks=change_marks(view),
            warnings=sorted(broken),
        )

    def _lasting_line(
        self, name: str, most: int, make: Callable[[], Line], length: int = 0
    ) -> Line:
        """Return the visible part of a line; the same again while nothing of it changes."""
        scale = self.chart.scale
        state = scale.first, scale.last, most, length
        if name not in self._lasting or self._lasting[name][0] != state:
            self._lasting[name] = state, make()
        return self._lasting[name][1]

    def _values(self) -> tuple[float | None, float | None]:
        """Return the smoothed loss and the test loss at the shown step."""
        view = self._view
        if view is None:
            return None, None
        analysis = view.analysis
        test = None if analysis is None else analysis.loss_by(view.frame.config.loss)
        return self._batches.smoothed_at(view.loss_step), test

    @Slot()
    def _write(self) -> None:
        """Write the values at the shown step, or at the one pointed at."""
        chart = self._chart
        if chart is None or (reading := chart.reading) is None:
            entries = self._shown_entries()
        else:
            batch = train = None
            if 0 < reading <= len(self._batches):
                batch, train = self._batches.value_at(reading), self._batches.smoothed_at(reading)
            entries = [
                LegendEntry("step", numbers.count(reading)),
                *(LegendEntry("", text) for text in chart.marks_at(reading)),
                LegendEntry("batch", numbers.loss(batch)),
                LegendEntry("train", numbers.loss(train)),
                LegendEntry("test", numbers.loss(self._tests.at(reading))),
            ]
            soaring = chart.soaring_at(reading)
            sinking = chart.sinking_at(reading)
            # It is what one points there for, and not all finds room.
            if sinking is not None:
                entries.insert(1, LegendEntry("lowest batch", numbers.loss(sinking)))
            if soaring is not None:
                entries.insert(1, LegendEntry("ghost", numbers.loss(soaring)))
        self._legend.show_entries(entries)
        if chart is not None:
            describe(chart, self._legend.text)

    def _shown_entries(self) -> list[LegendEntry]:
        train, test = self._values()
        view = self._view
        entries = []
        if view is not None and view.told is not None:
            entries.append(LegendEntry("batch", numbers.loss(view.told.loss)))
        entries += [
            LegendEntry("train", numbers.loss(train), _STROKES["train"]),
            LegendEntry("test", numbers.loss(test), _STROKES["test"]),
        ]
        if view is not None and view.analysis is not None and test is not None:
            behind = view.frame.step - view.analysis.step
            if behind > _STALE * view.frame.step:
                entries.append(LegendEntry("at", numbers.count(view.analysis.step)))
        if len(self._ghost):
            entries.append(LegendEntry("ghost", "", _STROKES["ghost"]))
            if self._chart is not None and self._chart.exits:
                highest = self._chart.lines["ghost"][1].max()
                entries.append(LegendEntry("up to", numbers.loss(float(highest))))
        if self._chart is not None and self._chart.sinks:
            lowest = np.fmin.reduce(self._chart.lines["batches"][1])
            entries.append(LegendEntry("batches down to", numbers.loss(float(lowest))))
        if self._chart is not None and self._chart.warnings:
            text = view.warnings[-1][1] if view is not None and view.warnings else "not finite"
            entries.append(LegendEntry("", text, token="error"))
        return entries

    @Slot()
    def _make_chart(self) -> None:
        """Have the chart ready before it is needed, so that the first step need not wait."""
        is_held = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if not is_held and "mnist_viz.ui.plotting" in sys.modules:
            _ = self.chart
            return
        if not is_held:  # else a stroke would be torn
            import_module("mnist_viz.ui.plotting")  # its axes' library, in a go of its own
        self._make_soon.start()

    @Slot(bool)
    def _on_following_changed(self, following: bool) -> None:
        self._follow.setVisible(not following)

    @Slot()
    def _on_range_changed(self) -> None:
        if self._view is not None and self._newest:
            self._draw_lines(self._view)
            self._write()


def _what_is_shown(view: View) -> str:
    if view.told is not None:
        return f"batch of step {numbers.count(view.loss_step)}"
    title = TEST_IMAGES if view.analysis is None else view.analysis.images_title
    return "by step" if title == TEST_IMAGES else f"by step; test: {title}"
