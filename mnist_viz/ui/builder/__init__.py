"""The network builder: every setting of a run, checked as it is typed."""

from mnist_viz.ui.builder.dialog import NetworkBuilder

__all__ = ["NetworkBuilder"]
