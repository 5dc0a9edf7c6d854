"""Pictures of signed values, such as evidence and change, in a theme's diverging colours."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from mnist_viz.ui.drawing.digit_image import digit_image
from mnist_viz.ui.look.theme import Theme
from mnist_viz.ui.pictures.cell_colors import Quantizer, color_table


class SignedColors:
    """Turns values into images; zero has the tone of the panel."""

    def __init__(self, theme: Theme) -> None:
        table = color_table(theme, signed=True).astype(np.uint32)
        rgb = table[:, :3] @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)
        self._colors = rgb.astype(np.uint32) | np.uint32(0xFF << 24)
        self._quantizer = Quantizer()

    def image(self, values: NDArray[np.float32], limit: float) -> QImage:
        """Return a picture of values, shape (height, width); the map ends at ± `limit`."""
        return digit_image(self._quantizer.entries(values, limit, signed=True), self._colors)
