"""A sheet of classes: each one's mean image, how many images it has, and the first of them."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mnist_viz.session import Preview
from mnist_viz.ui import numbers
from mnist_viz.ui.drawing.digit_image import digit_image, ink_colors
from mnist_viz.ui.look.icons import icon_image
from mnist_viz.ui.look.spacing import PADDING, UNIT, font, scaled
from mnist_viz.ui.look.theme import Theme, system_theme
from mnist_viz.ui.preview.sheet_layout import SheetLayout, SheetMeasures, sheet_layout

_PICTURE = 28
_BAR_WIDTH = 120
_WIDEST_NAME = 130
_HEADINGS = ("Class", "Mean", "Images", "The first of them")
_ALL = "all"


class ClassSheet(QWidget):
    """Shows a preview by class; a picture whose label was made wrong bears a cross."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("class_sheet")
        self.setAccessibleName("Training images by class")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._preview: Preview | None = None
        self._strips: dict[tuple[int, str, int], QImage] = {}
        self.restyle(system_theme())

    def show_preview(self, preview: Preview) -> None:
        """Show what a run would train on."""
        self._preview = preview
        self._strips.clear()
        names, counts = preview.data.class_names, preview.survey.counts.tolist()
        self.setAccessibleDescription(
            "; ".join(f"{name}: {numbers.count(n)}" for name, n in zip(names, counts, strict=True))
        )
        self._measure()
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take on the colours of a theme and the size of the person's font."""
        self._theme = theme
        self._ink = ink_colors(theme, "pad")
        self._strips.clear()
        self._measure()
        self.update()

    @property
    def sheet_layout(self) -> SheetLayout:
        """Where everything stands at the present size."""
        return sheet_layout(self._measures, self.width(), self.height(), self._rows)

    def sizeHint(self) -> QSize:
        measures = self._measures
        examples = 16 * (measures.unit + measures.gap // 4)
        return QSize(self.minimumWidth() + examples, measures.height(self._rows))

    def text_at(self, place: QPoint) -> str:
        """Return what is said of the thing at a place."""
        layout = self.sheet_layout
        label = layout.row_at(place.y()) - 1
        if self._preview is None or not 0 <= label < self._rows - 1:
            return ""
        name = self._preview.data.class_names[label]
        for number, true in enumerate(self._preview.true_labels[label][: layout.examples]):
            if layout.example(label + 1, number).contains(place):
                said = f"Labelled {name}"
                if true == label:
                    return said
                return f"{said}, but it is {self._preview.data.class_names[true]}"
        shown = numbers.count(self._preview.shown)
        return f"{name}: {numbers.count(self._preview.survey.counts[label])} of {shown} images"

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.text_at(event.pos()), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._preview is None:
            return
        layout = self.sheet_layout
        with QPainter(self) as painter:
            self._paint_headings(painter, layout)
            self._paint_row(painter, layout, 0)
            first, last = (layout.row_at(y) for y in (event.rect().top(), event.rect().bottom()))
            for row in range(max(1, first), min(last + 1, self._rows)):
                self._paint_row(painter, layout, row)
                self._paint_examples(painter, layout, row - 1)

    @property
    def _rows(self) -> int:
        return 1 + (len(self._preview.data.class_names) if self._preview is not None else 0)

    def _measure(self) -> None:
        metrics = QFontMetrics(font("body", semibold=True))
        names = self._preview.data.class_names if self._preview is not None else ()
        texts = (_ALL, _HEADINGS[0], *names)
        widest = max(metrics.horizontalAdvance(text) for text in texts) + scaled(UNIT)
        self._measures = SheetMeasures(
            name_width=min(widest, scaled(_WIDEST_NAME)),
            bar_width=scaled(_BAR_WIDTH),
            heading=metrics.height() + scaled(UNIT),
            gap=scaled(PADDING),
            unit=scaled(_PICTURE),
            least_row=metrics.height() + 2,
        )
        least = SheetLayout(self._measures, 0, 1).example(0, 4)
        self.setMinimumSize(least.x(), self._measures.height(self._rows))
        self.updateGeometry()

    def _paint_headings(self, painter: QPainter, layout: SheetLayout) -> None:
        painter.setFont(font("caption"))
        painter.setPen(self._theme.color("text2"))
        examples = layout.example(0, 0)
        examples.setWidth(self.width() - examples.x())
        mean = layout.mean(0)
        mean.setWidth(layout.bar(0).x() - mean.x())  # its heading is wider than a small picture
        columns = (layout.name(0), mean, layout.bar(0), examples)
        for text, column in zip(_HEADINGS, columns, strict=True):
            place = layout.heading(column)
            elided = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, place.width()
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, elided)

    def _paint_row(self, painter: QPainter, layout: SheetLayout, row: int) -> None:
        """Paint a class, or all of them in row 0: its name, its mean and its count."""
        assert self._preview is not None
        found, label = self._preview.survey, row - 1
        name = self._preview.data.class_names[label] if row else _ALL
        mean = found.class_means[label] if row else found.mean
        painter.setFont(font("body", semibold=row > 0))
        painter.setPen(self._theme.color("text" if row else "text2"))
        place = layout.name(row)
        elided = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, elided)
        self._paint_picture(
            painter, layout.mean(row), (label, "mean"), np.rint(mean[None]).astype(np.uint8)
        )
        count = int(found.counts[label]) if row else self._preview.shown
        self._paint_count(painter, layout.bar(row), count, bar=row > 0)

    def _paint_count(self, painter: QPainter, place: QRect, count: int, *, bar: bool) -> None:
        assert self._preview is not None
        painter.setFont(font("body"))
        metrics = painter.fontMetrics()
        text = metrics.horizontalAdvance(numbers.count(self._preview.shown)) + scaled(UNIT)
        if bar:
            most = max(1, int(self._preview.survey.counts.max()))
            height = min(scaled(8), place.height())
            width = (place.width() - text) * count / most
            middle = place.center().y() - height / 2
            painter.fillRect(
                QRectF(place.x() + text, middle, width, height), self._theme.color("train")
            )
        painter.setPen(self._theme.color("text" if bar else "text2"))
        number = QRect(place.x(), place.y(), text - scaled(UNIT), place.height())
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(number, flags, numbers.count(count))

    def _paint_examples(self, painter: QPainter, layout: SheetLayout, label: int) -> None:
        assert self._preview is not None
        pictures = self._preview.pictures[label]
        ratio = painter.device().devicePixelRatio()
        for number in range(min(layout.examples, len(pictures))):
            place = layout.example(label + 1, number)
            self._paint_picture(painter, place, (label, "examples"), pictures, number)
            if self._preview.true_labels[label][number] != label:
                edge = max(scaled(10), layout.side // 3)
                corner = QRect(place.right() + 1 - edge, place.bottom() + 1 - edge, edge, edge)
                painter.fillRect(corner, self._theme.color("err_soft"))
                cross = icon_image("cross", self._theme.color("error"), round(edge * ratio))
                painter.drawImage(corner, cross)

    def _paint_picture(
        self,
        painter: QPainter,
        place: QRect,
        key: tuple[int, str],
        pictures: NDArray[np.uint8],
        number: int = 0,
    ) -> None:
        """Paint one of a row's pictures, in whole device pixels where they are small enough."""
        ratio = painter.device().devicePixelRatio()
        edge = round(place.width() * ratio)
        strip = self._strips.get((*key, edge))
        if strip is None:  # one image for all of them takes a tenth of the time
            image = digit_image(np.concatenate(pictures, axis=1), self._ink)
            strip = self._strips[*key, edge] = _fitted(image, pictures.shape[1:], edge)
        width = strip.width() / len(pictures)
        source = QRectF(number * width, 0, width, strip.height())
        target = QRectF(0, 0, width / ratio, strip.height() / ratio)
        target.moveCenter(QRectF(place).center())
        # On a whole pixel, or lines of the picture would be of unequal width.
        target.moveTo(round(target.x() * ratio) / ratio, round(target.y() * ratio) / ratio)
        painter.drawImage(target, strip, source)


def _fitted(strip: QImage, shape: tuple[int, ...], edge: int) -> QImage:
    """Scale pictures of a shape, side by side, each into a square of so many device pixels.

    By a whole factor if they are smaller.
    """
    largest = max(shape)
    if edge >= largest:
        zoom = edge // largest
        return strip.scaled(strip.width() * zoom, strip.height() * zoom)
    count = strip.width() // shape[1]
    return strip.scaled(
        count * max(1, shape[1] * edge // largest),
        max(1, shape[0] * edge // largest),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
