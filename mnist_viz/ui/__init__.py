"""The window: panels, transport bar, drawing pad, themes."""

from mnist_viz.ui.source_reading import spare_source_reading

spare_source_reading()
