"""Frames around cells and pictures, of whole pixels."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter


def draw_frame(painter: QPainter, inside: QRect, width: int, color: QColor) -> None:
    """Draw a frame of this width just outside a rectangle."""
    outside = inside.adjusted(-width, -width, width, width)
    left, top = outside.left(), outside.top()
    painter.fillRect(left, top, outside.width(), width, color)
    painter.fillRect(left, inside.bottom() + 1, outside.width(), width, color)
    painter.fillRect(left, inside.top(), width, inside.height(), color)
    painter.fillRect(inside.right() + 1, inside.top(), width, inside.height(), color)
