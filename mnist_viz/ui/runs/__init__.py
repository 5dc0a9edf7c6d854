"""The runs of the session: listed, compared, gone on with, and repeated by a command."""

from mnist_viz.ui.runs.run_list import RunList

__all__ = ["RunList"]
