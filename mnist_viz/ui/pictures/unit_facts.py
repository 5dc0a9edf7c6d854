"""One unit in numbers: how large its weights are, its largest weight, its bias."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from mnist_viz.ui import numbers
from mnist_viz.ui.components import tooltip
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme

_LINES = 8


class UnitFacts(NamedTuple):
    """What is written of one unit.

    Attributes
    ----------
    name, activation : str
    norm : float
        Euclidean norm of its weights, or of what is shown instead of them.
    largest : float
        The weight of largest magnitude, with its sign.
    bias : float
    """

    name: str
    activation: str
    norm: float
    largest: float
    bias: float

    @classmethod
    def of(
        cls, name: str, activation: str, weights: NDArray[np.float32], bias: float
    ) -> "UnitFacts":
        """Compute them of the weights into a unit, shape (inputs,)."""
        values = weights.astype(np.float64)
        largest = float(values[np.abs(values).argmax()])
        norm = math.sqrt(float(values @ values)) if math.isfinite(largest) else math.nan
        return cls(name, activation, norm, largest, bias)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Names and values as they are written."""
        return [
            ("norm", numbers.plain(self.norm)),
            ("largest", signed_text(self.largest)),
            ("bias", signed_text(self.bias)),
        ]

    def sentence(self) -> str:
        """Return all of it in a line, for screen readers."""
        facts = ", ".join(f"{name} {value}" for name, value in self.rows)
        return f"{self.name}, {self.activation}, {facts}"


def signed_text(value: float) -> str:
    """Return a weight with its sign: three decimals, or a power of ten where these say nothing."""
    if value == 0 or not math.isfinite(value) or 0.0005 <= abs(value) < 1000:
        return numbers.signed(value)
    return ("+" if value > 0 else "") + numbers.plain(value)


class UnitFactsLabel(QWidget):
    """Writes a unit's facts beneath each other; leaves out the last ones that do not fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: UnitFacts | None = None
        self._texts: dict[int, str] = {}
        self.setToolTip(
            tooltip(
                "The unit under the pointer, or the chosen one",
                "Norm: the square root of the sum of its squared weights. Largest: the weight "
                "farthest from zero. Bias: what is added to the weighted sum of the pixels. Dead "
                "or saturated, and struck out: none of the probe's images, those under "
                "Activations, can teach it.",
            )
        )
        self.restyle(system_theme())

    @property
    def facts(self) -> UnitFacts | None:
        """What is written."""
        return self._facts

    def show_facts(self, facts: UnitFacts) -> None:
        """Write these."""
        if facts == self._facts:
            return
        self._facts = facts
        for place, text in self._written():
            if self._texts.get(place) != text:
                self._texts[place] = text
                self.update(self._place(place))

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._strong = theme.color("text"), font("body", semibold=True)
        self._quiet = theme.color("text2"), font("body")
        self._title = theme.color("text"), font("title")
        self._line = max(scaled(18), QFontMetrics(font("title")).height() + scaled(1))
        self._gap = scaled(10)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.color("panel"))
        self.setPalette(palette)
        # Being opaque, it is painted alone; else all that it stands in would be, at each frame.
        self.setAutoFillBackground(True)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        samples = (
            (self._title, "Unit 0000"),
            (self._quiet, "leaky ReLU"),
            (self._quiet, "saturated"),
            (self._strong, "+0.0e\u22120"),
        )
        width = max(QFontMetrics(look[1]).horizontalAdvance(text) for look, text in samples)
        return QSize(width + scaled(2), _LINES * self._line + self._gap)

    def paintEvent(self, event: QPaintEvent) -> None:
        region = event.region()
        with QPainter(self) as painter:
            for place, text in self._texts.items():
                line = self._place(place)
                if not region.intersects(line) or self._is_cut_off(place):
                    continue
                color, which = self._look(place)
                painter.setPen(color)
                painter.setFont(which)
                painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, text)

    def _written(self) -> list[tuple[int, str]]:
        """Return the lines, each with its place from above."""
        assert self._facts is not None, "there are facts to write"
        texts = [self._facts.name, self._facts.activation]
        for name, value in self._facts.rows:
            texts += [name, value]
        return list(enumerate(texts))

    def _look(self, place: int) -> tuple[QColor, QFont]:
        if place == 0:
            return self._title
        return self._strong if place > 1 and place % 2 else self._quiet

    def _place(self, place: int) -> QRect:
        top = place * self._line + (self._gap if place > 1 else 0)
        return QRect(0, top, self.width(), self._line)

    def _is_cut_off(self, place: int) -> bool:
        """Tell whether a line, or the value under a name, ends below the widget."""
        last = place + 1 if place > 1 and place % 2 == 0 else place
        return self._place(last).bottom() >= self.height()
