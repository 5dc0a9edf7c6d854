"""The window's icons, in a theme's colours and sharp at every size and scale."""

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from mnist_viz.assets import resource
from mnist_viz.ui.look.spacing import ICON
from mnist_viz.ui.look.theme import Theme

_LINE = 1.5
"""Width of the lines of an icon, as its file says."""


def icon(name: str, theme: Theme, token: str = "text") -> QIcon:
    """Return an icon of ``resources/icons``.

    Parameters
    ----------
    name : str
        Of the file, without ``.svg``.
    theme : Theme
        Where its colours come from.
    token : str
        The colour it is drawn in; disabled, it takes on the theme's ``disabled``.

    Raises
    ------
    FileNotFoundError
        If there is no such icon.
    """
    _drawing(name)
    return QIcon(_IconEngine(name, theme.color(token), theme.color("disabled")))


def icon_image(name: str, color: QColor, device_pixels: int) -> QImage:
    """Return an icon as a square picture, so many device pixels wide.

    Its lines are never thinner than in an icon of the usual size, or they would pale.
    """
    return _rendered(name, color.rgba(), device_pixels)


class _IconEngine(QIconEngine):
    """Draws at the size that is asked for; a QIcon made of pixmaps would scale them."""

    def __init__(self, name: str, color: QColor, disabled: QColor) -> None:
        super().__init__()
        self._name = name
        self._color = color
        self._disabled = disabled

    def clone(self) -> QIconEngine:
        return _IconEngine(self._name, self._color, self._disabled)

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        pixels = QPixmap(size)
        pixels.fill(Qt.GlobalColor.transparent)
        with QPainter(pixels) as painter:
            self._draw(painter, QRect(QPoint(0, 0), size), mode)
        return pixels

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        self._draw(painter, rect, mode)

    def _draw(self, painter: QPainter, rect: QRect, mode: QIcon.Mode) -> None:
        """Draw in the middle of a rectangle, as large as fits."""
        edge = min(rect.width(), rect.height())
        place = QRect(0, 0, edge, edge)
        place.moveCenter(rect.center())
        color = self._disabled if mode == QIcon.Mode.Disabled else self._color
        pixels = round(edge * painter.device().devicePixelRatio())
        painter.drawImage(place, icon_image(self._name, color, pixels))


@cache
def _drawing(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


# Images, not pixmaps: a pixmap must not outlive the application.
@lru_cache(maxsize=512)
def _rendered(name: str, rgba: int, device_pixels: int) -> QImage:
    color = QColor.fromRgba(rgba)
    line = _LINE * max(1.0, ICON / device_pixels)
    colored = _drawing(name).replace("currentColor", color.name())
    colored = colored.replace(f'stroke-width="{_LINE}"', f'stroke-width="{line:.2f}"')
    image = QImage(device_pixels, device_pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setOpacity(color.alphaF())
        renderer = QSvgRenderer(QByteArray(colored.encode()))
        renderer.render(painter, QRectF(0, 0, device_pixels, device_pixels))
    return image
