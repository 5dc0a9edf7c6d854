"""The window: panels, transport bar, drawing pad, themes."""

import lazy_loader

from mnist_viz.ui.source_reading import spare_source_reading

spare_source_reading()
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
