"""The timeline under the panels: where in training one is, and the way to other steps."""

from mnist_viz.ui.timeline.timeline import Timeline

__all__ = ["Timeline"]
