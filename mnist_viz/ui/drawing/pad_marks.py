"""What is drawn over the ink of the pad: its outline, the eraser, the cross of the keys."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from mnist_viz.ui.look.spacing import scaled
from mnist_viz.ui.look.theme import Theme


def paint_frame(painter: QPainter, pad: QRectF, radius: float, theme: Theme) -> None:
    """Round the corners of a square of ink and outline it."""
    outline = QPainterPath()
    outline.addRoundedRect(pad.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)
    corners = QPainterPath(outline)
    corners.addRect(pad.adjusted(-1, -1, 1, 1))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(corners, theme.color("panel"))
    painter.strokePath(outline, QPen(theme.color("edge"), 1))


def paint_cross(painter: QPainter, place: QPointF, *, down: bool, theme: Theme) -> None:
    """Show where the keys' pen is: an open cross; with a dot in it while the pen is down."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner, outer = scaled(4), cross_size()
    for width, token in ((4.0, "pad"), (2.0, "focus")):  # seen on ink and on paper
        painter.setPen(QPen(theme.color(token), width, Qt.PenStyle.SolidLine))
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            way = QPointF(x, y)
            painter.drawLine(place + way * inner, place + way * outer)
    if down:
        painter.setPen(QPen(theme.color("pad"), 1))
        painter.setBrush(theme.color("focus"))
        painter.drawEllipse(place, inner - 1, inner - 1)


def cross_size() -> int:
    """Return the length of the cross's arms, in pixels."""
    return scaled(11)


def paint_eraser(painter: QPainter, place: QPointF, radius: float, theme: Theme) -> None:
    """Show where the eraser leaves no ink."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for width, token in ((3.0, "pad"), (1.5, "focus")):
        painter.setPen(QPen(theme.color(token), width))
        painter.drawEllipse(place, radius, radius)
