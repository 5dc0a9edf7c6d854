"""Where everything stands on a sheet of classes: a row for all images, then a row a class."""

from typing import NamedTuple

from PySide6.QtCore import QRect

_LARGEST_ZOOM = 3


class SheetMeasures(NamedTuple):
    """What a sheet is laid out from, in logical pixels.

    Attributes
    ----------
    name_width, bar_width : int
        Of the columns with the classes' names and with the bars of their counts.
    heading : int
        Height of the line of headings.
    gap : int
        Between columns; rows stand a quarter of it apart.
    unit : int
        Side of a picture at the lowest zoom.
    least_row : int
        Height that the text of a row needs.
    """

    name_width: int
    bar_width: int
    heading: int
    gap: int
    unit: int
    least_row: int

    def row_height(self, zoom: int) -> int:
        """Return the height of a row with its gap."""
        return max(self.unit * zoom, self.least_row) + self.gap // 4

    def height(self, rows: int) -> int:
        """Return the height of a sheet at the lowest zoom."""
        return self.heading + rows * self.row_height(1)


class SheetLayout(NamedTuple):
    """The columns of a sheet, and its rows.

    Attributes
    ----------
    measures : SheetMeasures
    width : int
    zoom : int
        How many times as large as `SheetMeasures.unit` a picture's side is.
    """

    measures: SheetMeasures
    width: int
    zoom: int

    @property
    def side(self) -> int:
        """Side of the square that a picture stands in."""
        return self.measures.unit * self.zoom

    @property
    def examples(self) -> int:
        """How many pictures a row has room for."""
        room = self.width - self._examples_left
        return max(0, (room + self._between) // (self.side + self._between))

    def name(self, row: int) -> QRect:
        """Return the place of a name."""
        return QRect(0, self._top(row), self.measures.name_width, self._row)

    def mean(self, row: int) -> QRect:
        """Return the place of the mean picture."""
        return self._picture(row, self.measures.name_width + self.measures.gap)

    def bar(self, row: int) -> QRect:
        """Return the place of a count and its bar."""
        left = self.mean(row).x() + self.side + self.measures.gap
        return QRect(left, self._top(row), self.measures.bar_width, self._row)

    def example(self, row: int, number: int) -> QRect:
        """Return the place of one of the pictures of a class."""
        return self._picture(row, self._examples_left + number * (self.side + self._between))

    def heading(self, column: QRect) -> QRect:
        """Return the place of the heading over a column."""
        return QRect(column.x(), 0, column.width(), self.measures.heading)

    def row_at(self, y: int) -> int:
        """Return the row at a height; below 0 in the headings."""
        return (y - self.measures.heading) // self.measures.row_height(self.zoom)

    @property
    def _row(self) -> int:
        return max(self.side, self.measures.least_row)

    @property
    def _between(self) -> int:
        return self.measures.gap // 4

    @property
    def _examples_left(self) -> int:
        bar = self.bar(0)
        return bar.x() + bar.width() + self.measures.gap

    def _top(self, row: int) -> int:
        return self.measures.heading + row * self.measures.row_height(self.zoom)

    def _picture(self, row: int, left: int) -> QRect:
        top = self._top(row) + (self._row - self.side) // 2
        return QRect(left, top, self.side, self.side)


def sheet_layout(measures: SheetMeasures, width: int, height: int, rows: int) -> SheetLayout:
    """Lay a sheet out with pictures as large as the height allows, at least at the lowest zoom."""
    fitting = [
        zoom
        for zoom in range(1, _LARGEST_ZOOM + 1)
        if measures.heading + rows * measures.row_height(zoom) <= height
    ]
    return SheetLayout(measures, width, max(fitting, default=1))
