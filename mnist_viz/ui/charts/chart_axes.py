"""The plot under a chart: its axes and their labels."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from mnist_viz.ui.charts.chart_scale import ChartScale
from mnist_viz.ui.charts.ticks import narrow_tick_text, tick_text
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.plotting import pg

_WIDTH = 34
_TICK_GAP = 5
_RIGHT_MARGIN = 2
_ROOM_PER_VALUE = 22
_WIDEST = ("0.03", "0.25", "1e12", "3e\u22128", "1.5e4")
"""Labels of a vertical axis that are as wide as any: one that is wider would not be drawn."""


class ChartAxes:
    """A pyqtgraph plot without frame, ticks and menus.

    Attributes
    ----------
    plot : pyqtgraph.PlotWidget
    box : pyqtgraph.ViewBox
        The area inside the axes.
    values : list of float
        Where the vertical axis is labelled.
    """

    def __init__(self, parent: QWidget) -> None:
        self.plot = pg.PlotWidget(parent)
        self.box = self.plot.getPlotItem().getViewBox()
        self.values: list[float] = []
        self._labels: dict[str, list[tuple[float, str]]] = {}
        self._metrics = QFontMetrics(font("caption"))
        self._room_per_step = 1.0
        self._set_up()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        caption = font("caption")
        self._metrics = metrics = QFontMetrics(caption)
        self.plot.setBackground(theme.color("panel"))
        item = self.plot.getPlotItem()
        left, bottom = item.getAxis("left"), item.getAxis("bottom")
        for axis in (left, bottom):
            axis.setStyle(tickFont=caption, tickTextOffset=scaled(_TICK_GAP))
            axis.setPen(None)
            axis.setTextPen(theme.color("text2"))
        widest = max(map(metrics.horizontalAdvance, _WIDEST))
        left.setWidth(max(scaled(_WIDTH), widest + scaled(_TICK_GAP)))
        bottom.setHeight(metrics.height() + scaled(_TICK_GAP))
        item.layout.setContentsMargins(0, metrics.ascent() // 2, scaled(_RIGHT_MARGIN), 0)
        self._room_per_step = metrics.horizontalAdvance("100,000") + scaled(12)

    def _label_steps(self, scale: ChartScale) -> None:
        """Label the horizontal axis."""
        edge = scale.width + scaled(_RIGHT_MARGIN)
        labels = []
        for step in scale.step_ticks(self._room_per_step):
            text = tick_text(step)
            if scale.across(step) + self._metrics.horizontalAdvance(text) / 2 <= edge:
                labels.append((step, text))
        self._label("bottom", labels)

    def _label_values(self, scale: ChartScale) -> None:
        """Label the vertical axis."""
        self.values = scale.value_ticks(scaled(_ROOM_PER_VALUE))
        places = np.log10(self.values) if scale.log else self.values
        labels = [(float(p), narrow_tick_text(v)) for p, v in zip(places, self.values, strict=True)]
        self._label("left", labels)

    def _label(self, side: str, labels: list[tuple[float, str]]) -> None:
        """Label an axis, which is drawn anew only if it says something else."""
        if labels != self._labels.get(side):
            self._labels[side] = labels
            self.plot.getPlotItem().getAxis(side).setTicks([labels])

    def show_range(self, scale: ChartScale) -> None:
        """Let the axes span what a scale spans, and label them."""
        self.box.setRange(
            xRange=(scale.first, scale.last), yRange=scale.ends, padding=0, disableAutoRange=True
        )
        self._label_steps(scale)
        self._label_values(scale)

    def _set_up(self) -> None:
        item = self.plot.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        self.box.setMouseEnabled(x=False, y=False)
        self.box.disableAutoRange()
        self.box.setDefaultPadding(0.0)
        for axis in (item.getAxis("left"), item.getAxis("bottom")):
            axis.setStyle(
                tickLength=0,
                tickAlpha=0.0,
                hideOverlappingLabels=False,
                autoExpandTextSpace=False,
            )
            axis.enableAutoSIPrefix(False)  # it would lay out a title that there is not
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setMinimumSize(0, 0)
