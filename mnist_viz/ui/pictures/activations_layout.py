"""Where the titles, the images, the heatmap and the legends of the activations stand."""

from typing import NamedTuple

from PySide6.QtCore import QRect, QSize

from mnist_viz.nn import Layout
from mnist_viz.ui.look.spacing import PADDING, scaled
from mnist_viz.ui.pictures.heatmap_columns import share_width
from mnist_viz.ui.pictures.heatmap_layout import HeatmapLayout
from mnist_viz.ui.pictures.row_text import LEAST_FONT_PIXELS, row_font_pixels

_MARGIN = 3  # of the canvas: the frame of a cell at the edge
_LEAST_WITH_PICTURES = 13
_LEAST_WITH_BOTH = 18
_LARGEST_PITCH = 56
_LARGEST_OUTPUT = 34  # beyond it, the room is worth more to the other layers
_LEGEND_WIDTH = 220
_LEGEND_BESIDE = (48, 110)  # the least and the most beside a title


class ActivationsLayout(NamedTuple):
    """Places in pixels of the panel, but for those of `cells`.

    Attributes
    ----------
    cells : HeatmapLayout
        In device pixels of the canvas.
    canvas : QRect
    titles, legends : tuple of QRect
        One a layer.
    legends_beside : bool
        Whether the legends stand beside the titles, and leave the rows their room.
    names, pictures : tuple of QRect
        One a row, that of the drawing first; empty where there is no room for them.
    """

    cells: HeatmapLayout
    canvas: QRect
    titles: tuple[QRect, ...]
    legends: tuple[QRect, ...]
    legends_beside: bool
    names: tuple[QRect, ...]
    pictures: tuple[QRect, ...]


class ActivationsRoom(NamedTuple):
    """What there is to lay out, and in which room.

    Attributes
    ----------
    network : Layout
    rows : int
        Number of probe images.
    size : QSize
        Of the panel.
    ratio : float
        Device pixels in a pixel of Qt's.
    name_width, title_height, legend_height : int
        What these need.
    title_widths : tuple of (int, int)
        What each title needs, by itself and with what the layer is.
    """

    network: Layout
    rows: int
    size: QSize
    ratio: float
    name_width: int
    title_height: int
    legend_height: int
    title_widths: tuple[tuple[int, int], ...]

    def arrange(self) -> ActivationsLayout:
        """Return the layout; its rows are as high as there is room for.

        Where they would be too low for their names, the legends go beside the titles, if
        there is room.
        """
        usual = self._arrange(legends_beside=False)
        if row_font_pixels(usual.names[0].height()) >= LEAST_FONT_PIXELS:
            return usual
        beside = self._arrange(legends_beside=True)
        return beside if all(not place.isEmpty() for place in beside.legends) else usual

    def _arrange(self, *, legends_beside: bool) -> ActivationsLayout:
        above = self.title_height + scaled(2)
        below = scaled(6)
        if not legends_beside:
            below += scaled(PADDING - 2) + self.legend_height
        pause = self._device(scaled(5))
        room = self._device(self.size.height() - above - below) - pause
        pitch = max(3, min(room // (self.rows + 1), self._device(scaled(_LARGEST_PITCH))))
        height = pitch / self.ratio
        has_pictures = height >= scaled(_LEAST_WITH_PICTURES)
        has_names = not has_pictures or height >= scaled(_LEAST_WITH_BOTH)

        picture = int((pitch - self._line) / self.ratio)
        names_end = scaled(PADDING) + self.name_width
        pictures_left = names_end + scaled(6)
        left = pictures_left + picture + scaled(8) if has_pictures else names_end + scaled(7)
        canvas = self._canvas(left, above)
        cells = self._cells(
            self._device(self.size.width() - left - scaled(PADDING + 20)), pitch, pause
        )
        canvas.setHeight(int((cells.bottom + cells.margin) / self.ratio))

        tops = [canvas.top() + round(cells.top(row) / self.ratio) for row in range(self.rows + 1)]
        names = [QRect(scaled(PADDING), top, self.name_width, picture) for top in tops]
        pictures = [QRect(pictures_left, top, picture, picture) for top in tops]
        titles = self._titles(cells, canvas)
        if legends_beside:
            legends = self._legends_beside(cells, titles)
            titles = tuple(
                _up_to(title, legend) for title, legend in zip(titles, legends, strict=True)
            )
        else:
            legends = self._legends(cells, canvas)
        return ActivationsLayout(
            cells,
            canvas,
            titles,
            legends,
            legends_beside,
            (names[0], *(names[1:] if has_names else [QRect()] * self.rows)),
            tuple(pictures if has_pictures else [QRect()] * len(pictures)),
        )

    @property
    def _line(self) -> int:
        return max(1, round(self.ratio))

    def _device(self, length: int) -> int:
        return int(length * self.ratio)

    def _canvas(self, left: int, top: int) -> QRect:
        """Return the place of the canvas whose first cell is here; its height is not known yet."""
        margin = scaled(_MARGIN)
        width = self.size.width() - left - scaled(PADDING) + margin
        return QRect(left - margin, top - margin, max(1, width), 1)

    def _cells(self, width: int, pitch: int, pause: int) -> HeatmapLayout:
        units = tuple(layer.units for layer in self.network.layers)
        columns = share_width(
            units,
            max(width, 1),
            gap=self._device(scaled(17)),
            output_cell=max(1, min(round(0.86 * pitch), self._device(scaled(_LARGEST_OUTPUT)))),
            widest_cell=3 * pitch,
        )
        margin = self._device(scaled(_MARGIN))
        return HeatmapLayout(columns, self.rows, margin, pitch, self._line, pause)

    def _titles(self, cells: HeatmapLayout, canvas: QRect) -> tuple[QRect, ...]:
        """Return the places over the columns, each up to the next column."""
        lefts = [canvas.left() + round((cells.margin + c.left) / self.ratio) for c in cells.columns]
        ends = [left - scaled(6) for left in lefts[1:]] + [self.size.width() - scaled(4)]
        return tuple(
            QRect(left, 0, end - left, self.title_height)
            for left, end in zip(lefts, ends, strict=True)
        )

    def _legends(self, cells: HeatmapLayout, canvas: QRect) -> tuple[QRect, ...]:
        top = canvas.top() + round(cells.bottom / self.ratio) + scaled(6)
        places = []
        for column in cells.columns:
            left = canvas.left() + round((cells.margin + column.left) / self.ratio)
            width = min(round(column.width / self.ratio), scaled(_LEGEND_WIDTH))
            places.append(QRect(left, top, width, self.legend_height))
        return tuple(places)

    def _legends_beside(self, cells: HeatmapLayout, titles: tuple[QRect, ...]) -> tuple[QRect, ...]:
        """Return the places at the right of the titles; empty where there is no room."""
        least, most = map(scaled, _LEGEND_BESIDE)
        places = []
        for column, title, widths in zip(cells.columns, titles, self.title_widths, strict=True):
            room = max(
                (title.width() - width - scaled(8) for width in widths),
                key=lambda room: (room >= least, -room),
            )
            width = min(room, most)
            taken = title.width() - room
            left = max(taken, round(column.width / self.ratio) - width)
            place = QRect(title.left() + left, title.top(), width, title.height())
            places.append(place if room >= least else QRect())
        return tuple(places)


def _up_to(title: QRect, legend: QRect) -> QRect:
    return title if legend.isEmpty() else title.adjusted(0, 0, legend.left() - 1 - title.right(), 0)
