"""Where the docks stand: side by side where there is room, in one tab group where there is not."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDockWidget, QMainWindow

COMPACT_BELOW = 75
"""Widths of the window, in heights of the person's font, that are too narrow for columns."""

_SIDES = ((0, 252, 312), (1700, 340, 460), (2300, 400, 560))
"""From a width of the window on: the left and the right column, at the base font size."""


def is_compact(window: QMainWindow) -> bool:
    """Return whether the window is too narrow for the person's font."""
    return window.width() / QFontMetrics(window.font()).height() < COMPACT_BELOW


def arrange(window: QMainWindow, docks: Sequence[QDockWidget], *, compact: bool) -> None:
    """Put the docks in their places.

    Parameters
    ----------
    window : QMainWindow
        Has no central widget; its dock areas are all there is.
    docks : sequence of QDockWidget
        Drawing, filters, activations, loss, scores, health.
    compact : bool
        Whether all but the drawing share one tab group.
    """
    for dock in docks:
        window.removeDockWidget(dock)
        dock.setFloating(False)
    drawing, filters, activations, loss, scores, health = docks
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, drawing)
    window.splitDockWidget(drawing, filters, Qt.Orientation.Horizontal)
    if compact:
        for dock in (activations, loss, scores, health):
            window.tabifyDockWidget(filters, dock)
    else:
        window.splitDockWidget(filters, loss, Qt.Orientation.Horizontal)
        window.splitDockWidget(filters, activations, Qt.Orientation.Vertical)
        window.splitDockWidget(loss, scores, Qt.Orientation.Vertical)
        window.splitDockWidget(scores, health, Qt.Orientation.Vertical)
    for dock in docks:
        dock.show()
    if compact:
        filters.raise_()
    share_out(window, docks, compact=compact)


def share_out(window: QMainWindow, docks: Sequence[QDockWidget], *, compact: bool) -> None:
    """Give the docks their sizes, for the window's present one."""
    drawing, filters, activations, loss, scores, health = docks
    horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    width = window.width()
    if compact:
        window.resizeDocks([drawing, filters], [width // 2, width // 2], horizontal)
        return
    left, right = next(sides[1:] for sides in reversed(_SIDES) if width >= sides[0])
    window.resizeDocks([drawing, filters, loss], [left, width - left - right, right], horizontal)
    # Shares of the height, as drawn for 720 and for 1080 lines.
    window.resizeDocks([filters, activations], [28, 26], vertical)
    window.resizeDocks([loss, scores, health], [20, 18, 14], vertical)
