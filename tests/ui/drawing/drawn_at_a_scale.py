"""Draws on pads of several sizes, at the scale that the environment sets, and prints them."""

import json
import sys

from PySide6.QtWidgets import QApplication

from mnist_viz.ui.drawing.drawing_pad import DrawingPad
from tests.ui.pad_driver import SEVEN, drag


def main() -> int:
    app = QApplication(sys.argv[:1])
    pads = []
    for side in (97, 228, 400):
        pad = DrawingPad()
        pad.resize(side, side)
        pad.show()
        app.processEvents()
        drag(pad, SEVEN)
        assert pad.drawing is not None, "the pad was drawn on"
        pads.append({"ratio": pad.devicePixelRatioF(), "picture": pad.drawing.tolist()})
        pad.close()
    print(json.dumps(pads))  # noqa: T201 - the test reads it
    return 0


if __name__ == "__main__":
    sys.exit(main())
