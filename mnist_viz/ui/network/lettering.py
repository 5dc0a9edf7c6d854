"""What is written in the diagram: titles above, limits below, names and scores at the end."""

from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from mnist_viz.nn import activation
from mnist_viz.training import View
from mnist_viz.ui import numbers
from mnist_viz.ui.class_names import short_names
from mnist_viz.ui.look.spacing import font, scaled
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.network.cells import LitUnits
from mnist_viz.ui.network.places import DiagramPlaces
from mnist_viz.ui.network.wires import Wires
from mnist_viz.ui.network.wiring import SIGNALS, Bundle
from mnist_viz.ui.pictures.readings import image_words
from mnist_viz.ui.pictures.row_text import LEAST_FONT_PIXELS, least_row_height, row_font_pixels

_BAR = 7
_SAMPLE = 22
_MEANINGS = {
    SIGNALS: "input × weight of the image shown",
    "weights": "weight",
}


class ScoreRow(NamedTuple):
    """One class's name, score as written, share of the bar, and whether it wins."""

    name: str
    value: str
    share: float
    wins: bool


class Lettering:
    """Paints words, numbers and bars in device pixels.

    Attributes
    ----------
    titles, captions, widths : list of str
        Over and under the parts; under the connections into each layer, what the thickest is.
    scores : list of ScoreRow
    legend : str
        What width means.
    """

    def __init__(self) -> None:
        self.titles: list[str] = []
        self.captions: list[str] = []
        self.widths: list[str] = []
        self.scores: list[ScoreRow] = []
        self.legend = ""

    @staticmethod
    def above() -> int:
        """Return the height that the titles need, in Qt's pixels."""
        return scaled(20)

    @staticmethod
    def below() -> int:
        """Return the height that limits and legend need, in Qt's pixels."""
        return scaled(36)

    @staticmethod
    def row() -> int:
        """Return the height that a score needs, to be written, in Qt's pixels."""
        return least_row_height()

    @staticmethod
    def bars_width(class_names: tuple[str, ...], room: int) -> int:
        """Return the width of the score bars, in Qt's pixels."""
        metrics = QFontMetricsF(font("caption", semibold=True))
        names = max(metrics.horizontalAdvance(name) for name in short_names(class_names))
        needed = int(names + metrics.horizontalAdvance(" 0.00")) + scaled(24)
        return max(needed + scaled(30), min(needed + scaled(140), room // 4))

    def restyle(self, theme: Theme, ratio: float) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme, self._ratio = theme, ratio
        self._title, self._quiet = self._font("body", semibold=True), self._font("body")
        self._caption = self._font("caption")
        self._colors = {
            name: theme.color(name) for name in ("text", "text2", "accent", "edge", "ground")
        }
        if theme.name == "contrast":
            self._colors["ground"] = theme.color("hover")

    def show(
        self, view: View, bundles: tuple[Bundle, ...], lit: tuple[LitUnits, ...], kind: str
    ) -> None:
        """Take on what is to be written of a view."""
        self.titles = [_capital(image_words(view, view.subject.row))]
        self.captions = [f"{numbers.count(view.frame.layout.inputs)} pixels"]
        for layer, one in zip(view.frame.layout.layers, lit, strict=True):
            self.titles.append(layer.title)
            self.captions.append(_limits(one))
        self._functions = [
            f"{numbers.count(layer.units)} {activation(layer.activation).title}"
            for layer in view.frame.layout.layers
        ]
        self.widths = [
            f"≤ {numbers.plain(bundle.largest)}" if bundle.largest else "" for bundle in bundles
        ]
        self.legend = _MEANINGS[kind]
        scores = view.subject.activations[-1].tolist()
        winner = max(range(len(scores)), key=scores.__getitem__)
        names = short_names(view.class_names)
        self.scores = [
            ScoreRow(name, numbers.score(score), min(max(score, 0.0), 1.0), index == winner)
            if score == score  # noqa: PLR0124 - NaN is not equal to itself
            else ScoreRow(name, numbers.score(score), 0.0, False)
            for index, (name, score) in enumerate(zip(names, scores, strict=True))
        ]

    @property
    def lasting(self) -> object:
        """What `paint_lasting` depends on."""
        return self.titles, self.captions, self.legend

    def paint_lasting(self, painter: QPainter, places: DiagramPlaces, wires: Wires) -> None:
        """Write what seldom changes."""
        self._paint_titles(painter, places)
        self._paint_captions(painter, places)
        self._paint_legend(painter, places, wires)

    def paint(self, painter: QPainter, places: DiagramPlaces) -> None:
        """Write what changes from frame to frame."""
        self._paint_widths(painter, places)
        self._paint_scores(painter, places)

    def _paint_titles(self, painter: QPainter, places: DiagramPlaces) -> None:
        lefts = [grid.left for grid in places.grids]
        ends = [*lefts[1:], places.bars.right()]
        gap = self._device(8)
        tops = min(grid.top for grid in places.grids)
        baseline = max(QFontMetricsF(self._title).ascent(), tops - self._device(6))
        bold, quiet = QFontMetricsF(self._title), QFontMetricsF(self._quiet)
        for number, (title, left, end) in enumerate(zip(self.titles, lefts, ends, strict=True)):
            room = end - left - gap
            if bold.horizontalAdvance(title) > room:
                title = title.split(" (")[0]
            if bold.horizontalAdvance(title) > room:
                title = title.removeprefix("Your ").capitalize()
            shown = bold.elidedText(title, Qt.TextElideMode.ElideRight, room)
            painter.setFont(self._title)
            painter.setPen(self._colors["text"])
            painter.drawText(QPointF(left, baseline), shown)
            taken = bold.horizontalAdvance(shown) + self._device(6)
            if number and taken + quiet.horizontalAdvance(self._functions[number - 1]) <= room:
                painter.setFont(self._quiet)
                painter.setPen(self._colors["text2"])
                painter.drawText(QPointF(left + taken, baseline), self._functions[number - 1])

    def _paint_captions(self, painter: QPainter, places: DiagramPlaces) -> None:
        metrics = QFontMetricsF(self._caption)
        painter.setFont(self._caption)
        painter.setPen(self._colors["text2"])
        baseline = places.lowest + self._device(5) + metrics.ascent()
        for number, grid in enumerate(places.grids):
            text = self.captions[number]
            room = grid.rect.width()
            if number == len(places.grids) - 1:
                room = 0 if places.is_output_longer else places.bars.right()
            if metrics.horizontalAdvance(text) <= room:
                painter.drawText(QPointF(grid.left, baseline), text)

    def _paint_widths(self, painter: QPainter, places: DiagramPlaces) -> None:
        metrics = QFontMetricsF(self._caption)
        painter.setFont(self._caption)
        painter.setPen(self._colors["text2"])
        baseline = places.lowest + self._device(5) + metrics.ascent()
        # Where the scores reach further down, the last connections go through its place.
        shown = self.widths[:-1] if places.is_output_longer else self.widths
        for number, text in enumerate(shown):
            start, end = places.grids[number].rect.right(), places.grids[number + 1].left
            width = metrics.horizontalAdvance(text)
            if width + self._device(6) <= end - start:
                left = (start + end - width) / 2
                painter.drawText(QPointF(left, baseline), text)

    def _paint_legend(self, painter: QPainter, places: DiagramPlaces, wires: Wires) -> None:
        metrics = QFontMetricsF(self._caption)
        baseline = places.lowest + self._device(9) + metrics.height() + metrics.ascent()
        left, middle = float(places.grids[0].left), baseline - metrics.ascent() * 0.36
        for positive, text in ((True, "positive"), (False, "negative")):
            painter.setPen(wires.sample(positive=positive))
            painter.drawLine(QLineF(left, middle, left + self._device(_SAMPLE), middle))
            left += self._device(_SAMPLE + 5)
            painter.setPen(self._colors["text2"])
            painter.setFont(self._caption)
            painter.drawText(QPointF(left, baseline), text)
            left += metrics.horizontalAdvance(text) + self._device(14)
        text = f"width: {self.legend}; ≤ is the thickest"
        longer = places.is_output_longer
        end = places.output.left - self._device(8) if longer else places.bars.right()
        room = end - left
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(left, baseline), shown)

    def _paint_scores(self, painter: QPainter, places: DiagramPlaces) -> None:
        grid, area = places.output, places.bars
        pixels = row_font_pixels(grid.down / self._ratio)
        written = pixels >= LEAST_FONT_PIXELS
        fonts = {bold: self._font("caption", semibold=bold) for bold in (False, True)}
        for each in fonts.values():
            each.setPixelSize(max(1, round(pixels * self._ratio)))
        metrics = QFontMetricsF(fonts[True])
        names = max(metrics.horizontalAdvance(row.name) for row in self.scores) if written else 0.0
        values = metrics.horizontalAdvance("0.00") if written else 0.0
        start = area.left() + names + (self._device(6) if written else 0)
        length = area.right() - values - (self._device(6) if written else 0) - start
        height = min(self._device(_BAR), grid.down - grid.gap)
        for index, row in enumerate(self.scores):
            cell = grid.cell(index)
            middle = cell.top() + cell.height() / 2
            bar = QRectF(start, middle - height / 2, max(length, 1.0), height)
            painter.fillRect(bar, self._colors["ground"])
            color = self._colors["accent" if row.wins else "edge"]
            bar.setWidth(max(row.share * length, self._device(2)))
            painter.fillRect(bar, color)
            if written:
                painter.setFont(fonts[row.wins])
                painter.setPen(self._colors["text" if row.wins else "text2"])
                baseline = middle + metrics.capHeight() / 2
                painter.drawText(QPointF(area.left(), baseline), row.name)
                right = area.right() - metrics.horizontalAdvance(row.value)
                painter.drawText(QPointF(right, baseline), row.value)

    def _font(self, role: str, *, semibold: bool | None = None) -> QFont:
        made = font(role, semibold=semibold)
        made.setPixelSize(round(made.pixelSize() * self._ratio))
        return made

    def _device(self, length: float) -> int:
        return round(scaled(length) * self._ratio)


def _limits(one: LitUnits) -> str:
    """Return where a layer's colours end."""
    top = f"{one.limit:.3g}"
    return f"\u2212{top} … {top}" if one.signed else f"0 … {top}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
