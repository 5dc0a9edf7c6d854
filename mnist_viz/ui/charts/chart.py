"""A chart over steps: axes, lines, playhead and marks."""

from collections.abc import Iterator, Mapping, Sequence, Set

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mnist_viz.ui.charts.chart_axes import ChartAxes
from mnist_viz.ui.charts.chart_canvas import ChartCanvas
from mnist_viz.ui.charts.chart_picture import ChartPicture, exits, sinks
from mnist_viz.ui.charts.chart_pointer import ChartPointer
from mnist_viz.ui.charts.chart_scale import LEAST_STEPS, ChartScale, followed_end
from mnist_viz.ui.charts.stroke import Line, Stroke
from mnist_viz.ui.look.spacing import scaled
from mnist_viz.ui.look.theme import Theme, system_theme

_ZOOM_PER_KEY = 1.5
_ZOOM_PER_NOTCH = 1.25
_SINKS_APART = 24  # pixels
_NEAR = 3  # pixels from a mark within which it is pointed at


class Chart(QWidget):
    """Lines over steps, of which ever more come.

    The horizontal axis follows the newest step, in leaps, until the person zooms
    or pans; it then stays until `follow` or a double-click.

    Parameters
    ----------
    strokes : mapping of str to Stroke
        How each line is drawn, by name.

    Attributes
    ----------
    range_changed : Signal()
        Other steps are visible, or the size has changed: lines must be reduced anew.
    following_changed : Signal(bool)
        Whether the newest step is followed.
    hovered : Signal(object)
        The step that the person points at, or None.
    """

    range_changed = Signal()
    following_changed = Signal(bool)
    hovered = Signal(object)  # int or None

    def __init__(self, strokes: Mapping[str, Stroke], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: dict[str, Line] = {}
        self._marks: Sequence[tuple[float, str]] = ()
        self._warnings: Sequence[float] = ()
        self._playhead = 0.0
        self._following = True
        self._newest, self._has_grown = 0, False
        self._reading: int | None = None
        self._guests = {name for name, stroke in strokes.items() if stroke.guest}
        self._faint = {name for name, stroke in strokes.items() if stroke.faint}
        self._pixels: dict[str, tuple[Line, Line]] = {}
        self._exits: dict[str, list[float]] = {}
        self._sinks: dict[str, list[float]] = {}
        self._grid: list[float] = []
        self._past = False
        self._drawn_state: tuple[float, ...] = ()
        self._scale = ChartScale()
        self._axes = ChartAxes(self)
        self._canvas = ChartCanvas(dict(strokes), self)
        self._set_up()
        self.restyle(system_theme())

    @property
    def lines(self) -> dict[str, Line]:
        """What is drawn, by name: x and y in the numbers of the axes."""
        return self._lines

    @property
    def marks(self) -> list[tuple[float, str]]:
        """What is marked as changed, by step."""
        return list(self._marks)

    @property
    def warnings(self) -> list[float]:
        """Steps marked because of a number that is not finite."""
        return list(self._warnings)

    @property
    def playhead(self) -> tuple[float, str]:
        """The shown step, and the token of its colour."""
        return self._playhead, self._canvas.picture.playhead_token

    @property
    def exits(self) -> list[float]:
        """Where lines leave at the top, in pixels."""
        return self._canvas.picture.exits

    @property
    def sinks(self) -> list[float]:
        """Where lines leave at the bottom, in pixels; of places close together, the first."""
        return self._canvas.picture.sinks

    @property
    def reading(self) -> int | None:
        """The step that the person points at."""
        return self._reading

    def marks_at(self, step: float) -> list[str]:
        """Return what the marks say that are drawn at about a step; not all texts find room."""
        place = self._scale.across(step)
        return [text for x, text in self._marks_in_sight() if abs(x - place) <= _NEAR]

    def soaring_at(self, step: float) -> float | None:
        """Return how high a line is that has left the chart at about a step, if one has."""
        for values, down in self._values_near(self._guests, step):
            if (beyond := down < 0).any():
                return float(values[beyond].max())
        return None

    def sinking_at(self, step: float) -> float | None:
        """Return how low a line is that has left the chart at about a step, if one has."""
        for values, down in self._values_near(self._faint, step):
            if (beyond := down > self._scale.height).any():
                return float(values[beyond].min())
        return None

    @property
    def scale(self) -> ChartScale:
        """The axes; not to be altered."""
        return self._scale

    @property
    def pixels(self) -> int:
        """Width of the axes in pixels of the screen."""
        return max(1, round(self._scale.width * self.devicePixelRatioF()))

    @property
    def following(self) -> bool:
        return self._following

    def set_log(self, log: bool) -> None:
        """Choose a logarithmic or a linear vertical axis."""
        if log != self._scale.log:
            self._scale.log = log
            self._fit()
            self._draw()

    def reach(self, newest: int) -> None:
        """Take in the newest step; to be called before `show_lines`."""
        self._newest = newest
        if self._following and self._scale.last != followed_end(newest):
            self._scale.first, self._scale.last = 0.0, followed_end(newest)
            self._has_grown = True

    def follow(self) -> None:
        """Show all steps, and go with the newest."""
        self._show_steps(0.0, followed_end(self._newest))

    def zoom(self, factor: float, center: float | None = None) -> None:
        """Show fewer steps, or more, around one of them."""
        scale = self._scale
        if center is None:
            center = (scale.first + scale.last) / 2 if self._reading is None else self._reading
        end = followed_end(self._newest)
        span = min(max((scale.last - scale.first) / factor, LEAST_STEPS / 2), end)
        first = center - (center - scale.first) * span / (scale.last - scale.first)
        first = min(max(first, 0.0), end - span)
        self._show_steps(first, first + span)

    def pan(self, steps: float) -> None:
        """Show as many steps further on, or back."""
        first, span = self._scale.first, self._scale.last - self._scale.first
        first = min(max(first + steps, 0.0), followed_end(self._newest) - span)
        self._show_steps(first, first + span)

    def show_lines(
        self,
        lines: Mapping[str, Line],
        playhead: float,
        *,
        past: bool = False,
        marks: Sequence[tuple[float, str]] = (),
        warnings: Sequence[float] = (),
    ) -> None:
        """Draw lines.

        Parameters
        ----------
        lines : mapping of str to (x, y)
            The lowest first; float64 arrays of shape (n,), x ascending, of the visible
            steps; NaN in y is a gap.
        playhead : float
            The shown step.
        past : bool
            Whether it is not the newest.
        marks : sequence of (step, text)
            Changes, in the order of their steps.
        warnings : sequence of float
            Steps with numbers that are not finite, ascending.
        """
        self._lines = dict(lines)
        self._marks, self._warnings = marks, warnings
        self._playhead = playhead
        self._past = past
        self._fit()
        self._draw()

    def read(self, step: float | None) -> None:
        """Point at a step, or at none."""
        place = None if step is None else min(max(round(step), 0), self._newest)
        if place != self._reading:
            self._reading = place
            self._draw()
            self.hovered.emit(place)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        # The amber of the past is too pale for a line on white.
        self._past_token = "warning" if theme.name == "light" else "past"
        self._axes.restyle(theme)
        self._canvas.restyle(theme)
        self._axes.show_range(self._scale)
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, scale = event.key(), self._scale
        here = self._newest if self._reading is None else self._reading
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            pixel = max(1.0, (scale.last - scale.first) / scale.width)
            self.read(here + (pixel if key == Qt.Key.Key_Right else -pixel))
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self.read(scale.first if key == Qt.Key.Key_Home else scale.last)
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus}:
            self.zoom(1 / _ZOOM_PER_KEY if key == Qt.Key.Key_Minus else _ZOOM_PER_KEY)
        elif key == Qt.Key.Key_Escape and (self._reading is not None or not self._following):
            self.read(None)
            self.follow()
        else:
            super().keyPressEvent(event)

    def _set_up(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._axes.plot)
        self._axes.box.sigResized.connect(self._take_size)
        pointer = ChartPointer(self._canvas)
        pointer.moved.connect(self._on_moved)
        pointer.left.connect(self._on_left)
        pointer.dragged.connect(self._on_dragged)
        pointer.turned.connect(self._on_turned)
        pointer.double_clicked.connect(self.follow)

    def _show_steps(self, first: float, last: float) -> None:
        """Show some steps; if they are all there are, follow the newest from now on."""
        if (first, last) == (self._scale.first, self._scale.last):
            return
        self._scale.first, self._scale.last = first, last
        self._axes.show_range(self._scale)
        following = (first, last) == (0.0, followed_end(self._newest))
        if following != self._following:
            self._following = following
            self.following_changed.emit(following)
        self.range_changed.emit()

    def _fit(self) -> None:
        """End the vertical axis where the lines do, below what is written of changes."""
        scale = self._scale
        lines = {name: y for name, (_, y) in self._lines.items()}
        guests = [y for name, y in lines.items() if name in self._guests]
        faint = [y for name, y in lines.items() if name in self._faint]
        others = self._guests | self._faint
        hosts = [y for name, y in lines.items() if name not in others]
        moved = scale.hold(hosts, guests, faint)
        head = self._canvas.head_for(self._marks_in_sight(), self._warnings)
        if moved or self._has_grown or head != scale.head:
            scale.head, self._has_grown = head, False
            self._axes.show_range(scale)

    def _values_near(self, names: Set[str], step: float) -> Iterator[Line]:
        """Yield, of each line of these names, the values at about a step, and their pixels."""
        place = self._scale.across(step)
        for name in names & self._lines.keys() & self._pixels.keys():
            (_, values), (x, y) = self._pixels[name]
            near = np.abs(x - place) <= _NEAR
            yield values[near], y[near]

    def _marks_in_sight(self) -> list[tuple[float, str]]:
        """Return the places of changes in pixels, and what they say."""
        places = [(self._scale.across(step), text) for step, text in self._marks]
        return [(x, text) for x, text in places if 0 <= x <= self._scale.width]

    def _draw(self) -> None:
        scale = self._scale
        if scale.state != self._drawn_state:
            self._drawn_state = scale.state
            self._pixels.clear()
            self._grid = scale.down(np.array(self._axes.values)).tolist()
        lines = {name: self._pixels_of(name, line) for name, line in self._lines.items()}
        self._canvas.show_picture(
            ChartPicture(
                scale=scale.state,
                lines=lines,
                exits=[x for name in lines for x in self._exits.get(name, ())],
                sinks=[x for name in lines for x in self._sinks.get(name, ())],
                grid=self._grid,
                playhead=scale.across(self._playhead),
                playhead_token=self._past_token if self._past else "accent",
                reading=None if self._reading is None else scale.across(float(self._reading)),
                marks=self._marks_in_sight(),
                warnings=[scale.across(step) for step in self._warnings],
            )
        )

    def _pixels_of(self, name: str, line: Line) -> Line:
        """Return a line in pixels; one that has not changed costs nothing."""
        if name not in self._pixels or self._pixels[name][0] is not line:
            x, y = line
            pixels = self._scale.across(x), self._scale.down(y)
            self._pixels[name] = line, pixels
            if name in self._guests:
                self._exits[name] = exits(pixels)
            if name in self._faint:
                apart = scaled(_SINKS_APART)
                self._sinks[name] = sinks(pixels, self._scale.height, apart)
        return self._pixels[name][1]

    @Slot()
    def _take_size(self) -> None:
        box = self._axes.box
        place = box.mapRectToScene(box.rect()).toRect()
        self._canvas.setGeometry(place.translated(self._axes.plot.pos()))
        self._scale.width = max(1.0, float(place.width()))
        self._scale.height = max(1.0, float(place.height()))
        self._axes.show_range(self._scale)
        self._draw()
        self.range_changed.emit()

    def _step_at(self, x: float) -> float:
        """Return the step under a place of the canvas."""
        scale = self._scale
        return scale.first + x * (scale.last - scale.first) / scale.width

    @Slot(float)
    def _on_moved(self, x: float) -> None:
        self.read(self._step_at(x))

    @Slot()
    def _on_left(self) -> None:
        self.read(None)

    @Slot(float)
    def _on_dragged(self, pixels: float) -> None:
        scale = self._scale
        self.pan(-pixels * (scale.last - scale.first) / scale.width)

    @Slot(float, float)
    def _on_turned(self, x: float, notches: float) -> None:
        self.zoom(_ZOOM_PER_NOTCH**notches, self._step_at(x))
