"""The data preview: what a network would learn from, looked at before it does."""

from mnist_viz.ui.preview.preview_controls import PreviewControls

__all__ = ["PreviewControls"]
