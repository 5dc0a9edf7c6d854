"""A chart over steps: axes, lines, playhead and marks."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QVBoxLayout, QWidget

from mnist_viz.ui.chart_layer import ChartLayer, Stroke, polylines
from mnist_viz.ui.chart_scale import LEAST_STEPS, ChartScale, followed_end
from mnist_viz.ui.spacing import font, scaled
from mnist_viz.ui.theme import Theme, system_theme
from mnist_viz.ui.ticks import tick_text

Line = tuple[NDArray[np.float64], NDArray[np.float64]]

_AXIS_WIDTH = 34
_TICK_GAP = 5
_ROOM_PER_VALUE = 22
_ZOOM = 1.5


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
        The step that the person points at, a float, or None.
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
        self._newest = 0
        self._reading: int | None = None
        self._grid: list[float] = []
        self._pieces: dict[str, tuple[Line, list[QPolygonF]]] = {}
        self._drawn_state: tuple[float, ...] = ()
        self._scale = ChartScale()
        self._plot = pg.PlotWidget(self)
        self._box = self._plot.getPlotItem().getViewBox()
        self._layer = ChartLayer(self._box, dict(strokes))
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
        return self._playhead, self._layer.playhead_token

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
            self._fit(anew=True)
            self._draw()

    def reach(self, newest: int) -> None:
        """Take in the newest step; to be called before `show_lines`."""
        self._newest = newest
        end = followed_end(newest)
        self._box.setLimits(xMin=0.0, xMax=end, minXRange=LEAST_STEPS / 2)
        if self._following and (self._scale.first, self._scale.last) != (0.0, end):
            self._scale.first, self._scale.last = 0.0, end
            self._box.setXRange(0.0, end, padding=0)
            self._label_steps()

    def follow(self) -> None:
        """Show all steps, and go with the newest."""
        if not self._following:
            self._following = True
            self.reach(self._newest)
            self.following_changed.emit(True)
            self.range_changed.emit()

    def zoom(self, factor: float) -> None:
        """Show fewer steps, or more, around the step pointed at or the middle."""
        scale = self._scale
        center = (scale.first + scale.last) / 2 if self._reading is None else self._reading
        self._box.scaleBy(x=1 / factor, center=(center, 0.0))
        self._take_range()

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
        self._layer.playhead_token = self._past_token if past else "accent"
        self._fit()
        self._draw()

    def read(self, step: float | None) -> None:
        """Point at a step, or at none."""
        place = None if step is None else min(max(round(step), 0), self._newest)
        if place != self._reading:
            self._reading = place
            self._layer.reading = None if place is None else self._pixel(place)
            self._layer.update()
            self.hovered.emit(place)

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        # The amber of the past is too pale for a line on white.
        self._past_token = "warning" if theme.name == "light" else "past"
        caption = font("caption")
        metrics = QFontMetrics(caption)
        self._plot.setBackground(theme.color("panel"))
        item = self._plot.getPlotItem()
        left, bottom = item.getAxis("left"), item.getAxis("bottom")
        for axis in (left, bottom):
            axis.setStyle(tickFont=caption, tickTextOffset=scaled(_TICK_GAP))
            axis.setPen(None)
            axis.setTextPen(theme.color("text2"))
        left.setWidth(scaled(_AXIS_WIDTH))
        bottom.setHeight(metrics.height() + scaled(_TICK_GAP))
        item.layout.setContentsMargins(0, metrics.ascent() // 2, scaled(2), 0)
        self._room_per_step = metrics.horizontalAdvance("100,000") + scaled(12)
        self._layer.restyle(theme)
        self._label_steps()
        self._label_values()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, scale = event.key(), self._scale
        here = self._newest if self._reading is None else self._reading
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            pixel = max(1.0, (scale.last - scale.first) / scale.width)
            self.read(here + (pixel if key == Qt.Key.Key_Right else -pixel))
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self.read(scale.first if key == Qt.Key.Key_Home else scale.last)
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus}:
            self.zoom(1 / _ZOOM if key == Qt.Key.Key_Minus else _ZOOM)
        elif key == Qt.Key.Key_Escape and (self._reading is not None or not self._following):
            self.read(None)
            self.follow()
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.read(None)
        super().leaveEvent(event)

    def _set_up(self) -> None:
        item = self._plot.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        self._box.setMouseEnabled(x=True, y=False)
        self._box.disableAutoRange()
        self._box.setDefaultPadding(0.0)
        for side in ("left", "bottom"):
            item.getAxis(side).setStyle(
                tickLength=0,
                tickAlpha=0.0,
                hideOverlappingLabels=False,
                autoExpandTextSpace=False,
            )
            item.getAxis(side).setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setMinimumSize(0, 0)
        # Nothing of what lies beneath shows through, so that nothing else is painted again.
        self._plot.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._plot.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._plot)
        self._box.sigResized.connect(self._take_size)
        self._box.sigRangeChangedManually.connect(self._take_range)
        scene = self._plot.scene()
        scene.sigMouseMoved.connect(self._take_pointer)
        scene.sigMouseClicked.connect(self._take_click)

    def _pixel(self, step: float) -> float:
        scale = self._scale
        return (step - scale.first) * (scale.width / (scale.last - scale.first))

    def _fit(self, *, anew: bool = False) -> None:
        if self._scale.hold(y for _, y in self._lines.values()) or anew:
            self._box.setYRange(*self._scale.ends, padding=0)
            self._label_values()

    def _label_steps(self) -> None:
        steps = self._scale.step_ticks(self._room_per_step)
        axis = self._plot.getPlotItem().getAxis("bottom")
        axis.setTicks([[(step, tick_text(step)) for step in steps]])

    def _label_values(self) -> None:
        self._grid = self._scale.value_ticks(scaled(_ROOM_PER_VALUE))
        places = np.log10(self._grid) if self._scale.log else self._grid
        labels = [(float(p), tick_text(v)) for p, v in zip(places, self._grid, strict=True)]
        self._plot.getPlotItem().getAxis("left").setTicks([labels])

    def _draw(self) -> None:
        layer, scale = self._layer, self._scale
        if scale.state != self._drawn_state:
            self._drawn_state = scale.state
            self._pieces.clear()
            layer.grid = scale.down(np.array(self._grid)).tolist()
        layer.lines = [(name, self._pieces_of(name, line)) for name, line in self._lines.items()]
        layer.playhead = self._pixel(self._playhead)
        layer.marks = [(self._pixel(step), text) for step, text in self._marks]
        layer.warnings = [self._pixel(step) for step in self._warnings]
        layer.reading = None if self._reading is None else self._pixel(self._reading)
        layer.update()

    def _pieces_of(self, name: str, line: Line) -> list[QPolygonF]:
        """Return a line in pixels; one that has not changed costs nothing."""
        if name not in self._pieces or self._pieces[name][0] is not line:
            x, y = line
            self._pieces[name] = line, polylines(self._scale.across(x), self._scale.down(y))
        return self._pieces[name][1]

    @Slot()
    def _take_size(self) -> None:
        self._scale.width = max(1.0, self._box.width())
        self._scale.height = max(1.0, self._box.height())
        self._layer.resize(self._box.width(), self._box.height())
        self._label_steps()
        self._label_values()
        self._draw()
        self.range_changed.emit()

    @Slot()
    def _take_range(self) -> None:
        """Note what the person has made visible."""
        self._scale.first, self._scale.last = self._box.viewRange()[0]
        self._label_steps()
        following = self._scale.first <= 0 and self._scale.last >= followed_end(self._newest)
        if following != self._following:
            self._following = following
            self.following_changed.emit(following)
        self.range_changed.emit()

    @Slot(object)
    def _take_pointer(self, place: QPointF) -> None:
        inside = self._box.sceneBoundingRect().contains(place)
        self.read(self._box.mapSceneToView(place).x() if inside else None)

    @Slot(object)
    def _take_click(self, click: Any) -> None:  # noqa: ANN401 - pyqtgraph has no types
        if click.double():
            self.follow()
