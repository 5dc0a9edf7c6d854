"""Input times weight is contribution: three pictures of one shape; and the activation's curve."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from mnist_viz.nn import activation
from mnist_viz.training import View
from mnist_viz.ui import numbers
from mnist_viz.ui.cards.marks import function_card
from mnist_viz.ui.drawing.digit_image import digit_image, ink_colors
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.network.cells import packed
from mnist_viz.ui.neuron.facts import NeuronFacts
from mnist_viz.ui.pictures.cell_colors import NOTHING, Quantizer, color_table
from mnist_viz.ui.pictures.color_limits import GrowingLimit

_OPERATORS = ("×", "=", "")
_BETWEEN = 20
_POINTS = 81
_LEAST_RANGE = 3.0


class Operands(QWidget):
    """Paints the pictures of what goes into a unit, and the curve of what comes out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("neuron_operands")
        self._facts: NeuronFacts | None = None
        self._images: list[QImage] = []
        self._entries: list[NDArray[np.uint8]] = []
        self._captions: list[str] = []
        self._range = _LEAST_RANGE
        self._of: object = None
        self._limits = {name: GrowingLimit() for name in ("inputs", "weights", "terms")}
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.restyle(system_theme())

    @property
    def entries(self) -> list[NDArray[np.uint8]]:
        """The pictures of weights and of contributions, as entries of the colour table."""
        return self._entries

    @property
    def captions(self) -> list[str]:
        """What is written beneath the pictures and the curve."""
        return self._captions

    @property
    def point(self) -> tuple[float, float] | None:
        """Where the point stands on the curve: z and activation."""
        one = None if self._facts is None else self._facts.neuron
        return None if one is None else (one.z, one.value)

    @property
    def limits(self) -> tuple[float, float]:
        """Where the colours of weights and of contributions end."""
        return self._weight_limit, self._term_limit

    def card_at(self, point: QPoint | None) -> str | None:
        """Return the key of the card of what is at a place; without one (None), of its whole."""
        if self._facts is None:
            return None
        one = self._facts.neuron
        cards = [
            "ink" if one.layer == 0 else "activation",
            "weights",
            "term",
            function_card(one.function),
        ]
        below = QRect(0, 0, 0, self._caption_height())
        for place, key in zip(self._places(), cards, strict=True):
            if point is not None and place.united(below.translated(place.bottomLeft())).contains(
                point
            ):
                return key
        return "term"

    def show_facts(self, view: View, facts: NeuronFacts) -> None:
        """Draw a unit's computation."""
        one, layout = facts.neuron, view.frame.layout
        of = view.frame.run_id, view.limits.era, facts.unit
        if of != self._of:
            self._of, self._range = of, _LEAST_RANGE
            for limit in self._limits.values():
                limit.forget()
        self._facts = facts
        weights, terms = one.weights.astype(np.float32), one.terms.astype(np.float32)
        self._weight_limit = self._limits["weights"].covering(weights)
        if one.layer == 0 and view.limits.filters > 0:
            self._weight_limit = view.limits.filters
        self._term_limit = self._limits["terms"].covering(terms)
        shape = layout.input_shape if one.layer == 0 else layout.layers[one.layer - 1].unit_grid
        self._entries = [
            _folded(self._quantizers[0].entries(weights, self._weight_limit, signed=True), shape),
            _folded(self._quantizers[1].entries(terms, self._term_limit, signed=True), shape),
        ]
        self._images = [digit_image(each, self._diverging) for each in self._entries]
        self._images.insert(0, self._input_image(view, facts, shape))
        self._captions = [
            self._input_caption,
            f"weights  ±{_limit(self._weight_limit)}",
            f"input × weight  ±{_limit(self._term_limit)}",
            "score(z)" if facts.is_output else f"{facts.function}(z)",
        ]
        reach = max(abs(one.z), abs(one.rivals) if facts.is_output else 0.0)
        while np.isfinite(reach) and reach > 0.9 * self._range:
            self._range *= 2
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._ink = ink_colors(theme, "ground")
        self._diverging = packed(color_table(theme, signed=True))
        self._sequential = packed(color_table(theme, signed=False))
        self._quantizers = [Quantizer() for _ in range(3)]
        self._entries = []
        self._weight_limit = self._term_limit = 0.0
        self._input_caption = ""
        self.setFont(font("caption"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(420), scaled(88) + self._caption_height())

    def height_in(self, width: int) -> int:
        """Return the height that it takes in such a width."""
        return self._side(width) + self._caption_height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("panel"))
            if self._facts is None:
                return
            places = self._places()
            for place, image, sign in zip(places, self._images, _OPERATORS, strict=False):
                self._paint_picture(painter, place, image)
                painter.setPen(self._theme.color("text2"))
                painter.setFont(font("title"))
                beside = QRect(place.right() + 1, place.top(), scaled(_BETWEEN), place.height())
                painter.drawText(beside, Qt.AlignmentFlag.AlignCenter, sign)
            self._paint_curve(painter, places[-1], self._facts)
            self._paint_captions(painter, places)

    def _input_image(self, view: View, facts: NeuronFacts, shape: tuple[int, int]) -> QImage:
        one = facts.neuron
        if one.layer == 0:
            self._input_caption = "input  0 … 1"
            return digit_image(view.subject.image, self._ink)
        before = view.frame.layout.layers[one.layer - 1]
        signed = activation(before.activation).signed
        values = one.inputs.astype(np.float32)
        limit = self._limits["inputs"].covering(values)
        known = view.limits.activations
        if one.layer - 1 < len(known) and known[one.layer - 1] > 0:
            limit = known[one.layer - 1]
        low = f"\u2212{_limit(limit)}" if signed else "0"
        self._input_caption = f"input  {low} … {_limit(limit)}"
        entries = _folded(self._quantizers[2].entries(values, limit, signed=signed), shape)
        return digit_image(entries, self._diverging if signed else self._sequential)

    def _side(self, width: int) -> int:
        side = (width - 3 * scaled(_BETWEEN)) // 4
        return max(28, min(side, scaled(140)) // 28 * 28)

    def _caption_height(self) -> int:
        return QFontMetrics(self.font()).height() + scaled(3)

    def _places(self) -> list[QRect]:
        """Return where the three pictures and the curve stand."""
        side, step = self._side(self.width()), scaled(_BETWEEN)
        lefts = [number * (side + step) + 1 for number in range(3)]
        start = lefts[-1] + side + step
        curve = QRect(start, 0, max(1, min(self.width() - start, 2 * side)), side)
        return [QRect(left, 0, side, side) for left in lefts] + [curve]

    def _paint_picture(self, painter: QPainter, place: QRect, image: QImage) -> None:
        zoom = min(place.width() // image.width(), place.height() // image.height())
        if zoom < 1:
            painter.drawImage(place, image)
            return
        inner = QRect(0, 0, zoom * image.width(), zoom * image.height())
        inner.moveCenter(place.center())
        painter.fillRect(place, self._theme.color("panel"))
        painter.drawImage(inner, image)
        painter.setPen(self._theme.color("border"))
        painter.drawRect(place.adjusted(0, 0, -1, -1))

    def _paint_captions(self, painter: QPainter, places: list[QRect]) -> None:
        painter.setFont(self.font())
        painter.setPen(self._theme.color("text2"))
        metrics = QFontMetrics(self.font())
        for place, text in zip(places, self._captions, strict=True):
            room = min(place.width() + scaled(_BETWEEN) - scaled(3), self.width() - place.left())
            if metrics.horizontalAdvance(text) > room:
                text = text.rsplit("  ", maxsplit=1)[-1]
            line = QRect(place.left(), place.bottom() + 1, room, self._caption_height())
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(line, Qt.AlignmentFlag.AlignBottom, shown)

    def _paint_curve(self, painter: QPainter, place: QRect, facts: NeuronFacts) -> None:
        """Draw f over z, its axes, and the point where this image puts it."""
        one, reach = facts.neuron, self._range
        z = np.linspace(-reach, reach, _POINTS)
        a = one.curve(z)
        kind = activation(one.function)
        high = kind.ceiling or max(float(np.nanmax(a)), reach)
        low = -high if kind.signed and kind.ceiling else min(float(np.nanmin(a)), 0.0)
        inner = QRectF(place).adjusted(3.5, 5.5, -3.5, -5.5)

        def at(x: float, y: float) -> QPointF:
            across = inner.left() + (x + reach) / (2 * reach) * inner.width()
            return QPointF(across, inner.bottom() - (y - low) / (high - low) * inner.height())

        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("edge"), 1.0))
        painter.drawLine(at(-reach, 0.0), at(reach, 0.0))
        painter.drawLine(at(0.0, low), at(0.0, high))
        painter.setPen(QPen(self._theme.color("text"), scaled(15) / 10))
        painter.drawPolyline(QPolygonF([at(x, y) for x, y in zip(z, a, strict=True)]))
        if np.isfinite(one.z) and np.isfinite(one.value):
            here = at(one.z, one.value)
            dotted = QPen(self._theme.color("accent"), 1.0)
            dotted.setDashPattern([2.0, 2.0])
            painter.setPen(dotted)
            painter.drawLine(at(one.z, 0.0), here)
            painter.drawLine(at(0.0, one.value), here)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent"))
            painter.drawEllipse(here, scaled(7) / 2, scaled(7) / 2)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _folded(entries: NDArray[np.uint8], shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Return entries in rows and columns; the last places may stay empty."""
    picture = np.full(shape[0] * shape[1], NOTHING, dtype=np.uint8)
    picture[: len(entries)] = entries
    return picture.reshape(shape)


def _limit(value: float) -> str:
    return f"{value:.3g}" if 0.01 <= value < 999.5 else numbers.plain(value)
