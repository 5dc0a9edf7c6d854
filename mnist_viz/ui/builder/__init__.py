"""The network builder: every setting of a run, checked as it is typed."""

from mnist_viz.ui.builder.builder_controls import BuilderControls

__all__ = ["BuilderControls"]
