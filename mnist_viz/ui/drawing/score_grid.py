"""Where the rows of the score bars stand: one below the other, many of them in columns."""

import math
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFontMetrics

from mnist_viz.ui import numbers
from mnist_viz.ui.look.spacing import PADDING, font, scaled

ROW, LOW_ROW, HIGH_ROW = 16, 13, 20
"""Distance of rows: usual, least and largest."""

_BAR, _LEAST_BAR = 7, 24  # height; least width
_COLUMN_GAP = 16
_BODY_ROW = 14  # rows lower than this are written smaller
_LONGEST_NAME = 72


class ScoreGrid(NamedTuple):
    """Rows of one shape; all lengths in pixels.

    Attributes
    ----------
    role : str
        Of the font.
    rows : int
        In a column.
    pitch : int
        From row to row: whole pixels keep them even.
    step, width : int
        From column to column, and of one without the gap.
    name_width : int
        At most, of the name.
    bar_left, bar_width, bar_height : int
        Of the bar, in its row.
    """

    role: str
    rows: int
    pitch: int
    step: int
    width: int
    name_width: int
    bar_left: int
    bar_width: int
    bar_height: int

    def cell(self, index: int) -> QRect:
        """Return the row of a class."""
        column, row = divmod(index, self.rows)
        return QRect(column * self.step, row * self.pitch, self.width, self.pitch)

    def bar(self, index: int) -> QRect:
        """Return the full length of its bar."""
        cell = self.cell(index)
        top = cell.y() + (self.pitch - self.bar_height) // 2
        return QRect(cell.x() + self.bar_left, top, self.bar_width, self.bar_height)


def fit_grid(size: QSize, names: tuple[str, ...]) -> ScoreGrid | None:
    """Return the grid with the fewest columns that fits; None where there is nothing to show."""
    if not names or size.height() < 1:
        return None
    gap, columns, most = scaled(_COLUMN_GAP), 1, _most_columns(size.width(), names)
    while columns < most and math.ceil(len(names) / columns) * scaled(LOW_ROW) > size.height():
        columns += 1
    rows = math.ceil(len(names) / columns)
    pitch = max(1, min(size.height() // rows, scaled(HIGH_ROW)))
    role = "body" if pitch >= scaled(_BODY_ROW) else "caption"
    metrics = QFontMetrics(font(role, semibold=True))
    width = (size.width() + gap) // columns - gap
    bar_left = _name_width(metrics, names) + scaled(PADDING)
    return ScoreGrid(
        role=role,
        rows=rows,
        pitch=pitch,
        step=width + gap,
        width=width,
        name_width=_name_width(metrics, names),
        bar_left=bar_left,
        bar_width=max(0, width - bar_left - scaled(PADDING) - _value_width(metrics)),
        bar_height=min(scaled(_BAR), round(pitch * 0.6)),
    )


def least_height(width: int, names: tuple[str, ...]) -> int:
    """Return the height that so many classes need in such a width."""
    return math.ceil(len(names) / _most_columns(width, names)) * scaled(LOW_ROW)


def least_width(names: tuple[str, ...]) -> int:
    """Return the width of one column with short bars."""
    metrics = QFontMetrics(font("body", semibold=True))
    gaps = 2 * scaled(PADDING)
    return _name_width(metrics, names) + scaled(_LEAST_BAR) + gaps + _value_width(metrics)


def _most_columns(width: int, names: tuple[str, ...]) -> int:
    gap = scaled(_COLUMN_GAP)
    return max(1, (width + gap) // (least_width(names) + gap))


def _name_width(metrics: QFontMetrics, names: tuple[str, ...]) -> int:
    """Return the width of the longest name, or as much as a name may have."""
    widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
    return min(widest, scaled(_LONGEST_NAME)) + scaled(2)


def _value_width(metrics: QFontMetrics) -> int:
    return metrics.horizontalAdvance(numbers.score(0.0))
